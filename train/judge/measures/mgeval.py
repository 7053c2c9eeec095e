"""P6: is a set of lines spread as human solos are? Nine features, after Yang and Lerch's MGEval (2018), in numpy.

For each feature: the distances between human solos, the distances from the player's lines to human solos, both as
smooth densities; their overlap is 1 if the player is one of them. Lines are compared over the same number of bars.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.music.charts.form import Chart
from jamd.music.time.notes import TICKS_PER_BEAT, Note
from train.judge.measures.measure import Rows
from train.judge.measures.pitch import BAR

FEATURES: Final = {
    "pitches used": 1,
    "pitch classes": 12,
    "pitch class transitions": 144,
    "pitch range": 1,
    "mean interval": 1,
    "notes": 1,
    "mean inter-onset interval": 1,
    "note lengths": 12,
    "note length transitions": 144,
}
WIDTH: Final = sum(FEATURES.values())
BARS: Final = 32
_LENGTHS: Final = np.array([1, 2, 3, 4, 5, 6, 8, 9, 12, 16, 18]) * TICKS_PER_BEAT / 6  # borders of the twelve kinds
_POINTS: Final = 100


def facts(notes: Sequence[Note], chart: Chart | None, bars: int) -> NDArray[np.float64]:
    """(WIDTH,) the features of the first BARS bars; NaN for fewer than three notes."""
    line = [note for note in notes if note.start < min(bars, BARS) * BAR]
    if len(line) < 3:
        return np.full(WIDTH, np.nan)
    pitches = np.array([note.pitch for note in line])
    kinds = np.searchsorted(_LENGTHS, [note.end - note.start for note in line])
    gaps = np.diff([note.start for note in line])
    return np.concatenate(
        [
            [len(set(pitches.tolist()))],
            _shares(np.bincount(pitches % 12, minlength=12)),
            _transitions(pitches % 12),
            [np.ptp(pitches), np.abs(np.diff(pitches)).mean(), len(line), gaps.mean() / TICKS_PER_BEAT],
            _shares(np.bincount(kinds, minlength=12)),
            _transitions(kinds),
        ]
    )


def _shares(counts: NDArray[np.int64] | NDArray[np.float64]) -> NDArray[np.float64]:
    shares: NDArray[np.float64] = counts / counts.sum()
    return shares


def _transitions(kinds: NDArray[np.int64]) -> NDArray[np.float64]:
    table = np.zeros((12, 12))
    for a, b in pairwise(kinds.tolist()):
        table[a, b] += 1
    return _shares(table.ravel())


def overlap(lines: Rows, human: Rows) -> float:
    """Mean over the features of the overlap; (pieces, WIDTH) each. The same piece drawn twice counts once."""
    lines, human = (np.unique(rows[~np.isnan(rows).any(axis=1)], axis=0) for rows in (lines, human))
    if min(len(lines), len(human)) < 3:
        return float("nan")
    areas, at = [], 0
    for width in FEATURES.values():
        ours, theirs = lines[:, at : at + width], human[:, at : at + width]
        within = _distances(theirs, theirs)[np.triu_indices(len(theirs), 1)]
        areas.append(_shared(within, _distances(ours, theirs).ravel()))
        at += width
    return float(np.mean(areas))


def _distances(one: Rows, other: Rows) -> NDArray[np.float64]:
    squares = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1)[None, :] - 2 * one @ other.T
    distances: NDArray[np.float64] = np.sqrt(np.maximum(squares, 0))
    return distances


def _shared(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Area under both densities."""
    low, high = min(one.min(), other.min()), max(one.max(), other.max())
    reach = 0.2 * (high - low) or 1.0
    places = np.linspace(low - reach, high + reach, _POINTS)
    both = np.minimum(_density(one, places), _density(other, places))
    return float(both.sum() * (places[1] - places[0]))


def _density(values: NDArray[np.float64], places: NDArray[np.float64]) -> NDArray[np.float64]:
    width = max(float(values.std()) * len(values) ** -0.2, 1e-3 * (places[-1] - places[0]))  # Scott's rule
    bells = np.exp(-0.5 * ((places[:, None] - values[None, :]) / width) ** 2)
    density: NDArray[np.float64] = bells.mean(axis=1) / (width * np.sqrt(2 * np.pi))
    return density
