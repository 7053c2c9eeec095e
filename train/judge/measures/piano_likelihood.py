"""P1 and P8: the likelihood of a real solo, in bits a note, and the perplexity of its pitches.

A predictor gives three columns: bits of everything, bits of the pitches alone (given when each note comes), and the
number of notes. Perplexity is 2 to the mean bits of a pitch.
"""

import numpy as np

from train.grids.melody_grid import GRID
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.measure import Competitor, Figure, Measure, Rows, Uncomputable, mean_of


def rows(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    """(solos, 2): bits a note, bits a pitch."""
    if competitor.predictor is None:
        raise Uncomputable(competitor.no_predictor)
    if competitor.predictor.grid != GRID:
        raise Uncomputable(f"its grid is another: {competitor.predictor.grid}")
    sums = np.array([competitor.predictor.bits(piece).sum(axis=0) for piece in evaluation_set.held_out])
    bits: Rows = sums[:, :2] / sums[:, 2:]
    return bits


MEASURES = (
    Measure(
        "piano likelihood",
        "piano",
        rows,
        (
            Figure("P1", f"bits a note of real solos; {GRID}", mean_of(0), "less", "n-gram - 15 %", "n-gram - 25 %",
                   "order-3 n-gram 11.73, LSTM 10.18, in another encoding"),
            Figure("P8", "perplexity of the pitch of a real solo's next note; pitches folded into 48 - 83",
                   lambda rows: float(2 ** np.nanmean(rows[:, 1])), "less", "11", "9.5", "MINGUS 11.0, chords told"),
        ),
    ),
)  # fmt: skip
