"""P7: does a player copy its training data? Runs of eight notes, as intervals, that also occur in the training solos.

Human soloists share runs too (scales, licks), so the unit is the share of the held-out solos.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.music.time.notes import Note
from train.corpora.piece import line_of
from train.judge.evaluation_sets.evaluation_set import EvaluationSet

RUN: Final = 8  # notes
COLUMNS: Final = ("copied runs", "runs")


def runs_of(notes: Sequence[Note]) -> list[tuple[int, ...]]:
    """Every run of eight notes as seven intervals."""
    steps = np.diff([note.pitch for note in notes]).tolist()
    return [tuple(steps[i : i + RUN - 1]) for i in range(len(steps) - RUN + 2)]


@lru_cache(maxsize=8)
def known_runs(evaluation_set: EvaluationSet) -> frozenset[tuple[int, ...]]:
    return frozenset(run for piece in evaluation_set.training for run in runs_of(line_of(piece)))


def copied(notes: Sequence[Note], known: Iterable[tuple[int, ...]]) -> NDArray[np.float64]:
    """(2,): runs that occur in the training solos, and all runs."""
    mine, theirs = runs_of(notes), frozenset(known)
    return np.array([sum(run in theirs for run in mine), len(mine)], float)
