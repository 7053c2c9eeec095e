"""How well the band follows real players: `python tests/benchmarks/follow.py GROOVE WEIMAR TRIO`, the unpacked folders
of the three sets (train/corpora says what each is). Figures as one JSON object, with their n.

A bar of the performance's own beats is tapped as the count-off, then the performer's onsets are the keyboardist's keys.
Nobody hears the band: these players keep their own time, or their rhythm section's, and never meet a follower halfway.
Every figure is also got without following, the count-off's tempo kept. The constants were fitted to the pieces of half
0 (a checksum of the name decides); half 1 is reported unless --half says otherwise.

- tempo_%: how far the tempo of a whole bar, glides included, was from the true one.
- beat_ms, beat: distance of the line from the true beat at one instant; no whole beats are forgiven.
- downbeats: share of pieces whose bar line lies within an eighth of a beat, and within 70 ms, of the true one.
- false starts: playing that begins in the middle of a solo, 30 s of it, where no clock runs.
- missed count-offs: a bar of strokes of one key with human error, 40 to 220 bpm.
"""

import argparse
import json
import logging
import random
import sys
import time
from pathlib import Path

import msgspec
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))
from performances import TRIOS, WARPS, Performance, drummers, half, pianists, soloists, warped

from jamd.clock.follow import Follow
from jamd.clock.source import Retime, Start
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline

BARS = 17


class Heard(msgspec.Struct, frozen=True):
    """What the band did: errors of its line at each true beat from the first downbeat on, in beats and in seconds."""

    beats: np.ndarray
    seconds: np.ndarray


# -- following


class Band:
    """A follower, and the line that the band plays along."""

    def __init__(self, meter: Meter) -> None:
        self.follow = Follow(meter)
        self.line: Timeline | None = None
        self.costs: list[float] = []  # seconds of this thread's own time, an onset

    def _take(self, actions: list) -> None:
        for action in actions:
            if isinstance(action, Start | Retime):
                self.line = action.timeline

    def until(self, ns: int) -> None:
        while (wake := self.follow.wake_ns) is not None and wake <= ns:
            self._take(self.follow.advance(wake))

    def tap(self, ns: int) -> None:
        self._take(self.follow.tap(Nanos(ns)))

    def struck(self, pitch: int, ns: int) -> None:
        began = time.thread_time()
        actions = self.follow.struck(pitch, Nanos(ns))
        self.costs.append(time.thread_time() - began)
        self._take(actions)

    def beat_at(self, ns: int) -> float:
        return (ns - self.line.anchor_ns) / self.line.ns_per_beat + self.line.anchor_tick / TICKS_PER_BEAT


def follow(played: Performance, seed: int, listening: bool) -> tuple[Heard | None, list[float]]:
    """None where the bar before the first is so uneven that it is no count-off."""
    dice = random.Random(f"{played.name} {seed}")
    bar = played.meter.beats
    zero = played.beats[played.first - bar] - 1
    band = Band(played.meter)
    for second in played.beats[played.first - bar : played.first]:
        band.tap(round((second - zero + dice.gauss(0, played.error_s)) * 1e9))
    if band.line is None:
        return None, []
    true = played.beats[played.first : played.first + BARS * bar] - zero
    told = [(round(second * 1e9), -1, i) for i, second in enumerate(true)]
    if listening:
        half_a_beat_before = true[0] - (true[1] - true[0]) / 2
        keys = zip(played.seconds() - zero, played.pitches, strict=True)
        told += [(round(s * 1e9), 1, pitch) for s, pitch in keys if half_a_beat_before < s < true[-1]]
    errors = []
    for ns, kind, what in sorted(told):
        band.until(ns)
        if kind < 0:
            errors.append(band.beat_at(ns) - what)
        else:
            band.struck(what, ns)
    beats = np.array(errors)
    return Heard(beats, beats * np.gradient(true)), band.costs


def following(pieces: list[Performance], seeds: int, listening: bool) -> dict:
    heard: list[tuple[int, Heard]] = []
    costs: list[float] = []
    uneven = 0
    for played in pieces:
        if len(played.beats) < played.first + 6 * played.meter.beats:
            continue
        for seed in range(seeds if played.error_s else 1):
            result, cost = follow(played, seed, listening)
            costs += cost
            if result is None:
                uneven += 1
            else:
                heard.append((played.meter.beats, result))
    figures = {
        "bar 5": at_bar([(bar, h) for bar, h in heard], 5),
        "bars 5 to 16": later(heard),
        "bar 17": at_bar([(bar, h) for bar, h in heard if len(h.beats) > 16 * bar], 17),
        "no count-off": uneven,
    }
    if costs:
        figures["us an onset"] = {"p50": quantile(costs, 0.5, 1e6), "p99": quantile(costs, 0.99, 1e6), "n": len(costs)}
    return figures


