"""A clock master: sends MIDI clock to jamd, each message at its own absolute instant, from a process of its own. It
runs for a beat before it sends Start, and the clock after Start is beat 1."""

import gc
import random
import sys
import time
from contextlib import closing
from typing import Final

import msgspec

from jamd.bench.analysis import Grid
from jamd.bench.job import run_job
from jamd.clock.midi_messages import CLOCK, CLOCKS_PER_BEAT, START, STOP
from jamd.ipc.settings import IN_NAME
from jamd.wire.guest_ports import GuestPorts
from jamd.wire.realtime import go_realtime

_SETTLE_S: Final = 0.2
_FLUSH_S: Final = 0.05
_SPIN_NS: Final = 150_000


class Request(msgspec.Struct, frozen=True):
    backend: str
    seconds: float
    bpm: float
    jitter_ms: float = 0.0  # each clock is up to this much early or late


def deadlines(request: Request, begin_ns: int, dice: random.Random) -> tuple[Grid, list[tuple[int, bytes]]]:
    """The true grid, and what is sent when, in order."""
    beat = round(60e9 / request.bpm)
    count = CLOCKS_PER_BEAT + round(request.seconds * 1e9 / beat * CLOCKS_PER_BEAT)
    places = [begin_ns + k * beat // CLOCKS_PER_BEAT for k in range(count + 1)]
    grid = Grid(begin_ns + beat, beat, places[-1])
    sent = [(place + round(dice.uniform(-1, 1) * request.jitter_ms * 1e6), CLOCK) for place in places[:-1]]
    between = grid.start_ns - beat // CLOCKS_PER_BEAT // 2
    return grid, sorted([*sent, (between, START), (grid.end_ns, STOP)])


def keep_time(request: Request) -> Grid:
    """For `seconds` from Start; returns the true grid."""
    with closing(GuestPorts(request.backend)) as guest:
        say = guest.sender_to(IN_NAME)
        time.sleep(_SETTLE_S)
        go_realtime()
        gc.disable()
        grid, sent = deadlines(request, time.monotonic_ns() + round(2e6 * (1 + request.jitter_ms)), random.Random(1))
        for ns, data in sent:
            time.sleep(max(0, ns - time.monotonic_ns() - _SPIN_NS) / 1e9)
            while time.monotonic_ns() < ns:
                pass
            say(data)
        time.sleep(_FLUSH_S)
    return grid


if __name__ == "__main__":
    sys.exit(run_job("clock_master", Request, keep_time))
