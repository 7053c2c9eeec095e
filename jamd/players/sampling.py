"""Choosing one of several by its log odds, with randomness that is handed in."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

COLDEST: Final = 0.02  # below this temperature the likeliest is taken


def sample(logits: NDArray[np.floating], temperature: float, rng: np.random.Generator) -> int:
    """An index drawn with odds exp(logits / temperature): 1 as trained, to 0 the likeliest. -inf is never drawn."""
    if temperature < COLDEST:
        return int(np.argmax(logits))
    scaled = np.asarray(logits, np.float64) / temperature
    odds = np.cumsum(np.exp(scaled - scaled.max()))
    return int(np.searchsorted(odds, rng.random() * odds[-1], side="right"))
