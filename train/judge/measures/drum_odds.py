"""Odds of a hit in each cell of a bar, counted: the yardstick of every drummer's likelihood, on any grid."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Cells = NDArray[np.bool_]  # (bars, steps, voices)
Odds = NDArray[np.float64]  # (steps, voices)

ADDED: Final = 0.5  # hits, and misses, of every cell before anything was counted
TRUST: Final = 2.0  # bars of the prior that adaptive odds start from; 1 to 4 differ by under 1 bit a bar
LAST: Final = 16  # bars that adaptive odds count


def marginal(bars: Cells) -> Odds:
    """How often each cell was struck."""
    odds: Odds = (bars.sum(axis=0) + ADDED) / (len(bars) + 2 * ADDED)
    return odds


def adaptive_odds(past: Cells, prior: Odds) -> Odds:
    """Counts of the last bars, and TRUST bars' worth of the prior."""
    odds: Odds = (past[-LAST:].sum(axis=0) + TRUST * prior) / (min(len(past), LAST) + TRUST)
    return odds


def bits(cells: Cells, odds: Odds) -> float:
    """Of one bar (steps, voices)."""
    return float(-np.log2(np.where(cells, odds, 1 - odds)).sum())


def adaptive_bits(bars: Cells, prior: Odds) -> NDArray[np.float64]:
    """(bars,) each from the bars before it."""
    return np.array([bits(bar, adaptive_odds(bars[:i], prior)) for i, bar in enumerate(bars)])
