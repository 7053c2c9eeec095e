"""D6: does the ride swing at the requested ratio? Requested are 1, 1.5, 2, 2.5 and 3 to 1.

The off-beat is where most of the ride's onsets between .4 and .85 of the beat cluster (sixteenths may lie beside it);
the hi-hats are used for a drummer who does not play the ride.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from jamd.music import drum_kit as kit
from jamd.music.time.notes import TICKS_PER_BEAT
from train.corpora.piece import Hit
from train.grids.drum_grid import hits_of
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.measure import Competitor, Figure, Measure, Rows, mean_of
from train.judge.measures.scenes import Setting, open_loop

REQUESTED: Final = (1.0, 1.5, 2.0, 2.5, 3.0)
TEMPOS: Final = (120.0, 180.0, 240.0)
BARS: Final = 16
_TOGETHER: Final = 0.04  # of the beat
_FEWEST: Final = 6  # off-beats
_TIMEKEEPERS: Final = ((kit.RIDE,), (kit.CLOSED_HAT, kit.OPEN_HAT, kit.PEDAL_HAT))


def ratio_played(hits: Sequence[Hit]) -> float:
    """Long:short of the off-beats; NaN where there are too few."""
    for voices in _TIMEKEEPERS:
        places = np.array([hit.tick % TICKS_PER_BEAT for hit in hits if hit.voice in voices]) / TICKS_PER_BEAT
        off = places[(places > 0.4) & (places < 0.85)]
        if len(off) >= _FEWEST:
            together = np.abs(off[:, None] - off[None, :]) < _TOGETHER
            middle = float(np.median(off[together[together.sum(axis=1).argmax()]]))
            return middle / (1 - middle)
    return float("nan")


def rows(competitor: Competitor, evaluation_set: EvaluationSet) -> Rows:
    """(tempos x ratios, 1): error of the ratio. No piece is needed."""
    found = []
    for bpm in TEMPOS:
        for requested in REQUESTED:
            played = open_loop(competitor.player, Setting(bpm, requested, evaluation_set.seed), BARS)
            found.append([abs(ratio_played(hits_of(played)) - requested)])
    return np.array(found)


MEASURES = (
    Measure(
        "swing",
        "drums",
        rows,
        (
            Figure("D6", "error of the ride's swing ratio, 1 to 3 at 120, 180 and 240 bpm", mean_of(0), "less",
                   ".15", ".08"),
        ),
    ),
)  # fmt: skip
