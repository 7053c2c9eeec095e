"""Which chord do the keys of a hand mean? A network of two small layers, the same for each of the twelve roots.

It looks from each root at the keys that are down, at the lowest of them, and at what was struck in the last bar and the
last eight: F-A-B-E is G13 where C major was played, and Db7#9b13 in Gb. `train.ear.namer` taught it.
"""

from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.music.listening.likely_tones import turned
from jamd.music.listening.onsets import Stroke
from jamd.music.time.notes import TICKS_PER_BEAT, Tick

ROWS: Final = 6
WEIGHTS: Final = "held_chords.npz"
_LATELY: Final = (1.5 * TICKS_PER_BEAT, 6 * TICKS_PER_BEAT, 24 * TICKS_PER_BEAT)  # after which a stroke counts a third
MEMORY: Final = 32 * TICKS_PER_BEAT  # ticks for which a stroke counts at all
_FEW: Final = 2.0  # strokes that say half of what many say

Floats = NDArray[np.float64]


class Namer:
    """The network's weights."""

    def __init__(self, weights: dict[str, NDArray[np.float32]]) -> None:
        self._seen, self._seen_bias = weights["seen"], weights["seen_bias"]  # (ROWS * 12, cells), (cells,)
        self._said, self._said_bias = weights["said"], weights["said_bias"]  # (cells, families), (families,)

    def odds(self, rows: Floats) -> Floats:
        """(12, families of `FAMILIES`) log probability of each root and family, from `rows_of`."""
        cells = np.tanh(turned(rows) @ self._seen + self._seen_bias)
        said = cells @ self._said + self._said_bias
        likely: Floats = said - said.max() - np.log(np.exp(said - said.max()).sum())
        return likely


def rows_of(held: Iterable[int], before: Sequence[Stroke], now: Tick) -> Floats:
    """(ROWS, 12): pitch classes that are held; the lowest one; shares of those struck before, the last ones most, and
    of those no higher than the lowest key. `held` are pitches, at least one."""
    rows, held = np.zeros((ROWS, 12)), tuple(held)
    rows[0, [pitch % 12 for pitch in held]] = 1
    rows[1, min(held) % 12] = 1
    if before:
        ticks, pitches = np.array(before).T
        ages = [np.exp((ticks - now) / lasts) for lasts in _LATELY]
        for row, counts in enumerate([*ages, ages[1] * (pitches <= min(held))], start=2):
            weights = np.bincount(pitches % 12, counts, 12)
            rows[row] = weights / (weights.sum() + _FEW)
    return rows


def _load() -> Namer:
    with files(__package__).joinpath(WEIGHTS).open("rb") as file:
        return Namer(dict(np.load(file)))


NAMER: Final = _load()
