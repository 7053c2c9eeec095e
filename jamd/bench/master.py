"""A clock master: MIDI clock into jamd, each message at its own absolute instant, from a process of its own. It runs a
beat before it says Start, and the clock that follows Start is beat 1."""

import gc
import random
import sys
import time
from contextlib import closing
from typing import Final

import msgspec

from jamd.bench.errand import run
from jamd.bench.listening import Grid
from jamd.clock.midi_messages import CLOCK, CLOCKS_PER_BEAT, START, STOP
from jamd.ipc.settings import IN_NAME
from jamd.wire.guest_ports import GuestPorts
from jamd.wire.realtime import go_realtime

_SETTLE_S: Final = 0.2
_FLUSH_S: Final = 0.05
_SPIN_NS: Final = 150_000


class Asked(msgspec.Struct, frozen=True):
    backend: str
    seconds: float
    bpm: float
    jitter_ms: float = 0.0  # each clock up to so much early or late


def deadlines(asked: Asked, begin_ns: int, dice: random.Random) -> tuple[Grid, list[tuple[int, bytes]]]:
    """Beat 1 and the beat as they are meant, and what is sent when, in order."""
    beat = round(60e9 / asked.bpm)
    count = CLOCKS_PER_BEAT + round(asked.seconds * 1e9 / beat * CLOCKS_PER_BEAT)
    places = [begin_ns + k * beat // CLOCKS_PER_BEAT for k in range(count + 1)]
    grid = Grid(begin_ns + beat, beat, places[-1])
    sent = [(place + round(dice.uniform(-1, 1) * asked.jitter_ms * 1e6), CLOCK) for place in places[:-1]]
    between = grid.start_ns - beat // CLOCKS_PER_BEAT // 2
    return grid, sorted([*sent, (between, START), (grid.end_ns, STOP)])


def keep_time(asked: Asked) -> Grid:
    """For `seconds` from Start; the master's own grid."""
    with closing(GuestPorts(asked.backend)) as guest:
        say = guest.sender_to(IN_NAME)
        time.sleep(_SETTLE_S)
        go_realtime()
        gc.disable()
        grid, sent = deadlines(asked, time.monotonic_ns() + round(2e6 * (1 + asked.jitter_ms)), random.Random(1))
        for ns, data in sent:
            time.sleep(max(0, ns - time.monotonic_ns() - _SPIN_NS) / 1e9)
            while time.monotonic_ns() < ns:
                pass
            say(data)
        time.sleep(_FLUSH_S)
    return grid


if __name__ == "__main__":
    sys.exit(run("master", Asked, keep_time))
