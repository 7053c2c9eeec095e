"""What a measure is: a row of numbers for every piece, and figures computed from any choice of rows.

Rows are kept apart from figures for the sake of the intervals: the same pieces are drawn again and again, for a
player and for its rivals together, and the figure is computed again each time.
"""

from collections.abc import Callable
from typing import Literal, Protocol, runtime_checkable

import msgspec
import numpy as np
from numpy.typing import NDArray

from jamd.music.planning.scene import Player
from jamd.music.time.notes import BandPart
from train.corpora.piece import Piece
from train.judge.evaluation_sets.evaluation_set import EvaluationSet
from train.judge.measures.bounds import Bounds

Rows = NDArray[np.float64]  # (pieces, columns); NaN where a piece has no value
Target = Bounds | Callable[[Rows], Bounds]  # fixed, or found from the real musicians' columns
Better = Literal["more", "less", "near one", "near real"]


class Uncomputable(Exception):
    """The measure has no figure here; the message says why."""


class Predictor(Protocol):
    """The likelihood that a competitor gives to what a musician really played."""

    grid: str  # what is predicted, in words: steps, voices, swing

    def bits(self, piece: Piece) -> NDArray[np.float64]:
        """(bars, columns) bits, given the bars and steps before; the columns are the measure's."""
        ...


@runtime_checkable
class DrumPredictor(Predictor, Protocol):
    """A predictor of drums, on a grid of its own."""

    def cells(self, piece: Piece) -> NDArray[np.bool_]:
        """(bars, steps, voices) of a take on that grid."""
        ...


def knows_nothing(piece: Piece) -> bool:
    return False


class Competitor(msgspec.Struct, frozen=True):
    """A player, and its predictor if it has one."""

    name: str
    player: Player
    predictor: Predictor | None = None
    no_predictor: str = "it chooses notes without odds"
    yardstick: Predictor | None = None  # what its likelihood is compared with
    knows: Callable[[Piece], bool] = knows_nothing  # held-out pieces that it has learned from all the same


class Figure(msgspec.Struct, frozen=True):
    """One number of the table. `real` computes the human musicians' number from the rows."""

    id: str
    description: str
    of: Callable[[Rows], float]
    better: Better
    must: Target | None = None
    aim: Target | None = None
    known: str = ""  # the published or earlier figure, as it is quoted
    real: Callable[[Rows], float] | None = None
    slow: bool = False  # fewer draws for its interval, no interval for the real music


class Measure(msgspec.Struct, frozen=True):
    """`rows` may raise Uncomputable. Shipped players are always compared, and of the baselines the named ones."""

    name: str
    part: BandPart
    rows: Callable[[Competitor, EvaluationSet], Rows]
    figures: tuple[Figure, ...]
    baselines: tuple[str, ...] | None = None  # all
    alone: bool = False  # measures time: nothing else may run beside it


def bounds_of(target: Target | None, rows: Rows | None) -> Bounds | None:
    """The range that is asked for; None where nothing is, or where the rows do not tell."""
    if target is None or isinstance(target, Bounds):
        return target
    return None if rows is None else target(rows)


def around(column: int, by: float) -> Callable[[Rows], Bounds]:
    """As the mean of a column, more or less."""
    return lambda rows: Bounds(_mean(rows[:, column]) - by, _mean(rows[:, column]) + by)


def mean_of(column: int) -> Callable[[Rows], float]:
    """The mean over pieces of one column."""
    return lambda rows: _mean(rows[:, column])


def ratio_of(column: int, real: int) -> Callable[[Rows], float]:
    """The mean of one column in units of the mean of another."""
    return lambda rows: _mean(rows[:, column]) / _mean(rows[:, real])


def distance_of(column: int, real: int) -> Callable[[Rows], float]:
    """How far the mean of one column is from the mean of another."""
    return lambda rows: abs(_mean(rows[:, column]) - _mean(rows[:, real]))


def _mean(values: NDArray[np.float64]) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")
