"""Whatever comes in at a port: the music gets in whole, and nothing that is cut short stops anybody."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from wire.fakes import FakePorts

from jamd.ipc.settings import Binding
from jamd.music.events import is_channel_message, note_on
from jamd.music.time.notes import Nanos
from jamd.wire.input import Arrival, Input
from jamd.wire.output import Output
from jamd.wire.pedals import Pedals
from jamd.wire.shared_state import SharedState

PEDAL = Binding("cc", 67, None, "tap")


def opened(folder: Path) -> tuple[Input, FakePorts, Pedals]:
    ports, pedals = FakePorts(), Pedals((PEDAL,))
    return Input(Output(ports, SharedState(folder / "memory")), pedals, thru=True), ports, pedals


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
        pedals.commands(arrival.bound, arrival.data, Nanos(0))
    assert all(is_channel_message(data) for data in ports.carried)


def test_a_pedal_that_steers_is_classified_once_and_not_passed_on(tmp_path: Path) -> None:
    midi_in, ports, _ = opened(tmp_path)
    midi_in.receive(1, b"\xb0\x43\x7f")
    assert midi_in.arrivals() == [Arrival(Nanos(1), b"\xb0\x43\x7f", False, None, (PEDAL,), None)]
    assert not ports.carried


def test_our_own_note_coming_back_does_not_get_in(tmp_path: Path) -> None:
    midi_in, ports, _ = opened(tmp_path)
    midi_in.arrive(Nanos(0), note_on(1, 60, 80))  # thru, at the ports's instant 0
    midi_in.receive(1_000_000, note_on(1, 60, 80))
    assert midi_in.arrivals() == []
    assert ports.carried == [note_on(1, 60, 80)]
