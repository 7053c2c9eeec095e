"""How drums go with a keyboardist: strokes that meet theirs, accents caught, what happens in their gaps."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from jamd.music.time.notes import TICKS_PER_BEAT, Note
from train.judge.drumming.strokes import EARLY, TALK, TIME, Floats, Strokes, correlation, offbeat_of

NEAR_MS: Final = 40.0
_CHORD_MS: Final = 45.0  # keys struck within this are one onset
_SHUFFLES: Final = 12
_ON_BEAT: Final = 0.11  # beats: nearer to a beat, onsets coincide anyway
_SMOOTH: Final = 8  # bars
_QUIET: Final = 1  # onsets in a bar of a gap, at most


class Onsets(NamedTuple):
    """A keyboardist's attacks: beats, and the loudest velocity of each."""

    beat: Floats
    velocity: Floats


def onsets_of(notes: Sequence[Note], bpm: float) -> Onsets:
    beats = np.array(sorted((note.start, note.velocity) for note in notes), float).reshape(-1, 2)
    reach = _CHORD_MS * bpm / 60_000 * TICKS_PER_BEAT
    groups: list[list[tuple[float, float]]] = []
    for tick, velocity in beats.tolist():
        if not groups or tick - groups[-1][0][0] > reach:
            groups.append([])
        groups[-1].append((tick, velocity))
    starts = np.array([group[0][0] for group in groups]) / TICKS_PER_BEAT
    return Onsets(starts, np.array([max(v for _, v in group) for group in groups]))


def facts(drums: Strokes, you: Onsets, piano: Sequence[Note]) -> dict[str, float]:
    """{figure: value}; NaN where it cannot be told. `piano` is the band's own: the two may swing apart."""
    return {**meeting_facts(drums, you), **density_facts(drums, you), "apart_ms": apart_ms(drums, piano)}


def meeting_facts(drums: Strokes, you: Onsets) -> dict[str, float]:
    near = NEAR_MS / drums.ms
    talk = drums.beat[drums.of(*TALK)]
    accents = you.beat[you.velocity >= np.percentile(you.velocity, 80)] if len(you.beat) else you.beat
    accents, off = _off_the_beat(accents), _off_the_beat(talk)
    unknown = float("nan")
    return {
        "meet": above_chance(off, you.beat, near, drums.beats) if len(off) > 20 else unknown,
        "accent_caught": above_chance(accents, talk, near, drums.beats) if len(accents) > 15 else unknown,
    }


def _off_the_beat(beats: Floats) -> Floats:
    return beats[np.abs((beats + 0.5) % 1 - 0.5) > _ON_BEAT]


def above_chance(some: Floats, others: Floats, near: float, beats: int) -> float:
    """Share of some that have one of the others near, less the same with the others' bars in another order."""
    if not len(some) or not len(others):
        return float("nan")
    bars = np.floor((others + EARLY) / beats).astype(int)
    first, last = int(bars.min()), int(bars.max())
    inside = [others[bars == bar] - bar * beats for bar in range(first, last + 1)]
    rng = np.random.default_rng(1)
    chance = []
    for _ in range(_SHUFFLES):
        order = rng.permutation(len(inside)).tolist()
        moved = np.concatenate([inside[old] + (first + new) * beats for new, old in enumerate(order)])
        chance.append(met(some, moved, near))
    return met(some, others, near) - float(np.mean(chance))


def met(some: Floats, others: Floats, near: float) -> float:
    known = np.sort(others)
    i = np.searchsorted(known, some)
    below, above = known[np.clip(i - 1, 0, len(known) - 1)], known[np.clip(i, 0, len(known) - 1)]
    return float((np.minimum(np.abs(some - below), np.abs(above - some)) <= near).mean())


def density_facts(drums: Strokes, you: Onsets) -> dict[str, float]:
    """Hits and comments in the bars in which the keyboardist rests, in units of the other bars'; slow waves."""
    theirs, ours = (np.floor((beat + EARLY) / drums.beats).astype(int) for beat in (you.beat, drums.beat))
    if not len(theirs) or not len(ours):
        return {"hits_in_gaps": float("nan"), "talk_in_gaps": float("nan"), "drum_slow_den": float("nan")}
    first, last = max(theirs.min(), ours.min()), min(theirs.max(), ours.max())

    def per_bar(bars: np.ndarray) -> Floats:
        inside = bars[(bars >= first) & (bars <= last)] - first
        return np.bincount(inside, minlength=max(0, last - first + 1)).astype(float)

    busy, hits, talk = per_bar(theirs), per_bar(ours), per_bar(ours[drums.of(*TALK)])
    gaps = busy <= _QUIET
    slow = [np.convolve(values, np.ones(_SMOOTH) / _SMOOTH, "valid") for values in (busy, hits)]
    return {
        "hits_in_gaps": _in_gaps(hits, gaps),
        "talk_in_gaps": _in_gaps(talk, gaps),
        "drum_slow_den": correlation(*slow) if len(busy) > _SMOOTH else float("nan"),
    }


def _in_gaps(values: Floats, gaps: np.ndarray) -> float:
    if min(gaps.sum(), (~gaps).sum()) <= 3 or values[~gaps].mean() == 0:
        return float("nan")
    return float(values[gaps].mean() / values[~gaps].mean())


def apart_ms(drums: Strokes, piano: Sequence[Note]) -> float:
    """How much later the cymbals' off-beats lie than the piano's."""
    unknown = float("nan")
    cymbals = offbeat_of(drums.beat[drums.of(*TIME)], unknown)
    keys = np.array([note.start for note in piano]) / TICKS_PER_BEAT
    return (cymbals - offbeat_of(keys, unknown)) * drums.ms if len(keys) > 20 else unknown
