"""What a walking bassist likes: which notes of a chord on which beat, and which intervals.

All are weights of a chain of pitches, from E1 to G3: a pitch is drawn as often as its weight on its beat, times the
weight of the interval to it, says. The intervals are those of played trios; see train/LOG.md.
"""

from functools import lru_cache
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from jamd.music.harmony.chords import Chord

Weights = NDArray[np.float64]
Place = Literal["change", "one", "strong", "weak", "lead"]

LOW: Final = 28  # the bass's E string
HIGH: Final = 55
PITCHES: Final = np.arange(LOW, HIGH + 1)
_CENTRE: Final = 40.0
_SPREAD: Final = 5.5  # semitones

_OTHER: Final = 0.02
# Of a chord: root, third, fifth, seventh (or sixth); of its scale; any other note.
_DEGREES: Final[dict[Place, tuple[float, float, float, float, float, float]]] = {
    "change": (1.0, 0.08, 0.12, 0.02, 0.0005, 0.0),
    "one": (1.0, 0.45, 0.6, 0.15, 0.05, 0.01),
    "strong": (0.6, 0.7, 1.0, 0.4, 0.2, 0.05),
    "weak": (0.55, 0.8, 0.8, 0.6, 0.65, 0.3),
    "lead": (0.35, 0.6, 0.8, 0.6, 0.8, 0.7),
}
# Semitones up or down -> weight.
_INTERVALS: Final = (0.05, 0.115, 0.09, 0.07, 0.06, 0.065, 0.014, 0.04, 0.022, 0.022, 0.018, 0.008, 0.13)
_LEADING: Final = (0.004, 0.21, 0.12, 0.03, 0.025, 0.09, 0.008, 0.07, 0.006, 0.005, 0.004, 0.001, 0.05)


def _moves(weights: tuple[float, ...]) -> Weights:
    apart = np.abs(PITCHES[:, None] - PITCHES[None, :])
    return np.where(apart < len(weights), np.array(weights)[np.minimum(apart, len(weights) - 1)], 1e-6)


MOVES: Final = _moves(_INTERVALS)  # (pitch, the next pitch)
LEADS: Final = _moves(_LEADING)  # into another chord
STRIDES: Final = np.exp(-0.5 * ((np.abs(PITCHES[:, None] - PITCHES[None, :]) - 4.0) / 3.5) ** 2)  # from 1 to 1


@lru_cache(maxsize=4096)
def liked(chord: Chord, place: Place) -> Weights:
    """The weight of each pitch on such a beat; not to be changed."""
    root, third, fifth, seventh, scale, other = _DEGREES[place]
    first = chord.bass if place in ("change", "one") else chord.root
    weights = np.full(12, other)
    for tone in chord.scale_tones:
        weights[tone] = scale
    for tone in chord.chord_tones:
        step = (tone - chord.root) % 12
        weights[tone] = third if step in (2, 3, 4, 5) else fifth if step in (6, 7, 8) else seventh
    weights[first] = root
    register = np.exp(-0.5 * ((PITCHES - _CENTRE) / _SPREAD) ** 2)
    return np.asarray(weights[PITCHES % 12] * register)
