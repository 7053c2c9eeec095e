"""The chord whose notes are likeliest in the harmony: the right name counts less than what sounds right.

A chord is as good as the notes that a pianist takes from it, each with the chance that it is in the harmony, and its
root as the bass that was heard. A chord that was told already stays until another one is clearly better, so that plans
do not flicker.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.music.harmony.chords import NAMES, Chord, parse_chord

STAYS: Final = 0.06  # how much better another chord must be
_ROOT_HEARD: Final = 0.12  # for the whole bass
_KINDS: Final = ("maj7", "6", "7", "m7", "m6", "m7b5", "dim7", "7sus4", "7b9", "mMaj7")
_OF_TONES: Final = (0.3, 0.0, 1.0, 1.0, 1.0, 1.0, 0.6, 0.6, 0.6, 1.0, 1.0, 1.0)  # by semitones above the root
_CHORDS: Final = tuple(parse_chord(NAMES[root] + kind) for kind in _KINDS for root in range(12))


@lru_cache(maxsize=1024)
def shares(chord: Chord) -> NDArray[np.float64]:
    """(12,) how much of what a pianist plays for a chord each pitch class is: mostly third and seventh, then fifth,
    ninth and thirteenth, seldom the root. The sum is 1."""
    weights = np.zeros(12)
    for step, weight in ((9, 0.3), (1, 0.4), (2, 0.4)):
        weights[(chord.root + step) % 12] = weight if (chord.root + step) % 12 in chord.tensions else 0.0
    for tone in chord.chord_tones:
        weights[tone] = _OF_TONES[(tone - chord.root) % 12]
    total: NDArray[np.float64] = weights / weights.sum()
    return total


_SHARES: Final = np.array([shares(chord) for chord in _CHORDS])
_ROOTS: Final = np.array([chord.root for chord in _CHORDS])


def choose(likely: NDArray[np.float64], bass: NDArray[np.float64], told: Chord | None) -> Chord:
    """`likely`: (12,) the chance of each pitch class to be in the harmony; `bass`: (12,) shares of the bass that was
    heard; `told`: the chord to keep unless another one is clearly better, which is not the same keys by another
    name."""
    worth = _SHARES @ likely + _ROOT_HEARD * bass[_ROOTS]
    best = _CHORDS[int(worth.argmax())]
    if told is None or not told.chord_tones:
        return best
    kept = shares(told) @ likely + _ROOT_HEARD * bass[told.root]
    return told if kept + STAYS >= worth.max() or told.chord_tones == best.chord_tones else best
