"""When the names of the ports are looked at: each second, where no cue is due, and in time even where one always is."""

import time

import pytest

from jamd.ipc.settings import PortSettings
from jamd.wire.port_watch import PortWatch
from jamd.wire.ports import MidiPorts

MS, S = 10**6, 10**9


class LookedAt(MidiPorts):
    """Ports that count how often somebody looks."""

    def __init__(self) -> None:
        super().__init__(PortSettings(backend="none"))
        self.looks: list[int] = []

    def changed(self) -> bool:
        self.looks.append(time.monotonic_ns())
        return False


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What time it is."""
    now = [0]
    monkeypatch.setattr(time, "monotonic_ns", lambda: now[0])
    return now


def looks(clock: list[int], seconds: int, cue_every_ns: int) -> list[int]:
    """The instants of the looks of a loop that turns each millisecond, with cues at even distances."""
    ports = LookedAt()
    watch = PortWatch(ports, False, lambda event: None, lambda: None)
    for clock[0] in range(0, seconds * S, MS):
        watch.poll(-(-(clock[0] + 1) // cue_every_ns) * cue_every_ns)
    return ports.looks


def test_with_room_the_ports_are_looked_at_each_second(clock: list[int]) -> None:
    assert len(looks(clock, 10, 500 * MS)) == 9


@pytest.mark.parametrize("bpm", [126, 200, 400])
def test_a_midi_clock_that_leaves_no_room_delays_the_look_by_a_second_at_most(clock: list[int], bpm: int) -> None:
    found = looks(clock, 10, 60 * S // 24 // bpm)
    assert len(found) >= 4
    assert max(b - a for a, b in zip([0, *found], found, strict=False)) <= 2.1 * S


def test_the_look_comes_right_behind_a_cue(clock: list[int]) -> None:
    every = 60 * S // 24 // 200
    for at in looks(clock, 10, every):
        assert at % every < 3 * MS
