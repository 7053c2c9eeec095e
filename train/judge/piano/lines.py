"""Lines: rhythm, phrases, intervals, how they lie over the chords, and motifs that come back."""

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np

from jamd.music.charts.form import Chart
from jamd.music.harmony.chords import Chord
from jamd.music.time.notes import TICKS_PER_BEAT, Tick
from train.judge.drumming.patterns import entropy
from train.judge.drumming.strokes import correlation, mean
from train.judge.piano.voices import Voice

FEWEST: Final = 40  # notes of a take
_LONGEST_GAP: Final = 12  # steps
_WIDEST: Final = 13  # semitones
_LONG: Final = 0.9  # beats
_MOTIF: Final = 4  # notes
_NEAREST, _FURTHEST = 3.0, 32.0  # beats back in which a motif counts as taken up
_SIZES: Final = {"unison": (0, 0), "half": (1, 1), "whole": (2, 2), "third": (3, 4), "fourth": (5, 7), "leap": (8, 99)}


def facts(line: Voice, chart: Chart | None) -> Mapping[str, float]:
    """{figure: value}; empty where there are too few notes to tell."""
    if len(line.beat) < FEWEST:
        return {}
    return {**rhythm(line), **intervals(line), **harmony(line, chart), "motif_all": motifs(line)}


def rhythm(line: Voice) -> Mapping[str, float]:
    inside = ~line.breaks
    gaps, on_eighth = np.diff(line.step)[inside], line.step[:-1][inside] % 2 == 0
    firsts = np.concatenate([[0], np.flatnonzero(line.breaks) + 1])
    sizes = np.diff([*firsts, len(line.beat)])
    starts = line.step[firsts[sizes > 2]] % line.steps
    return {
        "notes_bar": len(line.beat) / len(set((line.beat // line.beats).tolist())),
        "phrase_notes": float(np.mean(sizes)),
        "eighths": float(np.mean((gaps == 2) & on_eighth)),
        "faster": float(np.mean(gaps < 2)),
        "longer": float(np.mean(gaps > 2)),
        "ioi_entropy": entropy(np.clip(gaps, 0, _LONGEST_GAP).tolist()),
        "offbeat": line.offbeat,
        "start_on_1": mean((starts == 0).astype(float)),
        "vel_sd": float(line.velocity.std()),
        "vel_pitch": correlation(line.velocity, line.pitch.astype(float)),
    }


def intervals(line: Voice) -> Mapping[str, float]:
    steps = np.diff(line.pitch)[~line.breaks]
    size, way = np.abs(steps), np.sign(steps)
    way = way[way != 0]
    shares = {f"iv_{name}": float(np.mean((size >= low) & (size <= high))) for name, (low, high) in _SIZES.items()}
    return {
        **shares,
        "iv_entropy": entropy(np.clip(steps, -_WIDEST, _WIDEST).tolist()),
        "turns": float(np.mean(way[1:] != way[:-1])) if len(way) > 9 else float("nan"),
        "range": float(np.percentile(line.pitch, 95) - np.percentile(line.pitch, 5)),
    }


def harmony(line: Voice, chart: Chart | None) -> Mapping[str, float]:
    """Shares of chord tones by place, how they are approached, and what happens where the chord changes."""
    under = [chart.chord_at(Tick(round((beat + 0.06) * TICKS_PER_BEAT))) if chart else None for beat in line.beat]
    known = np.array([chord is not None for chord in under])
    if not known.any():
        return {}
    pairs = list(zip(under, line.pitch.tolist(), strict=True))
    tone = np.array([chord is not None and pitch % 12 in chord.chord_tones for chord, pitch in pairs])
    foreign = [c is not None and p % 12 not in c.chord_tones | c.tensions for c, p in pairs]
    place = line.step % 8
    return {
        "tone": mean(tone[known].astype(float)),
        "tone_strong": mean(tone[known & (place == 0)].astype(float)),
        "tone_off": mean(tone[known & (place % 4 == 2)].astype(float)),
        "wrong_long": float(np.mean(np.array(foreign) & (line.length > _LONG))),
        **_approaches(line, tone, under),
        **_changes(line, tone, under),
    }


def _approaches(line: Voice, tone: np.ndarray, under: list[Chord | None]) -> Mapping[str, float]:
    """Of the chord tones on a beat that are led to: how many by a half step from outside the chord, how many from both
    sides."""
    flows, pitch = ~line.breaks, line.pitch
    led = [
        i
        for i in range(1, len(pitch))
        if tone[i] and line.step[i] % 4 == 0 and flows[i - 1] and line.beat[i] - line.beat[i - 1] < 0.8
    ]

    def chromatic(i: int) -> bool:
        chord = under[i]
        return abs(pitch[i] - pitch[i - 1]) == 1 and chord is not None and pitch[i - 1] % 12 not in chord.chord_tones

    def enclosed(i: int) -> bool:
        if i < 2 or not flows[i - 2]:
            return False
        one, other = pitch[i - 2] - pitch[i], pitch[i - 1] - pitch[i]
        return bool(one * other < 0 and max(abs(one), abs(other)) <= 2)

    return {
        "chromatic_approach": mean([float(chromatic(i)) for i in led]),
        "enclosure": mean([float(enclosed(i)) for i in led]),
    }


def _changes(line: Voice, tone: np.ndarray, under: list[Chord | None]) -> Mapping[str, float]:
    flows = ~line.breaks
    new = [
        i
        for i in range(1, len(under))
        if flows[i - 1] and under[i] is not None and under[i - 1] is not None and under[i] != under[i - 1]
    ]
    return {
        "change_tone": mean(tone[new].astype(float)),
        "change_step": mean([float(abs(line.pitch[i] - line.pitch[i - 1]) <= 2) for i in new]),
    }


def motifs(line: Voice) -> float:
    """Share of the groups of four notes whose intervals and rhythm occurred in the eight bars before; NaN where the
    take is too short to have a past."""
    flows = ~line.breaks
    eighths = np.clip(np.round(np.diff(line.step) / 2), None, 8).astype(int)
    moves = list(zip(np.diff(line.pitch).tolist(), eighths.tolist(), strict=True))
    starts = [i for i in range(len(moves) - _MOTIF + 2) if flows[i : i + _MOTIF - 1].all()]
    found = [(line.beat[i], tuple(moves[i : i + _MOTIF - 1])) for i in starts]
    taken_up = [motif in set(_lately(found[:at], beat)) for at, (beat, motif) in enumerate(found)]
    return float(np.mean(taken_up)) if found else float("nan")


def _lately(found: Iterable[tuple[float, tuple[object, ...]]], beat: float) -> Iterable[tuple[object, ...]]:
    return (motif for at, motif in found if _NEAREST < beat - at < _FURTHEST)
