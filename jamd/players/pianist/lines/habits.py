"""What followed the last times that a line did what it has just done: its player's habits, a few notes back."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.players.pianist.lines.windows import Array, Ints

CONTEXTS: Final = 4  # nothing, the last symbol, the last two, the last three
FADE: Final = 48.0  # symbols after which a memory weighs 1 / e
DOUBT: Final = 0.5  # memories: so much stays undecided


def habits(symbols: Ints, known: NDArray[np.bool_], kinds: int) -> Array:
    """Of N rows of symbols below `kinds` (N, S), the newest last, and which of them are known: the shares of what
    followed where the row was as it is now, by how much of it was alike (N, CONTEXTS x kinds)."""
    count, length = symbols.shape
    fading = np.exp((np.arange(length) - length + 1) / FADE)
    places = (np.arange(count)[:, None] * kinds + symbols).ravel()
    alike = known.copy()
    out = np.zeros((count, CONTEXTS, kinds), np.float32)
    for back in range(CONTEXTS):
        if back:
            alike[:, back:] &= known[:, :-back] & (symbols[:, :-back] == symbols[:, -back, None])
            alike[:, :back] = False
        memories = np.bincount(places, (alike * fading).ravel(), count * kinds).reshape(count, kinds)
        out[:, back] = memories / (memories.sum(1, keepdims=True) + DOUBT)
    return out.reshape(count, -1)
