"""D7: does a drummer respond? The same take, changed from bar 8 on, is played to the jam machine again.

Changes: half the notes, twice the notes, 30 louder, 30 softer, silence. Everything random stays the same, so what
differs in the drums is the answer. The slope of the drummer's hits a bar against the keyboardist's onsets a bar, and
of mean velocity against mean velocity, in the first bar and in the first two after the change. A take passes where
both slopes are above 0; a player that ignores its input has slopes of 0.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from train.corpora.piece import Piece, line_of
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.measure import Competitor, Figure, Measure, Rows, Uncomputable, mean_of
from train.judge.measures.pitch import BAR
from train.judge.measures.replay import Take, between, replay, shifted

CHANGE: Final = 8  # bars in
WITHIN: Final = 2  # bars
TAKES: Final = 16
_ROUNDING: Final = 1e-9  # a slope under this is 0
_BUSY: Final = 3.0  # onsets a bar that a take must have around the change


def takes_of(solos: Sequence[Piece]) -> list[Take]:
    """The first ten bars from where a solo starts, of solos that are busy enough to be thinned."""
    takes = []
    for i, piece in enumerate(solos):
        line = line_of(piece)
        first = line[0].start // BAR * BAR
        you = shifted(between(line, first, first + (CHANGE + WITHIN) * BAR), -first)
        if len(between(you, CHANGE * BAR, (CHANGE + WITHIN) * BAR)) >= _BUSY * WITHIN and 60 <= piece.bpm <= 320:
            takes.append(Take(you, CHANGE + WITHIN, piece.bpm, seed=i))
    return takes[:TAKES]


def halved(notes: Sequence[Note]) -> list[Note]:
    return list(notes[::2])


def doubled(notes: Sequence[Note]) -> list[Note]:
    """An extra note in the middle of each gap that has room."""
    more = [
        Note(Tick((a.start + b.start) // 2), a.pitch, b.start, a.velocity)
        for a, b in pairwise(notes)
        if b.start - a.start >= TICKS_PER_BEAT // 4
    ]
    return sorted([*notes, *more])


def louder(notes: Sequence[Note], by: int) -> list[Note]:
    return [Note(n.start, n.pitch, n.end, min(127, max(1, n.velocity + by))) for n in notes]


DENSITIES: Final = (halved, list, doubled)
VELOCITIES: Final = (lambda notes: louder(notes, -30), list, lambda notes: louder(notes, 30))


def rows(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    """(takes, 5): slope of density and of velocity within 2 bars, the same within 1 bar, hits a bar lost in silence."""
    takes = takes_of(evaluation_set.solos)
    if not takes:
        raise Uncomputable("there is no keyboardist's take here")
    return np.array([_take(competitor, take) for take in takes])


def _take(competitor: Competitor, take: Take) -> list[float]:
    before, after = between(take.you, 0, CHANGE * BAR), between(take.you, CHANGE * BAR, take.bars * BAR)
    heard: dict[tuple[Note, ...], tuple[Note, ...]] = {}

    def answer(change: Sequence[Note]) -> tuple[Note, ...]:
        you = (*before, *change)
        if you not in heard:
            heard[you] = replay(competitor.player, _with(take, you))
        return heard[you]

    found = []
    for bars in (WITHIN, 1):
        start, end = CHANGE * BAR, (CHANGE + bars) * BAR
        for changes, of in ((DENSITIES, _density), (VELOCITIES, _velocity)):
            said = [change(after) for change in changes]
            found.append(slope([of(between(s, start, end)) for s in said],
                               [of(between(answer(s), start, end)) for s in said]))  # fmt: skip
    start, end = CHANGE * BAR, (CHANGE + WITHIN) * BAR
    lost = _density(between(answer(after), start, end)) - _density(between(answer([]), start, end))
    return [*found, lost / WITHIN]


def _with(take: Take, you: tuple[Note, ...]) -> Take:
    return Take(you, take.bars, take.bpm, take.chart, take.swing, take.meter, take.seed)


def _density(notes: Sequence[Note]) -> float:
    return float(len(notes))


def _velocity(notes: Sequence[Note]) -> float:
    return float(np.mean([note.velocity for note in notes])) if notes else 0.0


def slope(asked: Sequence[float], answered: Sequence[float]) -> float:
    """Least squares; 0 where nothing was asked."""
    apart = np.array(asked) - np.mean(asked)
    spread = float(apart @ apart)
    return float(apart @ np.array(answered)) / spread if spread else 0.0


def _passed(first: int) -> Callable[[Rows], float]:
    def share(rows: Rows) -> float:
        return float(((rows[:, first] > _ROUNDING) & (rows[:, first + 1] > _ROUNDING)).mean())

    return share


MEASURES = (
    Measure(
        "response",
        "drums",
        rows,
        (
            Figure("D7", "share of takes on which density and velocity follow within 2 bars", _passed(0), "more", ".9"),
            Figure("D7.one_bar", "the same within 1 bar", _passed(2), "more", aim=".9"),
            Figure("D7.density", "slope: hits for each of the keyboardist's onsets, within 2 bars", mean_of(0), "more",
                   "above 0"),
            Figure("D7.velocity", "slope: velocity against velocity, within 2 bars", mean_of(1), "more", "above 0"),
            Figure("D7.silence", "hits a bar fewer when the keyboardist stops", mean_of(4), "more"),
        ),
        baselines=("repeat", "adaptive"),
    ),
)  # fmt: skip
