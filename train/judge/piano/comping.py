"""Comping: when a pianist strikes chords behind somebody, what is in them, how they follow each other, the touch.

Means over windows of 32 bars, so that takes of any length compare.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from jamd.music.charts.form import Chart
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from train.judge.drumming.patterns import entropy
from train.judge.drumming.phrases import jaccard
from train.judge.drumming.strokes import LONGEST, SHORTEST, mean
from train.judge.drumming.touch import expected_offbeat
from train.judge.piano.voices import Voice, attacks, voice_of

FEWEST: Final = 24  # chords of a take
_FEWEST_OF_WINDOW: Final = 8
_SINGLES: Final = 0.7  # a hand with fewer single notes than that plays chords, and those are judged
_RUN: Final = 32  # chords among which different ones are counted
_RUB: Final = 2  # semitones
Hand = tuple[int, ...]  # rising pitches


def facts(
    notes: Sequence[Note], you: Sequence[Note], chart: Chart | None, bpm: float, bars: int
) -> Mapping[str, float]:
    """{figure: value} of the piano behind a keyboardist; empty where there are too few chords to tell."""
    struck = attacks(notes, bpm)
    if mean([float(len(attack) == 1) for attack in struck]) < _SINGLES:
        struck = [attack for attack in struck if len(attack) > 1]
    if len(struck) < FEWEST:
        return {}
    voice = voice_of([_one(attack) for attack in struck], bpm)
    found = []
    for first in range(0, bars - SHORTEST + 1, LONGEST):
        count = min(LONGEST, bars - first)
        inside = np.flatnonzero((voice.bar >= first) & (voice.bar < first + count))
        if len(inside) >= _FEWEST_OF_WINDOW:
            found.append(_window(voice.cut(inside, first), [struck[i] for i in inside], you, chart, count))
    return {name: mean([window[name] for window in found]) for name in found[0]} if found else {}


def _window(
    voice: Voice, struck: Sequence[Sequence[Note]], you: Sequence[Note], chart: Chart | None, bars: int
) -> Mapping[str, float]:
    hands = [tuple(sorted({note.pitch for note in attack})) for attack in struck]
    return {
        **rhythm(voice, bars),
        **sound(hands),
        **motion([hand for hand in hands if len(hand) > 1]),
        **touch(voice),
        "fits": fitting(struck, hands, chart),
        "clash": clashing(struck, you),
    }


def _one(attack: Sequence[Note]) -> Note:
    """An attack as one note: its top, median length and mean velocity."""
    length = float(np.median([note.end - note.start for note in attack]))
    start, velocity = attack[0].start, float(np.mean([note.velocity for note in attack]))
    return Note(start, max(note.pitch for note in attack), Tick(round(start + length)), round(velocity))


def rhythm(voice: Voice, bars: int) -> Mapping[str, float]:
    step = voice.step % voice.steps
    patterns = [frozenset(step[voice.bar == each].tolist()) for each in range(bars)]
    counts = [len(pattern) for pattern in patterns]
    return {
        "on": len(step) / bars,
        "on_sd": float(np.std(counts)),
        "silent": float(np.mean([count == 0 for count in counts])),
        "off": float(np.mean(step % 4 == 2)),
        "on_1": float(np.mean([0 in pattern for pattern in patterns])),
        "ant_4and": float(np.mean([voice.steps - 2 in pattern for pattern in patterns])),
        "rh_entropy": entropy(patterns),
        "rh_top": Counter(patterns).most_common(1)[0][1] / bars,
        "rh_lag1": mean([jaccard(*_placed(a, b)) for a, b in pairwise(patterns)]),
    }


def _placed(*bars: frozenset[int]) -> list[frozenset[tuple[int, int]]]:
    return [frozenset((step, 0) for step in bar) for bar in bars]


def sound(hands: Sequence[Hand]) -> Mapping[str, float]:
    sizes = [len(hand) for hand in hands]
    return {
        "thick": float(np.mean(sizes)),
        "thick_sd": float(np.std(sizes)),
        "span": mean([float(hand[-1] - hand[0]) for hand in hands if len(hand) > 1]),
        "reg": float(np.mean([np.mean(hand) for hand in hands])),
    }


def motion(chords: Sequence[Hand]) -> Mapping[str, float]:
    """How chords of two notes and more follow each other; those that stay are only counted."""
    pairs = list(pairwise(chords))
    moved = [(a, b) for a, b in pairs if a != b]
    runs = [chords[i : i + _RUN] for i in range(0, len(chords) - _RUN // 2, _RUN)]
    return {
        "shapes": entropy([tuple(np.diff(chord).tolist()) for chord in chords]) if chords else float("nan"),
        "distinct": mean([len(set(run)) / len(run) for run in runs]),
        "repeat": mean([float(a == b) for a, b in pairs]),
        "move": mean([voice_motion(a, b) for a, b in moved]),
        "common": mean([len(set(a) & set(b)) / min(len(a), len(b)) for a, b in moved]),
        "top_move": mean([float(abs(a[-1] - b[-1])) for a, b in moved]),
        "plane": mean([float(len(a) == len(b) and len({y - x for x, y in zip(a, b, strict=True)}) == 1)
                       for a, b in moved]),
    }  # fmt: skip


def voice_motion(one: Hand, other: Hand) -> float:
    """Semitones a voice moves: in order where there are as many, else each of the fewer to its nearest."""
    if len(one) == len(other):
        return float(np.mean([abs(a - b) for a, b in zip(one, other, strict=True)]))
    few, many = sorted((one, other), key=len)
    return float(np.mean([min(abs(a - b) for b in many) for a in few]))


def touch(voice: Voice) -> Mapping[str, float]:
    on, off = (voice.velocity[voice.step % 4 == place] for place in (0, 2))
    late = (voice.beat - np.round(voice.beat)) * 60_000 / voice.bpm
    near = late[np.abs(late) < 0.15 * 60_000 / voice.bpm]
    return {
        "len": float(np.median(voice.length)),
        "vel_sd": float(voice.velocity.std()),
        "vel_off_on": float(off.mean() - on.mean()) if min(len(on), len(off)) > 3 else float("nan"),
        "t_beat_sd_ms": float(near.std()) if len(near) > 3 else float("nan"),
        "swing_err": abs(voice.offbeat - expected_offbeat(voice.bpm)),
    }


def fitting(struck: Sequence[Sequence[Note]], hands: Sequence[Hand], chart: Chart | None) -> float:
    """Share of notes that are tones or tensions of the chord, or of the next one where that fits better: a chord may be
    anticipated by an eighth."""
    if chart is None:
        return float("nan")
    shares: list[float] = []
    for attack, hand in zip(struck, hands, strict=True):
        here, ahead = (chart.chord_at(Tick(attack[0].start + early)) for early in (96, TICKS_PER_BEAT * 5 // 9))
        fits = [[pitch % 12 in c.chord_tones | c.tensions for pitch in hand] for c in (here, ahead) if c is not None]
        shares += [float(one) for one in max(fits, key=sum, default=[])]
    return mean(shares)


def clashing(struck: Sequence[Sequence[Note]], you: Sequence[Note]) -> float:
    """Share of chords with a note within a whole step of one that the keyboardist sounds meanwhile."""
    if not you:
        return float("nan")
    starts, ends, pitches = (np.array([getattr(n, name) for n in you]) for name in ("start", "end", "pitch"))
    rubs = []
    for attack in struck:
        first, last = attack[0].start, attack[0].start + np.median([note.end - note.start for note in attack])
        meanwhile = pitches[(starts < last) & (ends > first)]
        rubs.append(any(abs(note.pitch - pitch) <= _RUB for note in attack for pitch in meanwhile.tolist()))
    return float(np.mean(rubs))
