"""Two may hold one key on one channel: nobody cuts the other's note, and every note-on has its off."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire.fakes import FakePorts

from jamd.music.channel_messages import is_note_on, note_off, note_on
from jamd.music.time.notes import Nanos
from jamd.wire.output import Output
from jamd.wire.shared_state import SharedState


@pytest.fixture
def ports() -> FakePorts:
    return FakePorts()


@pytest.fixture
def output(tmp_path: Path, ports: FakePorts) -> Output:
    return Output(ports, SharedState(tmp_path / "memory"))


C = note_on(1, 60, 80), note_off(1, 60)


def test_the_bands_off_leaves_the_keyboardists_key_down(output: Output, ports: FakePorts) -> None:
    on, off = C
    output.send(on, yours=True)
    output.send(on)
    output.send(off)
    assert ports.carried == [on, off, on]
    output.send(off, yours=True)
    assert ports.carried[-1] == off


def test_after_a_panic_nobody_holds_anything(output: Output, ports: FakePorts) -> None:
    on, off = C
    output.send(on, yours=True)
    output.silence()
    ports.carried.clear()
    output.send(on)
    output.send(off)
    assert ports.carried == [on, off]


def test_what_sounds_is_booked_for_whoever_comes_after_wire(output: Output, tmp_path: Path) -> None:
    for data in (note_on(10, 51, 80), note_on(1, 60, 80), note_off(1, 60), note_on(2, 62, 80), note_on(2, 62, 0)):
        output.send(data)
    assert SharedState(tmp_path / "memory").sounding == [(10, 51)]


@pytest.mark.parametrize(("begins", "ends"), [C, (b"\xb0\x40\x7f", b"\xb0\x40\x00")])
def test_a_kill_while_a_message_is_handed_over_leaves_no_note_and_no_pedal_unknown(
    tmp_path: Path, begins: bytes, ends: bytes
) -> None:
    state = SharedState(tmp_path / "memory")
    to_close: list[list[bytes]] = []

    class Watched(FakePorts):
        def send(self, data: bytes) -> Nanos:
            to_close.append(state.silencers())
            return super().send(data)

    output = Output(Watched(), state)
    output.send(begins)
    output.send(ends)
    assert all(ends in messages for messages in to_close)
    assert state.sounding == []


@given(st.lists(st.tuples(st.booleans(), st.sampled_from((60, 61))), max_size=60))
def test_whoever_strikes_every_on_is_answered_by_one_off(script: list[tuple[bool, int]]) -> None:
    ports = FakePorts()
    output = Output(ports, _Book())  # type: ignore[arg-type]
    down: set[tuple[bool, int]] = set()
    for who in [*script, *sorted(set(script) | {(b, p) for b in (True, False) for p in (60, 61)})]:
        yours, pitch = who
        output.send(note_off(1, pitch) if who in down else note_on(1, pitch, 80), yours)
        down ^= {who}
    for yours, pitch in sorted(down):
        output.send(note_off(1, pitch), yours)
    sounding: Counter[int] = Counter()
    for data in ports.carried:
        sounding[data[1]] += 1 if is_note_on(data) else -1
        assert sounding[data[1]] in (0, 1)
    assert not any(sounding.values())


class _Book:
    """No shared file: what sounds is judged from what was carried."""

    def note_on(self, key: int, velocity: int) -> None: ...

    def note_off(self, key: int) -> None: ...
