"""D3: the structure of a drummer's playing: how similar are bars that lie 1, 2, 4, 8 and 16 bars apart?

For real jazz drums the profile is nearly flat; it decays for a network that forgets, and one that is too sure loops.
Thirty-two bars from silence (open loop) are compared with the same profile of the real take.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from train.corpora.piece import Piece
from train.grids.drum_grid import STRAIGHT, Bars, drum_bars, hits_of, jaccard
from train.grids.feel import swing_of
from train.judge.evaluation_sets.evaluation_set import ENOUGH, EvaluationSet
from train.judge.measures.measure import Competitor, Figure, Measure, Rows, Uncomputable, mean_of
from train.judge.measures.scenes import Setting, open_loop

LAGS: Final = (1, 2, 4, 8, 16)


def profile(bars: Bars) -> NDArray[np.float64]:
    """(lags,) mean Jaccard of bars that lie a lag apart; NaN where the music is too short."""
    means = []
    for lag in LAGS:
        found = [jaccard(bars[i], bars[i - lag]) for i in range(lag, len(bars))]
        known = [value for value in found if value == value]
        means.append(float(np.mean(known)) if known else float("nan"))
    return np.array(means)


def rows(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    """(takes, 2 x lags): the player's profile, then the real one."""
    pieces = [piece for piece in evaluation_set.reference if piece.bar_count > LAGS[-1]]
    if not pieces:
        raise Uncomputable(f"no real take is longer than {LAGS[-1]} bars")
    return np.array([_take(competitor, piece, i) for i, piece in enumerate(pieces)])


def _take(competitor: Competitor, piece: Piece, seed: int) -> NDArray[np.float64]:
    setting = Setting(piece.bpm, swing_of(piece), seed)
    played = hits_of(open_loop(competitor.player, setting, ENOUGH))
    mine = profile(drum_bars(played, ENOUGH, setting.swing))
    return np.concatenate([mine, profile(drum_bars(piece.drums, piece.bar_count, setting.swing))])


def gap(rows: Rows) -> float:
    """Mean over the lags of how far the player's mean profile is from the real mean profile."""
    means = np.nanmean(rows, axis=0)
    return float(np.abs(means[: len(LAGS)] - means[len(LAGS) :]).mean())


MEASURES = (
    Measure(
        "structure",
        "drums",
        rows,
        (
            Figure(
                "D3",
                f"distance of the lag profile from the real one, {ENOUGH} bars from silence; {STRAIGHT.description}",
                gap,
                "less",
                ".06",
                ".03",
                "LSTM .17, with means .12",
                real=lambda rows: 0.0,
            ),
            *(
                Figure(
                    f"D3.lag{lag}",
                    f"similarity (Jaccard) of bars {lag} apart",
                    mean_of(i),
                    "near real",
                    real=mean_of(len(LAGS) + i),
                )
                for i, lag in enumerate(LAGS)
            ),
        ),
    ),
)
