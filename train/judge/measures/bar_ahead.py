"""D2: the next bar of a real drummer, given the real bars before it.

One draw of the player is as near to the real bar as another bar of the same drummer, from his last eight (F1 of the
hits): nearer would be copying what came before. A player that always plays the average bar is nearer still, which is no
merit. As a diagnostic, 32 draws are counted and the cells over one half compared with the real bar.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from train.corpora.piece import Piece
from train.grids.drum_grid import STRAIGHT, Bars, drum_bars, f1, hits_of, notes_of
from train.grids.feel import swing_of
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.measure import Competitor, Figure, Measure, Rows, Uncomputable, around, mean_of
from train.judge.measures.scenes import Setting, one_bar

MOST: Final = 64  # bars of a take
LAST: Final = 8  # bars of the same drummer that a draw is compared with
DRAWS: Final = 32
SAMPLED: Final = 2  # bars of a take for which odds are drawn
REACH: Final = 0.03  # how far from the drummer himself


def rows(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    """(takes, 3): F1 of one draw, of the drummer's last bars, of odds from many draws; NaN for a take that it knows."""
    if not evaluation_set.held_out:
        raise Uncomputable("no take is held out")
    return np.array([_take(competitor, piece) for piece in evaluation_set.held_out])


def _take(competitor: Competitor, piece: Piece) -> NDArray[np.float64]:
    count = min(piece.bar_count, MOST)
    real = drum_bars(piece.drums, count, swing_of(piece))
    if competitor.knows(piece):
        return np.full(3, np.nan)
    drawn = [f1(_draw(competitor, piece, bar, count, 1), real[bar]) for bar in range(1, count)]
    himself = [np.nanmean([f1(real[b], real[bar]) for b in range(max(0, bar - LAST), bar)]) for bar in range(1, count)]
    sampled = np.unique(np.linspace(1, count - 1, SAMPLED).round().astype(int)).tolist()
    odds = [f1(_likely(competitor, piece, bar, count), real[bar]) for bar in sampled]
    return np.array([np.nanmean(drawn), np.nanmean(himself), np.nanmean(odds)])


def _draw(competitor: Competitor, piece: Piece, bar: int, count: int, seed: int) -> Bars:
    setting = Setting(piece.bpm, swing_of(piece), seed)
    before = tuple(note for note in notes_of(piece.drums) if note.start < bar * setting.meter.bar)
    bars: Bars = drum_bars(hits_of(one_bar(competitor.player, setting, before, bar)), count, setting.swing)
    return np.asarray(bars[bar], bool)


def _likely(competitor: Competitor, piece: Piece, bar: int, count: int) -> Bars:
    """The cells that are struck in most draws."""
    likely: Bars = np.mean([_draw(competitor, piece, bar, count, seed) for seed in range(DRAWS)], axis=0) >= 0.5
    return likely


MEASURES = (
    Measure(
        "bar ahead",
        "drums",
        rows,
        (
            Figure("D2", f"F1 of one draw of the next bar (real: of the drummer's last {LAST}); {STRAIGHT.description}",
                   mean_of(0), "near real", around(1, REACH), known="drummer himself .578", real=mean_of(1)),
            Figure("D2.odds", f"F1 of the cells over one half in {DRAWS} draws; a diagnostic", mean_of(2), "more",
                   known="mean of 8: .656"),
        ),
        baselines=("repeat", "mean_of_8", "random", "adaptive"),
    ),
)  # fmt: skip
