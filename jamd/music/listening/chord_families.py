"""Families of chords: what a chord does, whatever colours are on it. The harmony is heard and learned by these."""

from typing import Final, Literal, NamedTuple, get_args

from jamd.music.harmony.chords import Chord
from jamd.music.harmony.qualities import Quality

Family = Literal["major", "minor", "dominant", "half diminished", "diminished", "augmented", "sus"]

FAMILIES: Final[tuple[Family, ...]] = get_args(Family)
_OF_QUALITY: Final[dict[Quality, Family]] = {
    **dict.fromkeys(("maj", "6", "maj7", "5"), "major"),
    **dict.fromkeys(("m", "m6", "m7", "mM7"), "minor"),
    **dict.fromkeys(("dim", "dim7", "dimM7"), "diminished"),
    **dict.fromkeys(("sus", "sus2", "7sus", "7sus2", "maj7sus", "maj7sus2"), "sus"),
    "7": "dominant", "m7b5": "half diminished", "aug": "augmented",
}  # fmt: skip
_TURNS: Final[dict[Quality, int]] = {"dim7": 3, "aug": 4}


class Function(NamedTuple):
    """A root, as a pitch class, and a family."""

    root: int
    family: Family


def function_of(chord: Chord) -> Function | None:
    """None for N.C."""
    return None if chord.quality == "nc" else Function(chord.root, _OF_QUALITY[chord.quality])


def functions_of(chord: Chord) -> tuple[Function, ...]:
    """The same from each of its tones where a chord divides the octave evenly; the chord's own root first."""
    first = function_of(chord)
    if first is None:
        return ()
    turn = _TURNS.get(chord.quality, 12)
    return tuple(Function((first.root + step) % 12, first.family) for step in range(0, 12, turn))