def at_bar(heard: list[tuple[int, Heard]], number: int) -> dict:
    """At the downbeat of a bar; its tempo is that of the bar before."""
    at = [(number - 1) * bar for bar, _ in heard]
    beats = [abs(h.beats[i]) for i, (_, h) in zip(at, heard, strict=True)]
    seconds = [abs(h.seconds[i]) for i, (_, h) in zip(at, heard, strict=True)]
    tempos = [abs(h.beats[i] - h.beats[i - bar]) / bar for i, (bar, h) in zip(at, heard, strict=True)]
    return {
        "tempo_%": spread(tempos, 100),
        "beat_ms": spread(seconds, 1000),
        "beat": spread(beats),
        "downbeats_eighth": round(float(np.mean([beat < 1 / 8 for beat in beats])), 3),
        "downbeats_70ms": round(float(np.mean([second < 0.07 for second in seconds])), 3),
        "n": len(beats),
    }


def later(heard: list[tuple[int, Heard]]) -> dict:
    """Every beat of twelve bars, and each of these bars' tempos."""
    beats = [abs(h.beats[4 * bar : 16 * bar]) for bar, h in heard]
    seconds = [abs(h.seconds[4 * bar : 16 * bar]) for bar, h in heard]
    tempos = [abs(np.diff(h.beats[4 * bar : 16 * bar + 1 : bar])) / bar for bar, h in heard]
    return {
        "tempo_%": spread(np.concatenate(tempos), 100),
        "beat_ms": spread(np.concatenate(seconds), 1000),
        "beat": spread(np.concatenate(beats)),
        "beats_70ms": round(float(np.mean(np.concatenate(seconds) < 0.07)), 3),
        "n": int(sum(len(b) for b in beats)),
    }


def spread(values: list[float] | np.ndarray, unit: float = 1) -> dict:
    return {"median": quantile(values, 0.5, unit), "p90": quantile(values, 0.9, unit)}


def quantile(values: list[float] | np.ndarray, share: float, unit: float = 1) -> float:
    return float(f"{np.quantile(values, share) * unit:.3g}")


# -- beginning


def false_starts(pieces: list[Performance], meter: Meter, times: int = 10) -> dict:
    began = keys = 0
    for played in pieces:
        dice = random.Random(played.name)
        seconds = played.seconds()
        for _ in range(times):
            start = dice.uniform(seconds[0], max(seconds[0], seconds[-1] - 30))
            phrase = (seconds >= start) & (seconds < start + 30)
            band = Band(meter)
            band.follow.join(None, 120, Tick(0), Nanos(round(start * 1e9)))
            for second, pitch in zip(seconds[phrase], np.array(played.pitches)[phrase], strict=True):
                if band.line is None:
                    keys += 1
                    band.struck(int(pitch), round(second * 1e9))
            began += band.line is not None
    return {"began": began, "n": len(pieces) * times, "keys": keys}


def missed(error_s: float, meter: Meter, times: int = 4000) -> dict:
    dice = random.Random(5)
    began = 0
    for _ in range(times):
        beat = 60 / dice.uniform(40, 220)
        band = Band(meter)
        band.struck(50, 0)  # something was played before, four seconds ago
        for i in range(meter.beats):
            band.struck(60, round((4 + i * beat + dice.gauss(0, error_s)) * 1e9))
        began += band.line is not None
    return {"missed": times - began, "n": times}


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("groove", type=Path)
    words.add_argument("weimar", type=Path)
    words.add_argument("trio", type=Path)
    words.add_argument("--half", type=int, choices=(0, 1), default=1)
    words.add_argument("--seeds", type=int, default=3, help="count-offs of each drummer's piece")
    wanted = words.parse_args()
    logging.disable(logging.WARNING)
    drums, solos, pianos = (
        [played for played in every if half(played.name) == wanted.half]
        for every in (drummers(wanted.groove), soloists(wanted.weimar), pianists(wanted.trio))
    )
    scenes = {"groove, as played": drums}
    scenes |= {f"groove, {name}": [warped(played, pace) for played in drums] for name, pace in WARPS.items()}
    scenes |= {"weimar": solos, "trio": pianos[:TRIOS]}
    figures: dict = {
        name: {
            "followed": following(pieces, wanted.seeds, listening=True),
            "count-off kept": following(pieces, wanted.seeds, listening=False),
        }
        for name, pieces in scenes.items()
    }
    figures["false starts"] = {
        f"{name}, {meter}": false_starts(pieces, meter)
        for name, pieces in (("weimar", solos), ("trio, as if all keys were one", pianos[:TRIOS]))
        for meter in (Meter(4), Meter(3))
    }
    figures["missed count-offs"] = {
        f"error {error * 1000:.0f} ms, {meter}": missed(error, meter)
        for error in (0.010, 0.020)
        for meter in (Meter(4), Meter(3))
    }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
