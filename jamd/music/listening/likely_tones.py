"""How likely is each pitch class to be in the harmony: now, in the next half bar, and in the one after that?

A network of two small layers, the same for each of the twelve roots, so that it hears every key alike. The first layer
looks at what sounded from each pitch class (a major seventh on it? a dominant?), the second one says from what was
found on all twelve how likely each pitch class is to be played. `train.ear` taught it: what did left hands of real
trios play next, and what were the chords of a written chart?
"""

from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

AHEAD: Final = 3  # units that are judged: this one, the next, and the one after
WEIGHTS: Final = "heard_tones.npz"
DISTANCES: Final = (np.arange(12)[:, None] + np.arange(12)) % 12  # [pitch class, distance above it] -> pitch class

Floats = NDArray[np.float64]


class Ear:
    """The network's weights."""

    def __init__(self, weights: dict[str, NDArray[np.float32]]) -> None:
        self._seen, self._seen_bias = weights["seen"], weights["seen_bias"]  # (rows * 12, cells), (cells,)
        self._said, self._said_bias = weights["said"], weights["said_bias"]  # (12 * cells, AHEAD), (AHEAD,)
        self._direct = weights["direct"]  # (rows * 12, AHEAD)

    def likely(self, sounded: Floats) -> Floats:
        """(AHEAD, 12) the chance of each pitch class to be in the harmony, from (rows, 12) of `sounding.stretches`."""
        around = turned(sounded)
        cells = np.tanh(around @ self._seen + self._seen_bias)
        odds = cells[DISTANCES].reshape(12, -1) @ self._said + self._said_bias + around @ self._direct
        chance: Floats = 1 / (1 + np.exp(-odds.T))
        return chance


def turned(sounded: Floats) -> Floats:
    """(12, rows * 12): the same as seen from each pitch class."""
    around: Floats = sounded[:, DISTANCES].transpose(1, 0, 2).reshape(12, -1)
    return around


def _load() -> Ear:
    with files(__package__).joinpath(WEIGHTS).open("rb") as file:
        return Ear(dict(np.load(file)))


EAR: Final = _load()
