"""D1: how surprised a drummer is by what a real one plays, in bits a bar, on one grid for all.

Real takes are read step by step, or bar by bar, and every competitor says how likely it held what came. Every bar but
the first counts. A player without odds has no figure.
"""

import numpy as np

from train.judge.evaluation_set import Ground
from train.judge.measures.drum_bars import STRAIGHT
from train.judge.measures.measure import CannotTell, Competitor, Figure, Measure, Rows, mean_of


def rows(competitor: Competitor, ground: Ground) -> Rows:
    """(takes, 1) bits a bar."""
    if competitor.reader is None:
        raise CannotTell(competitor.no_reader)
    if competitor.reader.grid != STRAIGHT.says:
        raise CannotTell(f"its grid is another: {competitor.reader.grid}")
    return np.array([competitor.reader.bits(piece)[1:].mean(axis=0) for piece in ground.held_out])


MEASURES = (
    Measure(
        "drum likelihood",
        "drums",
        rows,
        (
            Figure("D1", f"bits a bar of real playing; {STRAIGHT.says}", mean_of(0), "less", "adaptive - 12 %",
                   "adaptive - 20 %", "adaptive 37.7"),
        ),
    ),
)  # fmt: skip
