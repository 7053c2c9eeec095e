"""Eight hours of a busy jam in virtual time: `python tests/benchmarks/soak.py [--hours 8]`, one JSON object.

Jam and sequencer as a render has them, the default players, a keyboardist who hardly rests and whose tempo is changed
every few minutes. What is to be flat: the memory of the process, what Python holds (the places whose memory has grown
most are named), and the milliseconds that a plan takes, for each half hour of music.
"""

import argparse
import gc
import json
import random
import sys
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

sys.path.insert(0, str(Path(__file__).parents[2]))

from jamd.band.process import make_jam
from jamd.config.process_settings import band_settings
from jamd.config.schema import Config
from jamd.music.channel_messages import note_off, note_on
from jamd.music.events import Clock, Event, Heard, Plan, State
from jamd.music.sequencing.sequencer import Sequencer
from jamd.music.time.notes import TICKS_PER_BEAT, Nanos, Tick
from jamd.music.time.timeline import Timeline

SEED: Final = 4
HALF_HOUR: Final = 1800 * 10**9
TEMPO_BARS: Final = 64  # bars of one tempo
PAGE: Final = 4096  # bytes
GREW: Final = 12  # places that are named


def played_bar(bar: int, dice: random.Random) -> Iterator[tuple[Tick, bytes]]:
    """Eighths and sixteenths over a left hand, louder and softer by and by; now and then half a bar of rest."""
    start, loud = bar * 4 * TICKS_PER_BEAT, 76 + 20 * ((bar // 8) % 3 - 1)
    for sixteenth in range(16):
        if dice.random() < (0.1 if bar % 8 == 7 and sixteenth > 8 else 0.6):
            tick, pitch = start + sixteenth * TICKS_PER_BEAT // 4 + dice.randint(0, 20), dice.randint(60, 84)
            yield Tick(tick), note_on(1, pitch, min(127, max(1, loud + dice.randint(-14, 14))))
            yield Tick(tick + 200), note_off(1, pitch)
    if bar % 2 == 0:
        for pitch in dice.choice(((46, 50, 53), (48, 51, 55), (45, 48, 53))):
            yield Tick(start + 7), note_on(1, pitch, loud)
            yield Tick(start + 3 * TICKS_PER_BEAT), note_off(1, pitch)


class Soak:
    """The jam, its keyboardist, and what was measured of the half hour that runs."""

    def __init__(self) -> None:
        settings = band_settings(Config(), SEED)
        self.jam = make_jam(msgspec.structs.replace(settings, jam=msgspec.structs.replace(settings.jam, count_in=0)))
        self.sequencer = Sequencer(settings.jam.meter, {"drums": 10, "piano": 1}, Nanos(25_000_000))
        self.timeline = Timeline.at_bpm(140, Nanos(0), Tick(0))
        self.dice = random.Random(SEED)
        self.plan_ms: list[float] = []  # by the clock on the wall
        self.cpu_ms: list[float] = []  # of this thread alone: what others do on this machine is not in it
        self.cues = 0
        self.sequencer.start(self.timeline, Tick(0))

    def play(self, hours: float) -> Iterator[dict[str, Any]]:
        """A row for each half hour."""
        bar, end, report = 0, hours * 3600e9, HALF_HOUR
        while self.now(bar) < end:
            if bar % TEMPO_BARS == 0:
                self.tempo(bar, self.dice.choice((72, 104, 140, 172, 220, 300)))
            for tick, data in sorted(played_bar(bar, self.dice)):
                self.until(self.timeline.ns_at(tick))
                self.plans(lambda tick=tick, data=data: self.jam.handle(Heard(self.timeline.ns_at(tick), tick, data)))
            bar += 1
            if self.now(bar) >= report:
                report += HALF_HOUR
                yield self.row(bar)

    def now(self, bar: int) -> Nanos:
        return self.timeline.ns_at(Tick(bar * 4 * TICKS_PER_BEAT))

    def tempo(self, bar: int, bpm: float) -> None:
        tick = Tick(bar * 4 * TICKS_PER_BEAT)
        now = self.timeline.ns_at(tick)
        self.timeline = Timeline.at_bpm(bpm, now, tick)
        self.sequencer.retime(self.timeline)
        self.plans(lambda: self.jam.handle(Clock(now, True, self.timeline, self.jam.settings.meter)))

    def until(self, ns: Nanos) -> None:
        """Cues at their instants, plans at theirs, up to an instant."""
        while (wake := self.jam.wake_ns) is not None and wake < ns:
            self.send(wake)
            self.plans(lambda wake=wake: self.jam.advance(wake))
        self.send(ns)

    def send(self, ns: Nanos) -> None:
        while (due := self.sequencer.next_ns()) is not None and due < ns:
            self.cues += len(self.sequencer.due(due))

    def plans(self, work: Any) -> None:
        began, busy = time.perf_counter(), time.thread_time()
        events: list[Event] = work()
        took, busy = (time.perf_counter() - began) * 1e3, (time.thread_time() - busy) * 1e3
        for event in events:
            if isinstance(event, Plan):
                self.sequencer.plan(event)
                self.plan_ms.append(took)
                self.cpu_ms.append(busy)
            else:
                assert isinstance(event, State), event  # nobody fails

    def row(self, bars: int) -> dict[str, Any]:
        gc.collect()
        wall, cpu = figures(self.plan_ms), figures(self.cpu_ms)
        self.plan_ms, self.cpu_ms = [], []
        cues, self.cues = self.cues, 0
        return {
            "hours": round(self.now(bars) / 3600e9, 2),
            "bars": bars,
            "plans": wall["n"],
            "cues": cues,
            "vamps": self.sequencer.vamps,
            "plan_ms": wall,
            "plan_cpu_ms": cpu,
            "rss_mb": round(int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 1e6, 2),
        }


def figures(ms: list[float]) -> dict[str, float]:
    ordered = sorted(ms)
    p50, p99 = (round(ordered[len(ordered) * percent // 100], 3) for percent in (50, 99))
    return {"p50": p50, "p99": p99, "max": round(ordered[-1], 3), "n": len(ordered)}


def growth(first: tracemalloc.Snapshot, last: tracemalloc.Snapshot) -> list[str]:
    """Where Python holds more than before, the most first."""
    mine = (tracemalloc.Filter(False, tracemalloc.__file__), tracemalloc.Filter(False, __file__))
    apart = last.filter_traces(mine).compare_to(first.filter_traces(mine), "lineno")
    return [f"{row.traceback}: {row.size_diff / 1e3:+.1f} kB, {row.count_diff:+d}" for row in apart[:GREW]]


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--hours", type=float, default=8.0)
    asked.add_argument("--no-trace", action="store_true", help="without tracemalloc, which makes planning slower")
    said = asked.parse_args()
    soak, began, rows = Soak(), time.perf_counter(), []
    first = None
    for row in soak.play(said.hours):
        if not said.no_trace:
            if not tracemalloc.is_tracing():
                tracemalloc.start()  # the first half hour fills memories of sixteen bars and caches
            row["python_mb"] = round(tracemalloc.get_traced_memory()[0] / 1e6, 3)
            last = tracemalloc.take_snapshot()
            if first is None and len(rows) == 1:
                first = last
            row["grew"] = growth(first, last) if first is not None and len(rows) > 1 else []
        rows.append(row)
        print(json.dumps({**row, "seconds": round(time.perf_counter() - began)}), file=sys.stderr, flush=True)
    print(json.dumps({"half_hours": rows, "seconds": round(time.perf_counter() - began)}, indent=1))


if __name__ == "__main__":
    main()
