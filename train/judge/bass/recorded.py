"""Which recorded basses are good enough to be compared with.

Weimar's are estimated from recordings, and most are noisy: a root begins .42 of their bars. Kept are those with roots
on half of their changes. Of MMA's renderings those are kept that walk.
"""

from typing import Final

from train.corpora.charts import chart_of
from train.corpora.piece import Piece
from train.judge.bass.bass_line import bass_line
from train.judge.bass.facts import FEWEST, rhythm, root_on_change

_ROOTS: Final = 0.5  # share of changes
_WALKING: Final = 0.43  # share of bars: what nine in ten bassists have


def follows_changes(piece: Piece) -> bool:
    chart = chart_of(piece)
    if chart is None or len(piece.bass) < FEWEST:
        return False
    line = bass_line(piece.bass, piece.bpm)
    return root_on_change(line.cut(line.on_beat), chart) >= _ROOTS


def walks(piece: Piece) -> bool:
    return len(piece.bass) >= FEWEST and rhythm(bass_line(piece.bass, piece.bpm))["walking"] >= _WALKING
