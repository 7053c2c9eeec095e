"""D1: the likelihood of real drumming, in bits a bar, against adaptive odds on the same grid.

Every player predicts on its own grid (a finer one costs more bits), so its bits are compared with those of adaptive
odds there: counts of the last 16 bars, starting from the training takes'. Every bar but the first counts; means over
takes. Held out are drummers of whom nothing was learned; takes that a network knows all the same do not count. A player
without odds has no figure.
"""

import numpy as np

from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.bounds import at_least
from train.judge.measures.drum_odds import adaptive_bits, marginal
from train.judge.measures.measure import (
    Competitor,
    DrumPredictor,
    Figure,
    Measure,
    Rows,
    Uncomputable,
    mean_of,
)


def rows(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    """(takes, 2): bits a bar of the competitor, and of adaptive odds on its grid; NaN for a take that it knows."""
    if competitor.predictor is None:
        raise Uncomputable(competitor.no_predictor)
    predictor = competitor.predictor
    assert isinstance(predictor, DrumPredictor)
    prior = marginal(np.concatenate([predictor.cells(piece) for piece in evaluation_set.training]))
    found = []
    for piece in evaluation_set.held_out:
        if competitor.knows(piece):
            found.append((np.nan, np.nan))
            continue
        cells, bits = predictor.cells(piece), predictor.bits(piece)
        found.append((bits[1:].mean(), adaptive_bits(cells, prior)[1 : len(bits)].mean()))
    return np.array(found)


def saved(rows: Rows) -> float:
    """Share of the adaptive odds' bits that the competitor does not need."""
    return float(1 - np.nanmean(rows[:, 0]) / np.nanmean(rows[:, 1]))


MEASURES = (
    Measure(
        "drum likelihood",
        "drums",
        rows,
        (
            Figure("D1", "bits of real playing under those of adaptive odds on the player's own grid, share", saved,
                   "more", at_least(0.18), at_least(0.25), "a prototype of five minutes: .24"),
            Figure("D1.bits", "bits a bar of real playing, on the player's own grid", mean_of(0), "less"),
            Figure("D1.adaptive", "bits a bar of adaptive odds on that grid", mean_of(1), "less",
                   known="37.7 on 16 steps, 43.1 on 24"),
        ),
    ),
)  # fmt: skip
