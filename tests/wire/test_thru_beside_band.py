"""Thru runs on the driver's thread, the band on wire's loop. Wherever the one comes in the middle of the other, a key
that both play is struck anew for each and let go with the last.

The first two tests stop one thread on purpose at the worst place and let the other one run there.
"""

import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from wire.test_transport import TransportBench

from jamd.ipc.settings import PortSettings
from jamd.music.channel_messages import is_note_on, note_off, note_on
from jamd.music.events import Command, Plan
from jamd.music.time.notes import Nanos, Note, Tick
from jamd.wire import departures
from jamd.wire.output import Output
from jamd.wire.ports import MidiPorts
from jamd.wire.shared_state import SharedState

ON, OFF = note_on(1, 60, 80), note_off(1, 60)
LET_IN_S = 0.05  # for the other thread to come in between, if it can


def sounds(carried: Sequence[bytes]) -> bool:
    """Whether middle C sounds after all this, in which no key is struck that is down, and none lifted that is up."""
    down = False
    for data in carried:
        if data[1] == 60 and data[0] & 0x0F == 0:
            assert is_note_on(data) != down, carried
            down = is_note_on(data)
    return down


class Driver:
    """An output of the driver. The next message stays in it while another thread does `meanwhile`, or until that
    thread is seen to wait."""

    def __init__(self) -> None:
        self.carried: list[bytes] = []
        self.meanwhile: Callable[[], None] | None = None
        self._other: threading.Thread | None = None

    def send_message(self, data: bytes) -> None:
        if self.meanwhile is not None:
            self._other = threading.Thread(target=self.meanwhile)
            self.meanwhile = None
            self._other.start()
            self._other.join(LET_IN_S)
        self.carried.append(data)

    def finish(self) -> None:
        """What was to be done meanwhile is done."""
        if self._other is not None:
            self._other.join()
        elif self.meanwhile is not None:
            self.meanwhile()


@pytest.mark.parametrize("yours", [False, True])
@pytest.mark.parametrize("second", [ON, OFF])
@pytest.mark.parametrize("first", [ON, OFF])
def test_one_plays_a_key_while_the_other_ones_message_is_on_its_way(
    tmp_path: Path, first: bytes, second: bytes, yours: bool
) -> None:
    ports = MidiPorts(PortSettings(backend="none"))
    ports._out = driver = Driver()
    output = Output(ports, SharedState(tmp_path / "memory"))
    for data, whose in ((first, yours), (second, not yours)):
        if data == OFF:  # was struck before
            output.send(ON, whose)
    driver.meanwhile = lambda: output.send(second, not yours)
    output.send(first, yours)
    driver.finish()
    assert sounds(driver.carried) == (ON in (first, second))


class Clock:
    """The time of the transport: each look at it takes 10 us; at `at` another thread does `meanwhile`."""

    def __init__(self, at: int, meanwhile: Callable[[], None]) -> None:
        self.now, self._at, self._meanwhile = 0, at, meanwhile

    def monotonic_ns(self) -> int:
        self.now += 10_000
        if self.now >= self._at:
            self._at = 2**63
            other = threading.Thread(target=self._meanwhile)
            other.start()
            other.join()
        return self.now


@pytest.mark.parametrize(("tick", "played"), [(960, (ON,)), (960, (ON, OFF)), (1440, (ON,))])
def test_a_key_is_played_while_the_loop_spins_for_the_same_key_of_the_band(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tick: int, played: tuple[bytes, ...]
) -> None:
    """The piano strikes middle C at 960, and lets go of it at 1440."""
    bench = TransportBench(tmp_path)
    bench.transport.command(Command("source", "internal", Nanos(0)))
    notes = (Note(Tick(960), 60, Tick(1440), 80),)
    bench.transport.departures.plan(Plan(Tick(0), Tick(3840), {"piano": notes, "drums": ()}))
    bench.transport.command(Command("start", ns=Nanos(0)))
    timeline = bench.transport.timeline
    assert timeline is not None
    due = timeline.ns_at(Tick(tick))
    clock = Clock(due - 50_000, lambda: [bench.output.send(data, yours=True) for data in played].clear())
    monkeypatch.setattr(departures, "time", clock)
    while (next_ns := bench.transport.departures.next_ns()) is not None and next_ns <= due:
        clock.now = max(clock.now, next_ns - 100_000)
        bench.transport.departures.send_due()
    assert sounds(bench.ports.carried) == (tick == 960 or OFF not in played)
    assert bench.ports.carried.count(ON) == 1 + played.count(ON)


def test_both_hammer_on_the_same_key(tmp_path: Path) -> None:
    """Here threads change places wherever they happen to, as often as they can."""
    bench = TransportBench(tmp_path)

    def hammer(yours: bool) -> None:
        for _ in range(2000):
            bench.output.send(ON, yours)
            bench.output.send(OFF, yours)

    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=hammer, args=(yours,)) for yours in (False, True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(usual)
    assert not sounds(bench.ports.carried)
    assert SharedState(tmp_path / "memory").sounding == []
