"""D2: the next bar of a real drummer, given the real bars before it.

F1 and Jaccard of the hits that the player plays against the real ones; a mean over the bars of a take, then over takes.
One draw a bar at the player's own temperature. A player that always plays the average bar scores well too, which is
why D2 stands beside D3 and D5.
"""

import numpy as np

from train.corpora.piece import Piece
from train.grids.drum_grid import STRAIGHT, DrumGrid, drum_bars, f1, hits_of, jaccard, notes_of
from train.grids.feel import swing_of
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.measure import Competitor, Figure, Measure, Rows, Uncomputable, mean_of
from train.judge.measures.scenes import Setting, one_bar

MOST = 64  # bars of a take


def rows(competitor: Competitor, evaluation_set: EvaluationSet, grid: DrumGrid = STRAIGHT) -> Rows:
    """(takes, 2): F1 and Jaccard."""
    if not evaluation_set.held_out:
        raise Uncomputable("no take is held out")
    return np.array([_take(competitor, piece, grid) for piece in evaluation_set.held_out])


def _take(competitor: Competitor, piece: Piece, grid: DrumGrid) -> tuple[float, float]:
    setting = Setting(piece.bpm, swing_of(piece), seed=1)
    count = min(piece.bar_count, MOST)
    real, played = drum_bars(piece.drums, count, setting.swing, grid=grid), notes_of(piece.drums)
    found = []
    for bar in range(1, count):
        before = tuple(note for note in played if note.start < bar * setting.meter.bar)
        answer = hits_of(one_bar(competitor.player, setting, before, bar))
        guess = drum_bars(answer, count, setting.swing, grid=grid)[bar]
        found.append((f1(guess, real[bar]), jaccard(guess, real[bar])))
    return tuple(np.nanmean(found, axis=0).tolist())


MEASURES = (
    Measure(
        "bar ahead",
        "drums",
        rows,
        (
            Figure(
                "D2",
                f"F1 of the next bar; {STRAIGHT.description}",
                mean_of(0),
                "more",
                "mean of 8 + .02",
                ".68",
                ".639",
            ),
            Figure("D2.jaccard", "the same, Jaccard", mean_of(1), "more", "mean of 8 + .02", ".55", ".500"),
        ),
    ),
)
