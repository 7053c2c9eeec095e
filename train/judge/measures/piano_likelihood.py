"""P1 and P8: the likelihood of a real solo, in bits a note, and the perplexity of its pitches.

A predictor gives three columns: bits of everything, bits of the pitches alone (given when each note comes), and the
number of notes. Perplexity is 2 to the mean bits of a pitch. P1 is compared with an n-gram on the same grid. Only solos
of one voice count: two hands are no line.
"""

import numpy as np
from numpy.typing import NDArray

from train.corpora.piece import Piece
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.bounds import at_least, at_most
from train.judge.measures.measure import Competitor, Figure, Measure, Predictor, Rows, Uncomputable, mean_of


def rows(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    """(solos, 3): bits a note, bits a pitch, the n-gram's bits a note."""
    if competitor.predictor is None:
        raise Uncomputable(competitor.no_predictor)
    yardstick = competitor.yardstick
    if yardstick is not None and yardstick.grid != competitor.predictor.grid:
        raise Uncomputable(f"its grid is another: {competitor.predictor.grid}")
    solos = [piece for piece in evaluation_set.held_out if piece.line]
    if not solos:
        raise Uncomputable("there is no solo of one voice here")
    bits = [_a_note(competitor.predictor, piece) for piece in solos]
    theirs = [np.nan if yardstick is None else _a_note(yardstick, piece)[0] for piece in solos]
    return np.concatenate([bits, np.array(theirs)[:, None]], axis=1)


def _a_note(predictor: Predictor, piece: Piece) -> NDArray[np.float64]:
    """(2,): bits of everything, bits of the pitch."""
    sums = predictor.bits(piece).sum(axis=0)
    bits: NDArray[np.float64] = sums[:2] / sums[2]
    return bits


def saved(rows: Rows) -> float:
    """Share of the n-gram's bits that the competitor does not need."""
    return float(1 - rows[:, 0].mean() / rows[:, 2].mean())


MEASURES = (
    Measure(
        "piano likelihood",
        "piano",
        rows,
        (
            Figure("P1", "bits of real solos under those of an n-gram (order 4) on the same grid, share", saved,
                   "more", at_least(0.15), at_least(0.25)),
            Figure("P1.bits", "bits a note of real solos, on the player's own grid", mean_of(0), "less"),
            Figure("P8", "perplexity of the pitch of a real solo's next note; the seed's are folded into 48 - 83",
                   lambda rows: float(2 ** np.nanmean(rows[:, 1])), "less", at_most(8), at_most(7),
                   "a prototype of two minutes 7.7, MINGUS 11.0"),
        ),
    ),
)  # fmt: skip
