"""What the conductor says is carried out: those who plan are told of a jump as of an end and a beginning."""

from pathlib import Path

import msgspec
import pytest
from wire.fakes import SETTINGS, FakePorts

from jamd.errors import CommandError
from jamd.music.events import Clock, Command, Event
from jamd.music.time.notes import Nanos, Tick
from jamd.wire.output import Output
from jamd.wire.realtime import Grants
from jamd.wire.shared_state import SharedState
from jamd.wire.transport import Transport

S = 1_000_000_000
BAR = 3840


class TransportBench:
    """A transport, what it sends, and what it tells."""

    def __init__(self, folder: Path, **settings: object) -> None:
        clock = msgspec.structs.replace(SETTINGS.clock, source="midi")
        self.settings = msgspec.structs.replace(SETTINGS, **{"clock": clock, **settings})
        self.ports = FakePorts()
        self.told: list[Event] = []
        state = SharedState(folder / "memory")
        self.output = Output(self.ports, state)
        self.transport = Transport(self.settings, Grants("normal", False), self.output, state, self.told.append)

    def clocks(self, count: int, begin: int) -> int:
        """So many clocks at 120 from an instant on; the instant behind them."""
        for n in range(count):
            self.transport.message(b"\xf8", Nanos(begin + n * S // 48))
        return begin + count * S // 48


@pytest.fixture
def bench(tmp_path: Path) -> TransportBench:
    return TransportBench(tmp_path)


def test_who_plans_is_told_where_the_music_jumps_to_before_it_is_there(bench: TransportBench) -> None:
    bench.transport.message(bytes((0xF2, 0, 16)), Nanos(0))  # bar 128
    bench.transport.message(b"\xfb", Nanos(0))
    now = bench.clocks(96, 0)
    bench.transport.message(bytes((0xF2, 16 * 3, 0)), Nanos(now))
    bench.told.clear()
    bench.clocks(1, now)
    halted, running = [event for event in bench.told if isinstance(event, Clock)]
    assert (halted.running, running.running) == (False, True)
    assert halted.began == running.began == Tick(3 * BAR)


def test_a_clock_without_a_start_is_told_once(bench: TransportBench) -> None:
    bench.clocks(300, 0)
    told = [event for event in bench.told if isinstance(event, Clock) and event.hold == "unstarted"]
    assert len(told) == 1


def test_a_command_with_a_wrong_value_leaves_the_clock_that_is_sent_alone(tmp_path: Path) -> None:
    bench = TransportBench(tmp_path, send="playing")
    bench.transport.message(b"\xfa", Nanos(0))
    bench.clocks(4, 0)
    with pytest.raises(CommandError):
        bench.transport.set_sending(Command("clock.send", "sometimes", Nanos(S // 12)))
    assert bench.transport.departures.next_ns() is not None
    assert b"\xfc" not in bench.ports.carried
