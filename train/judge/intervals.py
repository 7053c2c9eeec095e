"""Bootstrap intervals: the pieces are drawn again with replacement, and 95 % of the figures lie in the interval.

Paired: a player and its rival are judged on the same draws, so what makes a piece hard for both cancels out.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from train.judge.measures.measure import Rows

Interval = tuple[float, float]


def draws(pieces: int, times: int, seed: int = 1) -> NDArray[np.int64]:
    """(times, pieces) indices, with replacement; the same for every competitor with as many pieces."""
    return np.random.default_rng(seed).integers(0, pieces, (times, pieces))


def figures(rows: Rows, of: Callable[[Rows], float], drawn: NDArray[np.int64]) -> NDArray[np.float64]:
    """The figure of every draw."""
    with np.errstate(all="ignore"):
        return np.array([of(rows[chosen]) for chosen in drawn])


def interval(drawn: NDArray[np.float64]) -> Interval | None:
    """The middle 95 %; None where most draws gave no figure."""
    known = drawn[np.isfinite(drawn)]
    if len(known) < len(drawn) / 2:
        return None
    low, high = np.percentile(known, (2.5, 97.5))
    return float(low), float(high)
