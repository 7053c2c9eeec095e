"""What a walking bassist likes: which notes of a chord on which beat, which intervals, and which one after another.

All are weights of a chain of pitches, from E1 to G3: a pitch is drawn as often as the product of its weights says.
`walked.json` was learned from real basses (`train.bass`), whose pitches were estimated from recordings; what those
cannot tell is set here by hand.
"""

import json
from collections.abc import Container
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from jamd.music.harmony.chords import Chances, Chord
from jamd.music.planning.scene import rng_at

Weights = NDArray[np.float64]
Place = Literal["change", "one", "strong", "weak", "lead"]

LOW: Final = 28  # the bass's E string
HIGH: Final = 55
PITCHES: Final = np.arange(LOW, HIGH + 1)
APART: Final = PITCHES[None, :] - PITCHES[:, None]  # semitones from one pitch to the next

WALKED: Final = "walked.json"
_LEARNED: Final = json.loads(Path(__file__).with_name(WALKED).read_text(encoding="utf-8"))

# By hand: what estimates cannot tell.
_REPEATED: Final = 0.2  # of the likeliest interval: notes that are held were estimated as repeated
_OCTAVE: Final = 0.7  # of the likeliest interval, at least: many were estimated in the wrong octave
_GOES_ON: Final = 1.2  # times the weight of going on in the same direction: a note in the wrong octave turns the line
_LEAPS_BACK: Final = 0.3  # times the weight of a leap after one the other way, as around a note in the wrong octave
_STRANDED: Final = 0.2  # times the weight of a move from a note outside the scale, unless it leads a half step on
_BESIDE_SLASH: Final = 0.15  # times the weight of other notes where a bass is written
_UNHEARD: Final = 0.02  # the least chance of a pitch class to be in a harmony that is only heard
_CAUTION: Final = 3  # how much more such a chance counts than the guess which chord it is
_SPREAD: Final = 5.0  # semitones around the height at which the line lies
_TASTE: Final = 0.7  # how far a tune's likes lie from the bassist's: standard deviation of log weights
_STREAM_TASTE: Final = 34 << 40

# Root, third, fifth, seventh (or sixth); others of the scale; any other note.
_DEGREES: Final[dict[Place, tuple[float, ...]]] = {
    **_LEARNED["degrees"],
    "change": (1.0, 0.08, 0.12, 0.004, 0.0, 0.0),
    "one": (1.0, 0.45, 0.6, 0.06, 0.01, 0.0),
    "strong": (*_LEARNED["degrees"]["strong"][:5], 0.02),  # a half step from what was played, most that were estimated
}

REACH: Final = 12  # semitones: the widest interval
_WIDE: Final = np.clip(APART, -REACH, REACH) + REACH  # index of an interval


def degree_of(chord: Chord, pitch_class: int, scale: Container[int] | None = None) -> int:
    """0 root, 1 third (or second, fourth), 2 fifth, 3 seventh or sixth, 4 of a scale (as a rule the chord's), 5
    outside."""
    step = (pitch_class - chord.root) % 12
    if pitch_class in chord.chord_tones:
        return 0 if step == 0 else 1 if step < 6 else 2 if step < 9 else 3
    return 4 if pitch_class in (chord.scale_tones if scale is None else scale) else 5


def kind_of(interval: int) -> int:
    """0 to 10: 5 is a repeat; above it up, below it down, by half step, whole step, third, fourth or fifth, more."""
    width = int(np.searchsorted((1, 2, 3, 5, 8), abs(interval), side="right"))
    return 5 + (width if interval > 0 else -width)


KINDS: Final = np.vectorize(kind_of)(APART)


def _corrected(turns: Weights) -> Weights:
    """(kind, the next kind)"""
    ways = np.sign(np.arange(len(turns)) - 5)
    turns = np.where(ways[:, None] * ways > 0, _GOES_ON * turns, turns)
    turns[[0, -1], [-1, 0]] *= _LEAPS_BACK
    return turns


_TURNS: Final = _corrected(np.array(_LEARNED["turns"]))


def _by_interval(weights: list[float]) -> Weights:
    """(pitch, the next pitch)"""
    each = np.array(weights)
    each[REACH] = _REPEATED * each.max()
    each[[0, -1]] = np.maximum(each[[0, -1]], _OCTAVE * each.max())
    return np.where(np.abs(APART) <= REACH, each[_WIDE], 1e-6)


_INSIDE: Final = _by_interval(_LEARNED["intervals"])
_INTO_CHANGES: Final = _by_interval(_LEARNED["leads"])
STRIDES: Final = np.exp(-0.5 * ((np.abs(APART) - 4.0) / 3.5) ** 2)  # from 1 to 1


@lru_cache(maxsize=4096)
def liked(chord: Chord, place: Place) -> Weights:
    """The weight of each pitch on such a beat; not to be changed. Where a chord begins, its bass takes the root's
    place."""
    weights = np.array([_DEGREES[place][degree_of(chord, pitch_class)] for pitch_class in range(12)])
    if place in ("change", "one") and chord.bass != chord.root:
        weights *= _BESIDE_SLASH
        weights[chord.bass] = _DEGREES[place][0]
    return np.asarray(weights[PITCHES % 12])


@lru_cache(maxsize=4096)
def moves(chord: Chord | None, place: Place) -> Weights:
    """(pitch, the next pitch): of a move from a chord to such a beat; not to be changed. Notes outside the scale lead a
    half step on."""
    into = _INTO_CHANGES if place == "change" else _INSIDE
    if chord is None:
        return into
    outside = np.isin(PITCHES % 12, list(chord.scale_tones | {chord.bass}), invert=True)
    return np.asarray(np.where(outside[:, None] & (np.abs(APART) != 1), _STRANDED * into, into))


def around(height: float) -> Weights:
    """The weight of each pitch where the line lies at a height."""
    return np.asarray(np.exp(-0.5 * ((PITCHES - height) / _SPREAD) ** 2))


@lru_cache(maxsize=256)
def heard(likely: Chances | None) -> Weights:
    """The weight of each pitch by the chance of its pitch class to be in the harmony; not to be changed. None: the
    chart's chords count."""
    if likely is None:
        return np.ones(len(PITCHES))
    return np.asarray((np.array(likely) + _UNHEARD)[PITCHES % 12] ** _CAUTION)


@lru_cache(maxsize=16)
def turns(seed: int) -> Weights:
    """(pitch, next, the one after): how well the second interval goes with the first; not to be changed. Each tune has
    its own likes, so that its shapes come back."""
    tastes = rng_at(seed, "bass", _STREAM_TASTE).normal(0.0, _TASTE, (2 * REACH + 1,) * 2)
    weights = _TURNS[KINDS[:, :, None], KINDS[None, :, :]]
    return np.asarray(weights * np.exp(tastes[_WIDE[:, :, None], _WIDE[None, :, :]]))
