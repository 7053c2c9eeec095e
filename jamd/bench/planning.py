"""How long each player takes for a new bar: the jam machine in virtual time with a keyboardist, as the band's process
runs it, with a stopwatch on each player. As live, the time before the new bar is planned, too, but not timed."""

import gc
import random
import sys
import time
from collections.abc import Callable
from typing import Final

import msgspec

from jamd.band.process import make_jam
from jamd.bench.job import run_job
from jamd.bench.keyboardist import Key, bar_of_keys
from jamd.bench.report import PlanTimes, figures
from jamd.ipc.settings import BandSettings
from jamd.music.events import Clock, Heard
from jamd.music.planning.jam import Jam
from jamd.music.planning.scene import Player, Scene
from jamd.music.time.notes import BandPart, Nanos, Note, Tick
from jamd.music.time.timeline import Timeline

_BPM: Final = 220
_WARM_BARS: Final = 4  # first runs of a network are slow
_MAX_BARS: Final = 512


class Request(msgspec.Struct, frozen=True):
    band: BandSettings
    least_bars: int
    seconds: float  # runs for at least this long


class Stopwatch:
    """A player with a stopwatch: it plans again what was planned before, then the new bars, which are timed. `clock`
    gives seconds."""

    def __init__(self, player: Player, clock: Callable[[], float] = time.perf_counter) -> None:
        self.part: BandPart = player.part
        self.ms: dict[int, float] = {}  # by the first bar that was new
        self._clock = clock
        self._player = player
        self._known = Tick(0)

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        fresh = min(max(start, self._known), end)
        old = self._player.play(scene, start, fresh) if fresh > start else ()
        if fresh == end:
            return old
        scene = msgspec.structs.replace(scene, own=scene.own + old)
        began = self._clock()
        new = self._player.play(scene, fresh, end)
        self.ms[fresh // scene.meter.bar] = (self._clock() - began) * 1e3
        self._known = end
        return old + new


def play_bar(jam: Jam, timeline: Timeline, keys: list[Key], end: Tick) -> None:
    """Let one bar pass: the keyboardist plays, and every beat has a plan."""
    for tick, data in [*keys, (end, b"")]:
        while (wake := jam.wake_ns) is not None and wake <= timeline.ns_at(tick):
            jam.advance(wake)
        if data:
            jam.handle(Heard(timeline.ns_at(tick), tick, data))


def plan(request: Request) -> PlanTimes:
    """At least `least_bars`, and for at least `seconds`."""
    jam = make_jam(request.band)
    watches = {part: Stopwatch(player) for part, player in jam.ensemble.players.items()}
    jam.ensemble.players.update(watches)
    meter = request.band.jam.meter
    timeline = Timeline.at_bpm(_BPM, Nanos(0), Tick(0))
    dice = random.Random(request.band.jam.seed)
    gc.collect()
    gc.freeze()
    jam.handle(Clock(Nanos(0), True, timeline, meter))
    end = time.monotonic() + request.seconds
    bar = 0
    while bar < _WARM_BARS + request.least_bars or (time.monotonic() < end and bar < _MAX_BARS):
        play_bar(jam, timeline, bar_of_keys(bar, meter, dice), Tick((bar + 1) * meter.bar))
        bar += 1
    return _times(watches)


def _times(watches: dict[BandPart, Stopwatch]) -> PlanTimes:
    found = {part: {bar: ms for bar, ms in watch.ms.items() if bar >= _WARM_BARS} for part, watch in watches.items()}
    bars = set.intersection(*(set(of_part) for of_part in found.values()))
    band = figures(sum(of_part[bar] for of_part in found.values()) for bar in bars)
    return PlanTimes(**{part: figures(of_part.values()) for part, of_part in found.items()}, band=band, both=band)


if __name__ == "__main__":
    sys.exit(run_job("planning", Request, plan))
