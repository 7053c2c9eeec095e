"""Chords, and the notes that they stand for: chord tones, the scale that fits, the available tensions.

Pitch classes are 0..11 with C = 0.
"""

from functools import lru_cache
from typing import Final

import msgspec

from jamd.errors import ChartError
from jamd.music.harmony.qualities import DEGREES, Quality
from jamd.music.harmony.qualities import TONES as TONES
from jamd.music.harmony.spelling import read_symbol, understood, with_slash

NAMES: Final = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")

Chances = tuple[float, ...]  # (12,) of each pitch class to be in the harmony

_MAJOR: Final = (0, 2, 4, 5, 7, 9, 11)
_LYDIAN: Final = (0, 2, 4, 6, 7, 9, 11)
_LYDIAN_AUGMENTED: Final = (0, 2, 4, 6, 8, 9, 11)
_HARMONIC_MAJOR: Final = (0, 2, 4, 5, 7, 8, 11)
_MIXOLYDIAN: Final = (0, 2, 4, 5, 7, 9, 10)
_LYDIAN_DOMINANT: Final = (0, 2, 4, 6, 7, 9, 10)
_MIXOLYDIAN_B6: Final = (0, 2, 4, 5, 7, 8, 10)
_PHRYGIAN_DOMINANT: Final = (0, 1, 4, 5, 7, 8, 10)
_HALF_WHOLE: Final = (0, 1, 3, 4, 6, 7, 9, 10)
_WHOLE_TONE: Final = (0, 2, 4, 6, 8, 10)
_ALTERED: Final = (0, 1, 3, 4, 6, 8, 10)
_DORIAN: Final = (0, 2, 3, 5, 7, 9, 10)
_AEOLIAN: Final = (0, 2, 3, 5, 7, 8, 10)
_PHRYGIAN: Final = (0, 1, 3, 5, 7, 8, 10)
_MELODIC_MINOR: Final = (0, 2, 3, 5, 7, 9, 11)
_HARMONIC_MINOR: Final = (0, 2, 3, 5, 7, 8, 11)
_LOCRIAN: Final = (0, 1, 3, 5, 6, 8, 10)
_LOCRIAN_NATURAL_2: Final = (0, 2, 3, 5, 6, 8, 10)
_WHOLE_HALF: Final = (0, 2, 3, 5, 6, 8, 9, 11)

_MAJORS: Final = (_MAJOR, _LYDIAN, _LYDIAN_AUGMENTED, _HARMONIC_MAJOR)
_DOMINANTS: Final = (
    _MIXOLYDIAN, _LYDIAN_DOMINANT, _MIXOLYDIAN_B6, _PHRYGIAN_DOMINANT, _HALF_WHOLE, _WHOLE_TONE, _ALTERED,
)  # fmt: skip
_MINORS: Final = (_DORIAN, _AEOLIAN, _PHRYGIAN)

# The scales that fit a quality, likeliest first; the first one that holds every written note is taken.
SCALES: Final[dict[Quality, tuple[tuple[int, ...], ...]]] = {
    "maj": _MAJORS,
    "6": _MAJORS,
    "maj7": _MAJORS,
    "7": _DOMINANTS,
    "m": _MINORS,
    "m6": (_MELODIC_MINOR, _DORIAN),
    "m7": _MINORS,
    "mM7": (_MELODIC_MINOR, _HARMONIC_MINOR),
    "m7b5": (_LOCRIAN, _LOCRIAN_NATURAL_2),
    "dim": (_WHOLE_HALF, _LOCRIAN),
    "dim7": (_WHOLE_HALF,),
    "dimM7": (_WHOLE_HALF,),
    "aug": (_LYDIAN_AUGMENTED, _WHOLE_TONE),
    "sus": (_MIXOLYDIAN, _MAJOR),
    "sus2": (_MAJOR, _LYDIAN),
    "7sus": (_MIXOLYDIAN, _PHRYGIAN, _MIXOLYDIAN_B6),
    "7sus2": (_MIXOLYDIAN, _DORIAN, _LYDIAN_DOMINANT),
    "maj7sus": (_MAJOR,),
    "maj7sus2": (_MAJOR, _LYDIAN),
    "5": (_MIXOLYDIAN, _DORIAN, _MAJOR),
    "nc": ((),),
}


