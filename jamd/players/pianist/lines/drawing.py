"""Drawing one class for each of several rows, with random numbers that are handed in."""

from typing import Final

import numpy as np

from jamd.players.pianist.lines.windows import Array, Ints

COLDEST: Final = 0.05  # temperature


def odds_of(logits: Array, temperature: float = 1.0) -> Array:
    """Log odds (N, C) -> odds that sum to 1."""
    scaled = logits.astype(np.float64) / max(temperature, COLDEST)
    odds = np.exp(scaled - scaled.max(1, keepdims=True))
    normal: Array = odds / odds.sum(1, keepdims=True)
    return normal


def drawn(odds: Array, chances: Array) -> Ints:
    """(N,) a class of each row (N, C); `chances` (N,), 0 to 1, decide."""
    total = np.cumsum(odds, 1)
    classes: Ints = (total > chances[:, None] * total[:, -1:]).argmax(1)
    return classes


def shared(rows: Array, count: int) -> Array:
    """N answers, or one for all versions, as N."""
    return np.broadcast_to(rows, (count, *rows.shape[1:]))
