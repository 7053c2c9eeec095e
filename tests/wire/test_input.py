"""Whatever comes in at a port: the music gets in whole, and nothing that is cut short stops anybody."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from wire.fakes import NOTHING_SET, FakePorts

from jamd.commands.binding import Binding
from jamd.music.channel_messages import is_channel_message, note_on
from jamd.music.time.notes import Nanos
from jamd.wire.input import Arrival, Input
from jamd.wire.output import Output
from jamd.wire.pedals import Pedals
from jamd.wire.shared_state import SharedState

PEDAL = Binding("cc", 67, None, "tap")


def opened(folder: Path, thru: bool = True) -> tuple[Input, FakePorts, Pedals]:
    ports, pedals = FakePorts(), Pedals((PEDAL,), NOTHING_SET)
    return Input(Output(ports, SharedState(folder / "memory")), pedals, thru), ports, pedals


def test_what_is_played_is_passed_on_and_queued(tmp_path: Path) -> None:
    midi_in, ports, _ = opened(tmp_path)
    midi_in.receive(1, note_on(1, 60, 80))
    (arrival,) = midi_in.arrivals()
    assert (arrival.ns, arrival.data) == (1, note_on(1, 60, 80))
    assert ports.carried == [note_on(1, 60, 80)]


@given(st.lists(st.binary(max_size=4), max_size=30))
@example([b"", b"\xb0\x40", b"\xb0\x43", b"\x90", b"\xf2\x01"])
def test_only_whole_messages_get_in(tmp_path_factory: pytest.TempPathFactory, junk: list[bytes]) -> None:
    midi_in, ports, pedals = opened(tmp_path_factory.mktemp("junk"))
    for data in junk:
        midi_in.receive(0, data)
    for arrival in midi_in.arrivals():
        assert arrival.is_system or is_channel_message(arrival.data)
        list(pedals.commands(arrival.data, Nanos(0)))
    assert all(is_channel_message(data) for data in ports.carried)


def test_a_pedal_that_steers_is_classified_once_and_not_passed_on(tmp_path: Path) -> None:
    midi_in, ports, pedals = opened(tmp_path)
    down = b"\xb0\x43\x7f"
    midi_in.receive(1, down)
    assert midi_in.arrivals() == [Arrival(Nanos(1), down, False, None, True, None)]
    assert [command.name for command in pedals.commands(down, Nanos(1))] == ["tap"]
    assert not ports.carried


def test_our_own_note_coming_back_does_not_get_in(tmp_path: Path) -> None:
    midi_in, ports, _ = opened(tmp_path)
    midi_in.arrive(Nanos(0), note_on(1, 60, 80))  # thru, at the ports's instant 0
    midi_in.receive(1_000_000, note_on(1, 60, 80))
    assert midi_in.arrivals() == []
    assert ports.carried == [note_on(1, 60, 80)]


NOTES = st.builds(note_on, st.integers(1, 16), st.integers(0, 127), st.integers(1, 127))


@given(st.binary(max_size=30), st.lists(NOTES, min_size=1, max_size=10))
@example(b"\x7e\x01\x90\x3c", [note_on(1, 60, 80)])
def test_every_note_after_a_sysex_that_was_cut_off_is_heard(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, notes: list[bytes]
) -> None:
    """The driver takes all of it for one message."""
    midi_in, _, _ = opened(tmp_path_factory.mktemp("cut"), thru=False)
    midi_in.receive(5, b"\xf0" + junk + b"".join(notes) + b"\xf7")
    arrivals = midi_in.arrivals()
    assert [arrival.data for arrival in arrivals[-len(notes) :]] == notes
    assert {arrival.ns for arrival in arrivals} == {5}


def test_a_whole_sysex_and_an_end_alone_say_nothing_and_late_ticks_are_left_out(tmp_path: Path) -> None:
    midi_in, _, _ = opened(tmp_path)
    for data in (b"\xf0\x7e\x01\xf7", b"\xf7", b"\xf0\x01\xf8\xf8\xf7"):
        midi_in.receive(0, data)
    assert not midi_in.arrivals()