class Chord(msgspec.Struct, frozen=True):
    """One chord: `symbol` as written, `root` and `bass` as pitch classes (the bass is the root unless a slash says
    otherwise), `extensions` as written, with alterations and omissions ("b9", "13", "no5"). Quality "nc" is N.C., no
    chord at all."""

    symbol: str
    root: int
    quality: Quality
    extensions: tuple[str, ...]
    bass: int

    @property
    def chord_tones(self) -> frozenset[int]:
        """Pitch classes of root, third (or fourth), fifth as altered, and seventh or sixth."""
        return _pitch_classes(self.root, _tones(self.quality, self.extensions))

    @property
    def scale_tones(self) -> frozenset[int]:
        """Pitch classes of the scale that fits; holds every chord tone and every written extension."""
        return _pitch_classes(self.root, _scale(self.quality, self.extensions))

    @property
    def tensions(self) -> frozenset[int]:
        """Available tensions, as pitch classes: the written ones, and scale tones that are not a semitone above a chord
        tone."""
        return _pitch_classes(self.root, _tensions(self.quality, self.extensions))

    def __str__(self) -> str:
        return self.symbol


@lru_cache(maxsize=4096)
def _pitch_classes(root: int, intervals: frozenset[int]) -> frozenset[int]:
    return frozenset((root + interval) % 12 for interval in intervals)


@lru_cache(maxsize=1024)
def _tones(quality: Quality, extensions: tuple[str, ...]) -> frozenset[int]:
    tones = set(TONES[quality])
    if tones & {7} and {"b5", "#5", "no5"} & set(extensions):
        tones.discard(7)
    if "no3" in extensions:
        tones -= {3, 4}
    return frozenset(tones | {DEGREES[extension] for extension in extensions if extension in ("b5", "#5")})


@lru_cache(maxsize=1024)
def _written(quality: Quality, extensions: tuple[str, ...]) -> frozenset[int]:
    return frozenset(DEGREES[extension] for extension in extensions if extension in DEGREES) - _tones(
        quality, extensions
    )


@lru_cache(maxsize=1024)
def _scale(quality: Quality, extensions: tuple[str, ...]) -> frozenset[int]:
    needed = _tones(quality, extensions) | _written(quality, extensions)
    fifth_moved = "b5" in extensions or "#5" in extensions
    candidates = sorted(SCALES[quality], key=lambda scale: fifth_moved and 7 in scale)
    for required in (needed, needed - {7}):  # an altered dominant may have no room for its fifth
        for scale in candidates:
            if required <= set(scale):
                return frozenset(scale) | needed
    closest = max(SCALES[quality], key=lambda scale: len(needed & set(scale)))
    return frozenset(closest) | needed


@lru_cache(maxsize=1024)
def _tensions(quality: Quality, extensions: tuple[str, ...]) -> frozenset[int]:
    tones = _tones(quality, extensions)
    free = {step for step in _scale(quality, extensions) - tones if (step - 1) % 12 not in tones}
    return _written(quality, extensions) | free


@lru_cache(maxsize=1024)
def parse_chord(text: str) -> Chord:
    """The chord that a symbol stands for; ChartError, one sentence, where it is none."""
    return Chord(with_slash(text), *read_symbol(text))


@lru_cache(maxsize=1024)
def read_chord(text: str) -> Chord:
    """As `parse_chord`, but where the end of a symbol is not understood, its beginning counts: 'G7xyz' is a G7 with
    the symbol 'G7xyz'. ChartError only where there is no root."""
    symbol = with_slash(text)
    return Chord(symbol, *read_symbol(understood(symbol)))


def misread(chord: Chord) -> str:
    """What to say about a chord whose symbol is not understood as a whole, "'G7xyz' is played as G7"; else nothing."""
    plain = understood(chord.symbol)
    return "" if plain == chord.symbol else f"'{chord.symbol}' is played as {plain}"


def is_chord(text: str) -> bool:
    """Whether a symbol stands for a chord."""
    try:
        parse_chord(text)
    except ChartError:
        return False
    return True
