"""What followed the last times that a line did what it has just done: its player's habits, a few notes back."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.players.pianist.lines.windows import Array, Ints

FADE: Final = 192.0  # symbols after which a memory weighs 1 / e
DOUBT: Final = 0.5  # memories: so much stays undecided


def habits(
    symbols: Ints, known: NDArray[np.bool_], kinds: int, contexts: int, asked: NDArray[np.bool_] | None = None
) -> Array:
    """Of N rows of symbols below `kinds` (N, S), the newest last, and which of them are known: the shares of what
    followed where the row was as it is now, by how much of it was alike, nothing up to the last `contexts` - 1 symbols
    (N, contexts x kinds). `asked` (N, S): only what followed there counts."""
    count, length = symbols.shape
    alike = np.zeros((contexts, count, length), np.bool_)
    alike[0] = known if asked is None else known & asked
    for back in range(1, contexts):
        same = known[:, :-back] & (symbols[:, :-back] == symbols[:, -back, None])
        np.logical_and(alike[back - 1, :, back:], same, out=alike[back, :, back:])
    found = np.flatnonzero(alike)
    places = found // length * kinds + symbols.ravel()[found % symbols.size]
    fading = np.exp((np.arange(length) - length + 1) / FADE)
    memories = np.bincount(places, fading[found % length], contexts * count * kinds).reshape(contexts, count, kinds)
    shares: Array = memories / (memories.sum(2, keepdims=True) + DOUBT)
    return shares.swapaxes(0, 1).reshape(count, -1).astype(np.float32)
