"""P1 and P8: how surprised a pianist is by a real solo: bits a note, and how many pitches it is torn between.

A reader gives two columns for each bar, bits of everything and bits of the pitches alone (told when each note comes),
and a third: the notes in it. Perplexity is 2 to the mean bits of a pitch.
"""

import numpy as np

from train.grids.melody_grid import GRID
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.measure import Competitor, Figure, Measure, Rows, Uncomputable, mean_of


def rows(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    """(solos, 2): bits a note, bits a pitch."""
    if competitor.reader is None:
        raise Uncomputable(competitor.no_reader)
    if competitor.reader.grid != GRID:
        raise Uncomputable(f"its grid is another: {competitor.reader.grid}")
    sums = np.array([competitor.reader.bits(piece).sum(axis=0) for piece in evaluation_set.held_out])
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
