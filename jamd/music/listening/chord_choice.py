"""The chord to tell the band: one whose notes will be right, and that explains what is heard.

Two measures are mixed. A chord is worth the notes that a pianist takes from it, each with its chance to be in the
harmony: so where it is not clear which of several chords it is, one is told whose notes fit them all. And it is worth
as much as it explains: likely notes are in it, its own notes are likely, and its root is the bass. A chord that was
told stays until another one is clearly better, so that plans do not flicker.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.music.harmony.chords import NAMES, Chances, Chord, parse_chord

Floats = NDArray[np.float64]

STAYS: Final = 0.07  # how much better another chord must be
_EXPLAINS: Final = 0.5  # the weight of the second measure
_ROOT_HEARD: Final = 0.1  # for the whole bass
_KINDS: Final = ("maj7", "6", "7", "m7", "m6", "m7b5", "dim7", "7sus4", "7b9", "mMaj7")
_RARE: Final = {"7sus4": 0.02, "7b9": 0.03, "mMaj7": 0.03}  # what speaks against chords that are seldom meant
_CHORDS: Final = tuple(parse_chord(NAMES[root] + kind) for kind in _KINDS for root in range(12))
_TAKEN: Final = (
    0.3,
    0.0,
    1.0,
    1.0,
    1.0,
    1.0,
    0.6,
    0.6,
    0.6,
    1.0,
    1.0,
    1.0,
)  # of chord tones, by semitones above the root
_COLOURS: Final = {1: 0.4, 2: 0.4, 9: 0.3}  # the tensions that are taken
_EXPECTED: Final = 0.7  # the chance of a chord tone
_FIFTH, _TENSION, _OTHER = 0.5, 0.2, 0.06


@lru_cache(maxsize=1024)
def shares(chord: Chord) -> Floats:
    """(12,) how much of what a pianist plays for a chord each pitch class is: mostly third and seventh, then fifth,
    ninth and thirteenth, seldom the root. The sum is 1."""
    weights = np.zeros(12)
    for pitch in chord.tensions:
        weights[pitch] = _COLOURS.get((pitch - chord.root) % 12, 0.0)
    for pitch in chord.chord_tones:
        weights[pitch] = _TAKEN[(pitch - chord.root) % 12]
    total: Floats = weights / weights.sum()
    return total


@lru_cache(maxsize=1024)
def _worth(chord: Chord) -> tuple[Floats, float]:
    """(12,) what each pitch class's chance counts, and what the chord counts by itself."""
    expected = np.full(12, _OTHER)
    expected[list(chord.tensions)] = _TENSION
    for pitch in chord.chord_tones:
        expected[pitch] = _FIFTH if (pitch - chord.root) % 12 in (6, 7, 8) else _EXPECTED
    odds = np.log(expected / (1 - expected)) / 12
    alone = float(np.log(1 - expected).mean())
    return (1 - _EXPLAINS) * shares(chord) + _EXPLAINS * odds, _EXPLAINS * alone


_SHARES: Final = np.array([shares(chord) for chord in _CHORDS])
_WORTHS: Final = np.array([_worth(chord)[0] for chord in _CHORDS])
_ALONE: Final = np.array([_worth(chord)[1] for chord in _CHORDS]) - np.repeat(
    [_RARE.get(kind, 0) for kind in _KINDS], 12
)
_ROOTS: Final = np.array([chord.root for chord in _CHORDS])


def surest(likely: Chances) -> Chord:
    """The chord of which a pianist is least likely to play a wrong note. `likely`: as for `choose`."""
    return _CHORDS[int((_SHARES @ np.asarray(likely)).argmax())]


def choose(likely: Floats, bass: Floats, told: Chord | None) -> Chord:
    """`likely`: (12,) the chance of each pitch class to be in the harmony; `bass`: (12,) shares of the bass that was
    heard; `told`: the chord to keep unless another one is clearly better, which is not the same keys by another
    name."""
    worths = _WORTHS @ likely + _ALONE + _ROOT_HEARD * bass[_ROOTS]
    best = _CHORDS[int(worths.argmax())]
    if told is None or not told.chord_tones:
        return best
    weights, alone = _worth(told)
    kept = float(weights @ likely) + alone + _ROOT_HEARD * float(bass[told.root])
    return told if kept + STAYS >= worths.max() or told.chord_tones == best.chord_tones else best
