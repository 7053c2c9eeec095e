"""Answers: what the piano's turn has of the keyboardist's turn before it, above what it has of their other turns, and
how much of it is simply the call once more."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from jamd.music.time.notes import TICKS_PER_BEAT, Note
from train.judge.drumming.strokes import mean
from train.judge.piano.voices import top_voice

FEWEST: Final = 5  # notes of a turn
RUN: Final = 5  # notes that are copied, if their intervals are the call's
_EARLY: Final = TICKS_PER_BEAT // 5  # an attack that much before a turn belongs to it
_OVER: Final = 0.6  # beats that the last note may ring into the next turn
Sides = frozenset[tuple[int, ...]]


class Turn(NamedTuple):
    """A call and its answer, and where the answer's turn begins, in ticks."""

    call: list[Note]
    answer: list[Note]
    start: int


def turns(you: Sequence[Note], piano: Sequence[Note], bpm: float, turn: int, end: int) -> list[Turn]:
    """All that have a call; `turn` and `end` in ticks, the keyboardist plays first."""

    def inside(notes: Sequence[Note], start: int) -> list[Note]:
        return top_voice([n for n in notes if start - _EARLY <= n.start < start + turn - _EARLY], bpm)

    starts = range(turn, end - turn + 1, 2 * turn)
    every = [Turn(inside(you, start - turn), inside(piano, start), start) for start in starts]
    return [each for each in every if len(each.call) >= FEWEST]


def facts(every: Sequence[Turn], turn: int) -> Mapping[str, float]:
    """{figure: value}; empty for fewer than two calls."""
    if len(every) < 2:
        return {}
    full = [each for each in every if len(each.answer) >= FEWEST]
    beat = TICKS_PER_BEAT
    return {
        "answered": len(full) / len(every),
        "lead_in_beats": mean([(each.answer[0].start - each.start) / beat for each in full]),
        "over_the_end": mean([float(_is_over(each, turn)) for each in every]),
        "density_ratio": mean([len(each.answer) / len(each.call) for each in full]),
        "register_diff": mean([height(each.answer) - height(each.call) for each in full]),
        **{f"gain_{name}": gain(full, sides) for name, sides in SIDES.items()},
        "copied": mean([copied(each) for each in full]),
    }


def _is_over(each: Turn, turn: int) -> bool:
    end = each.start + turn
    return any(note.start >= end - _EARLY or note.end > end + _OVER * TICKS_PER_BEAT for note in each.answer)


def height(notes: Sequence[Note]) -> float:
    return float(np.mean([note.pitch for note in notes]))


def gain(full: Sequence[Turn], sides: Callable[[Sequence[Note]], Sides]) -> float:
    """Share of an answer's figures that are its call's, less the mean share that are another call's."""
    if len(full) < 2:
        return float("nan")
    calls, answers = [sides(each.call) for each in full], [sides(each.answer) for each in full]
    gains = []
    for i, answer in enumerate(answers):
        shares = [len(answer & call) / max(1, len(answer)) for call in calls]
        gains.append(shares[i] - float(np.mean(shares[:i] + shares[i + 1 :])))
    return float(np.mean(gains))


def copied(each: Turn) -> float:
    """Share of an answer's notes that lie in runs of RUN notes of the call, transposed or not."""
    call, answer = (_runs(notes) for notes in (each.call, each.answer))
    known = set(call)
    taken = np.zeros(len(each.answer), bool)
    for i, run in enumerate(answer):
        taken[i : i + RUN] |= run in known
    return float(taken.mean())


def _runs(notes: Sequence[Note]) -> list[tuple[int, ...]]:
    steps = np.diff([note.pitch for note in notes]).tolist()
    return [tuple(steps[i : i + RUN - 1]) for i in range(len(steps) - RUN + 2)]


def _grams(values: np.ndarray, size: int) -> Sides:
    return frozenset(tuple(values[i : i + size].tolist()) for i in range(len(values) - size + 1))


def _rhythm(notes: Sequence[Note]) -> Sides:
    """Four distances in eighths."""
    beats = np.diff([note.start for note in notes]) / TICKS_PER_BEAT
    return _grams(np.clip(np.round(beats * 2), 0, 8).astype(int), 4)


def _intervals(notes: Sequence[Note]) -> Sides:
    return _grams(np.diff([note.pitch for note in notes]), 3)


def _contour(notes: Sequence[Note]) -> Sides:
    return _grams(np.sign(np.diff([note.pitch for note in notes])), 5)


SIDES: Final = {"rhythm": _rhythm, "interval": _intervals, "contour": _contour}
