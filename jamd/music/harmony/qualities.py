"""The qualities of chords, and what they are made of. Steps are semitones above the root."""

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

Quality = Literal[
    "maj", "6", "maj7", "7", "m", "m6", "m7", "mM7", "m7b5", "dim", "dim7", "dimM7",
    "aug", "sus", "sus2", "7sus", "7sus2", "maj7sus", "maj7sus2", "5", "nc",
]  # fmt: skip

# What a modifier adds, in semitones above the root; the order here is the order of a chord's extensions.
DEGREES: Final = {"b5": 6, "#5": 8, "b9": 1, "9": 2, "#9": 3, "11": 5, "#11": 6, "b13": 8, "13": 9}

# Chord tones above the root.
TONES: Final[dict[Quality, tuple[int, ...]]] = {
    "maj": (0, 4, 7),
    "6": (0, 4, 7, 9),
    "maj7": (0, 4, 7, 11),
    "7": (0, 4, 7, 10),
    "m": (0, 3, 7),
    "m6": (0, 3, 7, 9),
    "m7": (0, 3, 7, 10),
    "mM7": (0, 3, 7, 11),
    "m7b5": (0, 3, 6, 10),
    "dim": (0, 3, 6),
    "dim7": (0, 3, 6, 9),
    "dimM7": (0, 3, 6, 11),
    "aug": (0, 4, 8),
    "sus": (0, 5, 7),
    "sus2": (0, 2, 7),
    "7sus": (0, 5, 7, 10),
    "7sus2": (0, 2, 7, 10),
    "maj7sus": (0, 5, 7, 11),
    "maj7sus2": (0, 2, 7, 11),
    "5": (0, 7),
    "nc": (),
}


class Spelled(NamedTuple):
    """What a symbol says: pitch classes of root and bass, the quality, and the extensions in the order of `DEGREES`."""

    root: int
    quality: Quality
    extensions: tuple[str, ...]
    bass: int


def in_order(extensions: Iterable[str]) -> tuple[str, ...]:
    """Extensions in the order in which a chord holds them."""
    return tuple(sorted(extensions, key=(*DEGREES, "no3", "no5").index))
