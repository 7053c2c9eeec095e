"""What a new bar of all players costs: `python tests/benchmarks/a_bar_of_the_band.py [--bars 96] [--bpm 140]`.

The jam machine in virtual time behind a simulated keyboardist, on a blues, with the default players, once in each mode.
A bar is new: nothing of it is cached, all candidates are written. A plan is all that the band does at a beat. Both in
processor time of one thread, so that what else runs on the machine counts little. `notes` is a digest of all that was
planned: two versions of jamd that answer with the same digests play the same notes. Prints one JSON object;
milliseconds. To compare two versions, run them in turn (`PYTHONPATH`), several times.
"""

import argparse
import gc
import hashlib
import json
import random
import sys
import time
from typing import Any, Final

from jamd.band.process import make_jam
from jamd.bench.keyboardist import bar_of_keys
from jamd.bench.planning import Stopwatch
from jamd.commands.choices import Mode
from jamd.config.process_settings import band_settings
from jamd.config.schema import Config
from jamd.ipc.settings import BandSettings
from jamd.music.events import Clock, Event, Heard, Plan
from jamd.music.planning.jam import Jam
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline

METER: Final = Meter(4)
SEED: Final = 1
MODES: Final[tuple[Mode, ...]] = ("accompany", "trade", "solo", "continue")
WARM_BARS: Final = 4  # first runs of a network are slow


class Watch:
    """Lets a jam plan, and keeps how long each plan took and what was in it."""

    def __init__(self, jam: Jam) -> None:
        self._jam = jam
        self.ms: list[float] = []
        self.digest = hashlib.sha256()

    def pass_until(self, timeline: Timeline, tick: Tick) -> None:
        while (wake := self._jam.wake_ns) is not None and wake <= timeline.ns_at(tick):
            self.time(lambda wake=wake: self._jam.advance(wake))  # type: ignore[misc]

    def time(self, work: Any) -> None:
        began = time.thread_time()
        events: list[Event] = work()
        ms = (time.thread_time() - began) * 1e3
        plans = [event for event in events if isinstance(event, Plan)]
        self.ms += [ms] * bool(plans)
        for plan in plans:
            self.digest.update(repr((plan.start, plan.end, plan.parts)).encode())


def settings(mode: Mode, bpm: float) -> BandSettings:
    config = Config.model_validate({"clock": {"bpm": bpm}, "jam": {"mode": mode, "chart": "builtin:blues-in-bb"}})
    return band_settings(config, SEED)


def run(mode: Mode, bpm: float, bars: int, split: bool) -> dict[str, Any]:
    """One band. `split`: new bars are timed by themselves, which changes what is asked in one go, so plans are not."""
    jam = make_jam(settings(mode, bpm))
    stopwatches = {part: Stopwatch(player, time.thread_time) for part, player in jam.ensemble.players.items()}
    if split:
        jam.ensemble.players.update(stopwatches)
    timeline, dice, watch = Timeline.at_bpm(bpm, Nanos(0), Tick(0)), random.Random(SEED), Watch(jam)
    gc.collect()
    gc.freeze()
    watch.time(lambda: jam.handle(Clock(Nanos(0), True, timeline, METER)))
    for bar in range(WARM_BARS + bars):
        resting = mode == "trade" and bar // 4 % 2 == 1
        for tick, data in [] if resting else bar_of_keys(bar, METER, dice):
            watch.pass_until(timeline, tick)
            heard = Heard(timeline.ns_at(tick), tick, data)
            watch.time(lambda heard=heard: jam.handle(heard))  # type: ignore[misc]
        watch.pass_until(timeline, Tick((bar + 1) * METER.bar))
        if bar == WARM_BARS:
            watch.ms.clear()
    if not split:
        return {"plan": spread(watch.ms), "notes": watch.digest.hexdigest()[:12]}
    found = {part: {bar: ms for bar, ms in watch.ms.items() if bar >= WARM_BARS} for part, watch in stopwatches.items()}
    in_all = set.intersection(*(set(of_part) for of_part in found.values()))
    band = [sum(of_part[bar] for of_part in found.values()) for bar in in_all]
    times = {part: spread(list(of_part.values())) for part, of_part in found.items()}
    return {**times, "bar of the band": spread(band), "notes of bars": watch.digest.hexdigest()[:12]}


def spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    at = {"p50": 0.5, "p90": 0.9, "p99": 0.99}
    found = {name: round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2) for name, share in at.items()}
    return {**found, "max": round(ordered[-1], 2), "n": len(ordered)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bars", type=int, default=96)
    parser.add_argument("--bpm", type=float, default=140.0)
    parser.add_argument("--modes", nargs="+", default=MODES, choices=MODES)
    asked = parser.parse_args()
    found = {
        mode: run(mode, asked.bpm, asked.bars, split=True) | run(mode, asked.bpm, asked.bars, split=False)
        for mode in asked.modes
    }
    json.dump(found, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
