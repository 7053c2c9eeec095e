"""D7: how much does a drummer respond? A keyboardist who is sparse and soft becomes hot for four bars, or does not.

The same take is played to the jam machine twice: sparse throughout (every fourth note, velocity 45), and with four hot
bars from bar 8 on (twice the notes, velocity 105), after which it is sparse again. Everything random stays the same, so
what differs in the drums is the answer. One bar is left for the answer to come; two bars for it to go.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from train.corpora.piece import Piece, line_of
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.bounds import at_least, at_most
from train.judge.measures.measure import Competitor, Figure, Measure, Rows, Uncomputable, mean_of
from train.judge.measures.pitch import BAR
from train.judge.measures.replay import Take, between, replay, shifted

HOT: Final = range(8, 12)  # bars
BARS: Final = 16
WITHIN: Final = 1  # bars until the answer has come
BACK: Final = 2  # bars until it has gone
TAKES: Final = 16
SOFT, LOUD = 45, 105  # velocities
_BUSY: Final = 3.0  # onsets a bar that a take must have where it is hot


def takes_of(solos: Sequence[Piece]) -> list[Take]:
    """The first bars from where a solo starts, of solos that are busy enough to be thinned."""
    takes = []
    for i, piece in enumerate(solos):
        line = line_of(piece)
        first = line[0].start // BAR * BAR
        you = shifted(between(line, first, first + BARS * BAR), -first)
        busy = len(between(you, HOT.start * BAR, HOT.stop * BAR)) >= _BUSY * len(HOT)
        if busy and 60 <= piece.bpm <= 320:
            takes.append(Take(you, BARS, piece.bpm, seed=i))
    return takes[:TAKES]


def sparse(notes: Sequence[Note]) -> list[Note]:
    return [Note(n.start, n.pitch, n.end, SOFT) for n in notes[::4]]


def hot(notes: Sequence[Note]) -> list[Note]:
    """Loud, with an extra note in the middle of each gap that has room."""
    more = [
        Note(Tick((a.start + b.start) // 2), a.pitch, b.start, LOUD)
        for a, b in pairwise(notes)
        if b.start - a.start >= TICKS_PER_BEAT // 4
    ]
    return sorted([*(Note(n.start, n.pitch, n.end, LOUD) for n in notes), *more])


def with_hot_bars(notes: Sequence[Note]) -> tuple[Note, ...]:
    before, after = (between(notes, a * BAR, b * BAR) for a, b in ((0, HOT.start), (HOT.stop, BARS)))
    return (*sparse(before), *hot(between(notes, HOT.start * BAR, HOT.stop * BAR)), *sparse(after))


def rows(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    """(takes, 4): hits a bar and velocity more in the hot bars, and what is left of both two bars after them."""
    takes = takes_of(evaluation_set.solos)
    if not takes:
        raise Uncomputable("there is no keyboardist's take here")
    found = []
    for take in takes:
        calm, stirred = (replay(competitor.player, _with(take, you)) for you in (
            tuple(sparse(take.you)), with_hot_bars(take.you)))  # fmt: skip
        answer = _more(stirred, calm, HOT.start + WITHIN, HOT.stop)
        found.append([*answer, *_more(stirred, calm, HOT.stop + BACK, BARS)])
    return np.array(found)


def _with(take: Take, you: tuple[Note, ...]) -> Take:
    return Take(you, take.bars, take.bpm, take.chart, take.swing, take.meter, take.seed)


def _more(one: Sequence[Note], other: Sequence[Note], first: int, end: int) -> tuple[float, float]:
    """Hits a bar and mean velocity in some bars, above the other's."""
    here, there = (between(notes, first * BAR, end * BAR) for notes in (one, other))
    return (len(here) - len(there)) / (end - first), _velocity(here) - _velocity(there)


def _velocity(notes: Sequence[Note]) -> float:
    return float(np.mean([note.velocity for note in notes])) if notes else 0.0


MEASURES = (
    Measure(
        "response",
        "drums",
        rows,
        (
            Figure("D7.hits", f"hits a bar more, {WITHIN} bar after the keyboardist becomes hot", mean_of(0), "more",
                   at_least(3)),
            Figure("D7.velocity", "velocity more, likewise", mean_of(1), "more", at_least(8)),
            Figure("D7.hits_left", f"hits a bar that are left of it {BACK} bars after", mean_of(2), "less",
                   at_most(1.0)),
            Figure("D7.velocity_left", "velocity that is left of it, likewise", mean_of(3), "less", at_most(3.0)),
        ),
        baselines=("repeat", "adaptive"),
    ),
)  # fmt: skip
