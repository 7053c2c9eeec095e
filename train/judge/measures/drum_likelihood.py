"""D1: the likelihood of real drumming, in bits a bar, on one grid for all competitors.

Each competitor predicts real takes step by step or bar by bar. Every bar but the first counts. A player without odds
has no figure.
"""

import numpy as np

from train.grids.drum_grid import STRAIGHT
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.measure import Competitor, Figure, Measure, Rows, Uncomputable, mean_of


def rows(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    """(takes, 1) bits a bar."""
    if competitor.predictor is None:
        raise Uncomputable(competitor.no_predictor)
    if competitor.predictor.grid != STRAIGHT.description:
        raise Uncomputable(f"its grid is another: {competitor.predictor.grid}")
    return np.array([competitor.predictor.bits(piece)[1:].mean(axis=0) for piece in evaluation_set.held_out])


MEASURES = (
    Measure(
        "drum likelihood",
        "drums",
        rows,
        (
            Figure("D1", f"bits a bar of real playing; {STRAIGHT.description}", mean_of(0), "less", "adaptive - 12 %",
                   "adaptive - 20 %", "adaptive 37.7"),
        ),
    ),
)  # fmt: skip
