"""What a key costs the band: `python tests/benchmarks/a_key.py [--rates 8 200 2000] [--bars 20] [--patience 60]`.

The jam machine in virtual time with the default players, without a chart, at 120 bpm. Somebody plays so many keys a
second, each an on and an off on the keys from C2 to C7, for more bars than the band remembers. What is measured is
processor time of one thread. `key_us`: a key that is heard without a plan. `plans_a_beat`: with those that keys ask
for. `behind_ms`: how far the band is behind the keys, if each waits for the one before it. The last four bars count,
or the last quarter of what was reached within the patience, in seconds of processor time. Prints one JSON object.
"""

import argparse
import gc
import json
import random
import sys
import time
from collections.abc import Iterator
from typing import Any, Final

from jamd.band.process import make_jam
from jamd.config.process_settings import band_settings
from jamd.config.schema import Config
from jamd.music.channel_messages import note_off, note_on
from jamd.music.events import Clock, Event, Heard, Plan
from jamd.music.time.notes import TICKS_PER_BEAT, Nanos, Tick
from jamd.music.time.timeline import Timeline

BPM: Final = 120.0
TIMELINE: Final = Timeline.at_bpm(BPM, Nanos(0), Tick(0))
LENGTH: Final = 0.09  # seconds that a key is down
COUNTED: Final = 4  # bars


def keys(rate: float, ticks: int, seed: int = 1) -> Iterator[tuple[Tick, bytes]]:
    """Messages in order."""
    dice = random.Random(seed)
    apart = BPM / 60 * TICKS_PER_BEAT / rate
    found = []
    for number in range(int(ticks / apart)):
        start, pitch = number * apart, dice.randrange(36, 97)
        found.append((Tick(int(start)), note_on(1, pitch, dice.randint(40, 110))))
        found.append((Tick(int(start + LENGTH * BPM / 60 * TICKS_PER_BEAT)), note_off(1, pitch)))
    return iter(sorted(found, key=lambda key: key[0]))


def flooded(rate: float, bars: int, patience: float) -> dict[str, Any]:
    config = Config.model_validate({"clock": {"bpm": BPM}, "jam": {"chart": None}})
    settings = band_settings(config, 1)
    jam, meter = make_jam(settings), settings.jam.meter
    costs: list[tuple[Tick, str, float]] = []  # where, what, seconds
    behind: list[tuple[Tick, float]] = []
    free_at = 0.0  # seconds of the music at which all that came before is done

    def do(tick: Tick, what: str, event: Event | None) -> None:
        nonlocal free_at
        now = TIMELINE.ns_at(tick)
        began = time.thread_time()
        answer = jam.advance(now) if event is None else jam.handle(event)
        _ = jam.wake_ns
        took = time.thread_time() - began
        planned = any(isinstance(each, Plan) for each in answer)
        costs.append((tick, "plan" if planned else what, took))
        free_at = max(free_at, now / 1e9) + took
        if planned:
            jam.record_plan_time(Nanos(round(took * 1e9)), now, Nanos(round(free_at * 1e9)))
        behind.append((tick, free_at - now / 1e9))

    gc.collect()
    gc.freeze()
    do(Tick(0), "plan", Clock(Nanos(0), True, TIMELINE, meter))
    end = time.thread_time() + patience
    for tick, data in keys(rate, bars * meter.bar):
        while (wake := jam.wake_ns) is not None and wake < TIMELINE.ns_at(tick):
            do(TIMELINE.tick_at(wake), "advance", None)
        do(tick, "key" if data[0] & 0xF0 == 0x90 else "off", Heard(TIMELINE.ns_at(tick), tick, data))
        if time.thread_time() > end:
            break
    reached = costs[-1][0]
    since = reached - min(COUNTED * meter.bar, reached // 4)
    late = [(what, took) for tick, what, took in costs if tick >= since]
    beats = (reached - since) / TICKS_PER_BEAT
    return {
        "bars": round(reached / meter.bar, 2),
        "key_us": spread([took * 1e6 for what, took in late if what == "key"]),
        "off_us": spread([took * 1e6 for what, took in late if what == "off"]),
        "plan_ms": spread([took * 1e3 for what, took in late if what == "plan"]),
        "plans_a_beat": round(sum(what == "plan" for what, _ in late) / beats, 2),
        "behind_ms": spread([lag * 1e3 for tick, lag in behind if tick >= since]),
        "busy": round(sum(took for _, took in late) / beats * BPM / 60, 3),
    }


def spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    at = {"p50": 0.5, "p99": 0.99, "max": 1.0}
    return {name: round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1) for name, share in at.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rates", type=float, nargs="+", default=[8, 200, 2000])
    parser.add_argument("--bars", type=int, default=20)
    parser.add_argument("--patience", type=float, default=60)
    asked = parser.parse_args()
    found = {f"{rate:g} a second": flooded(rate, asked.bars, asked.patience) for rate in asked.rates}
    json.dump(found, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
