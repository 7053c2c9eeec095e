"""The pianists that know no more than counts, by name."""

from collections.abc import Callable, Sequence
from typing import Final

from train.corpora.piece import Piece
from train.measures.measure import Competitor

PIANO_BASELINES: Final[dict[str, Callable[[str, Sequence[Piece]], Competitor]]] = {}
