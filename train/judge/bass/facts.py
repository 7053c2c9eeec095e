"""What a bassist plays: how many notes, the intervals and shapes of the walk, how it lies over the chords, the touch.

Intervals are those from beat to beat of walked bars; two-feel and grooves count for rhythm alone.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Final

import numpy as np

from jamd.music.charts.form import Chart
from jamd.music.harmony.chords import Chord
from train.judge.bass.bass_line import BassLine, chords_on
from train.judge.drumming.patterns import entropy
from train.judge.drumming.strokes import LONGEST, SHORTEST, Floats, mean

FEWEST: Final = 100  # notes of a take
_FEWEST_WALKED: Final = 60  # notes, to tell more than rhythm
_FEWEST_BESIDE: Final = 20  # notes with a stroke of the cymbal beside them
_BESIDE: Final = 0.12  # beats
_WIDEST: Final = 13  # semitones
_SIZES: Final = {"repeat": (0, 0), "half": (1, 1), "whole": (2, 2), "fourth": (5, 7), "leap": (8, 99)}


def facts(line: BassLine, chart: Chart | None, ride: Floats) -> Mapping[str, float]:
    """{figure: value}; empty where there are too few notes to tell. `ride`: beats at which the cymbal is struck."""
    if len(line.beat) < FEWEST:
        return {}
    found = dict(rhythm(line))
    if line.walked.sum() < _FEWEST_WALKED:
        return found
    walk = line.walk()
    return {**found, **touch(line, walk, ride), **melody(walk), **harmony(walk, chart)}


def rhythm(line: BassLine) -> Mapping[str, float]:
    bars, walked = set(line.bar.tolist()), line.walked
    return {
        "notes_bar": len(line.beat) / len(bars),
        "walking": len(set(line.bar[walked].tolist())) / len(bars),
        "skips": float(np.mean(~line.on_beat[walked])) if walked.any() else float("nan"),
    }


def touch(line: BassLine, walk: BassLine, ride: Floats) -> Mapping[str, float]:
    return {
        "vel_sd": float(line.velocity[line.walked].std()),
        "t_sd_ms": float(walk.late.std() * walk.ms),
        "behind_ride_ms": behind(walk, ride),
    }


def behind(walk: BassLine, ride: Floats) -> float:
    """Milliseconds after the nearest stroke of the cymbal, in the median; NaN where there are too few."""
    if len(ride) < 2:
        return float("nan")
    strokes = np.sort(ride)
    above = np.clip(np.searchsorted(strokes, walk.start), 1, len(strokes) - 1)
    apart = np.stack([walk.start - strokes[above - 1], walk.start - strokes[above]])
    nearest = apart[np.abs(apart).argmin(axis=0), np.arange(len(above))]
    beside = nearest[np.abs(nearest) < _BESIDE]
    return float(np.median(beside) * walk.ms) if len(beside) > _FEWEST_BESIDE else float("nan")


def melody(walk: BassLine) -> Mapping[str, float]:
    moves = np.diff(walk.pitch)[np.diff(walk.beat) == 1]
    size = np.abs(moves)
    directions = [sign for sign in np.sign(moves).tolist() if sign]
    return {
        **{f"iv_{name}": float(np.mean((size >= low) & (size <= high))) for name, (low, high) in _SIZES.items()},
        "iv_entropy": entropy(np.clip(moves, -_WIDEST, _WIDEST).tolist()),
        "reg": float(walk.pitch.mean()),
        "run": mean([float(len(list(run))) for _, run in groupby(directions)]),
        "shape_distinct": distinct_shapes(walk),
    }


def distinct_shapes(walk: BassLine) -> float:
    """Share of different ones among the intervals of 32 walked bars; NaN for fewer than 24 bars."""
    shapes = [tuple(np.diff(walk.pitch[walk.bar == bar]).tolist()) for bar in dict.fromkeys(walk.bar.tolist())]
    runs = [shapes[i : i + LONGEST] for i in range(0, max(0, len(shapes) - SHORTEST) + 1, LONGEST)]
    return mean([len(set(run)) / len(run) for run in runs if len(run) >= SHORTEST])


def harmony(walk: BassLine, chart: Chart | None) -> Mapping[str, float]:
    """What lies on changes and on strong beats, and by what interval the last beat of a chord leads on."""
    if chart is None:
        return {}
    leads = list(_leads(walk, chart))
    return {
        "root_on_change": root_on_change(walk, chart),
        "tone_strong": tones_on_strong_beats(walk, chart),
        "lead_half": mean([float(size == 1) for size in leads]),
        "lead_step": mean([float(size in (1, 2)) for size in leads]),
    }


def root_on_change(walk: BassLine, chart: Chart) -> float:
    """Share of the chords' first beats on which the root sounds, or the bass that the chord is written over."""
    here, before = chords_on(chart, walk.beat), chords_on(chart, walk.beat - 1)
    new = [(chord, pitch) for chord, last, pitch in zip(here, before, walk.pitch.tolist(), strict=True)
           if chord is not None and chord != last]  # fmt: skip
    return mean([float(pitch % 12 in (chord.root, chord.bass)) for chord, pitch in new])


def tones_on_strong_beats(walk: BassLine, chart: Chart) -> float:
    """Share of chord tones on 1 and 3."""
    strong = walk.cut(walk.beat % walk.beats % 2 == 0)
    chords = chords_on(chart, strong.beat)
    return mean([float(_is_tone(chord, pitch)) for chord, pitch in zip(chords, strong.pitch.tolist(), strict=True)
                 if chord is not None])  # fmt: skip


def _is_tone(chord: Chord, pitch: int) -> bool:
    return pitch % 12 in chord.chord_tones or pitch % 12 == chord.bass


def _leads(walk: BassLine, chart: Chart) -> Iterator[int]:
    """The sizes of the intervals into another chord."""
    here, after = chords_on(chart, walk.beat), chords_on(chart, walk.beat + 1)
    for i in np.flatnonzero(np.diff(walk.beat) == 1).tolist():
        if here[i] is not None and after[i] is not None and here[i] != after[i]:
            yield abs(int(walk.pitch[i + 1] - walk.pitch[i]))
