"""Chords as hands play them: every quality in close position, turned, spread, without a fifth, as a shell, without its
root, in fourths, and over another bass.

A shape is written in semitones above the root, lowest key first, so what is missing and what is doubled shows.
"""

from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from jamd.music.harmony.chords import NAMES, Chord, parse_chord

Steps = tuple[int, ...]

LOWEST: Final = 40  # MIDI note of the lowest key: a left hand without a bass player, up to
HIGHEST: Final = 59
_CLOSE: Final[dict[str, Steps]] = {
    "": (0, 4, 7), "m": (0, 3, 7), "dim": (0, 3, 6), "aug": (0, 4, 8), "sus4": (0, 5, 7), "sus2": (0, 2, 7),
    "6": (0, 4, 7, 9), "m6": (0, 3, 7, 9), "maj7": (0, 4, 7, 11), "7": (0, 4, 7, 10), "m7": (0, 3, 7, 10),
    "mMaj7": (0, 3, 7, 11), "m7b5": (0, 3, 6, 10), "dim7": (0, 3, 6, 9), "7sus4": (0, 5, 7, 10),
    "7#5": (0, 4, 8, 10), "maj7#5": (0, 4, 8, 11), "add9": (0, 2, 4, 7), "madd9": (0, 2, 3, 7),
}  # fmt: skip
_EXTENDED: Final[dict[str, Steps]] = {
    "9": (0, 4, 7, 10, 14), "7b9": (0, 4, 7, 10, 13), "7#9": (0, 4, 7, 10, 15), "7#11": (0, 4, 7, 10, 18),
    "7b13": (0, 4, 7, 10, 20), "13": (0, 4, 7, 10, 14, 21), "13b9": (0, 4, 7, 10, 13, 21),
    "maj9": (0, 4, 7, 11, 14), "maj7#11": (0, 4, 7, 11, 18), "maj13": (0, 4, 7, 11, 14, 21), "69": (0, 4, 7, 9, 14),
    "m9": (0, 3, 7, 10, 14), "m11": (0, 3, 7, 10, 14, 17), "m69": (0, 3, 7, 9, 14), "m9b5": (0, 3, 6, 10, 14),
    "mMaj9": (0, 3, 7, 11, 14), "9sus4": (0, 5, 7, 10, 14), "13sus4": (0, 5, 7, 10, 14, 21),
    "7b9#9b13": (0, 4, 8, 10, 13, 15),
}  # fmt: skip
_ROOTLESS: Final[dict[str, tuple[Steps, ...]]] = {
    "m9": ((3, 7, 10, 14), (10, 14, 15, 19)),
    "m11": ((3, 7, 10, 14, 17), (10, 14, 15, 17)),
    "maj9": ((4, 7, 11, 14), (11, 14, 16, 19)),
    "maj13": ((4, 9, 11, 14), (11, 14, 16, 21)),
    "69": ((4, 7, 9, 14), (9, 14, 16, 19)),
    "9": ((4, 7, 10, 14), (10, 14, 16, 19)),
    "13": ((4, 9, 10, 14), (10, 14, 16, 21), (4, 10, 14, 21)),
    "13b9": ((4, 9, 10, 13), (10, 13, 16, 21)),
    "7b9": ((4, 7, 10, 13), (10, 13, 16, 19)),
    "7b9b13": ((4, 8, 10, 13), (10, 13, 16, 20)),
    "7#9b13": ((4, 8, 10, 15), (10, 15, 16, 20)),
    "9b13": ((4, 8, 10, 14), (10, 14, 16, 20)),
    "m9b5": ((3, 6, 10, 14), (10, 14, 15, 18)),
}
_THREE_OF_A_ROOTLESS: Final[dict[str, tuple[Steps, ...]]] = {
    "m9": ((3, 10, 14), (10, 14, 15)),
    "maj9": ((4, 11, 14), (11, 14, 16)),
    "maj13": ((4, 11, 21), (11, 16, 21)),
    "9": ((4, 10, 14), (10, 14, 16)),
    "13": ((4, 10, 21), (10, 16, 21)),
    "7b9": ((4, 10, 13), (10, 13, 16)),
    "7#9": ((4, 10, 15), (10, 15, 16)),
    "7b13": ((4, 10, 20), (10, 16, 20)),
}
_SHELLS: Final[dict[str, tuple[Steps, ...]]] = {
    "maj7": ((0, 4, 11), (0, 11, 16)), "7": ((0, 4, 10), (0, 10, 16)), "m7": ((0, 3, 10), (0, 10, 15)),
    "6": ((0, 4, 9), (0, 9, 16)), "m6": ((0, 3, 9), (0, 9, 15)), "7sus4": ((0, 5, 10), (0, 10, 17)),
    "mMaj7": ((0, 3, 11), (0, 11, 15)),
}  # fmt: skip
_FOURTHS: Final[dict[str, tuple[Steps, ...]]] = {
    "m11": ((0, 5, 10, 15), (0, 5, 10, 15, 19), (5, 10, 15, 19)),  # the second one is from So What
    "69": ((4, 9, 14), (4, 9, 14, 19), (4, 9, 14, 19, 24), (9, 14, 19, 24)),
    "maj13": ((11, 16, 21), (11, 16, 21, 26)),
    "13": ((10, 16, 21, 26), (0, 10, 16, 21)),
    "9sus4": ((0, 5, 10, 14), (5, 10, 14, 19)),
    "13sus4": ((10, 14, 17, 21), (0, 10, 14, 17, 21)),
    "7#9": ((4, 10, 15), (0, 4, 10, 15), (0, 10, 16, 27)),
}
_SLASH: Final[dict[str, tuple[Steps, ...]]] = {  # by the interval of the bass: who plays it
    "/2": ((-10, 0, 4, 7),),
    "/4": ((-7, 0, 4, 7),),
    "/b7": ((-2, 0, 4, 7),),
    "m/4": ((-7, 0, 3, 7),),
    "m/b7": ((-2, 0, 3, 7),),
    "maj7/2": ((-10, 0, 4, 7, 11),),
    "m7/4": ((-7, 0, 3, 7, 10),),
}
_SAME: Final[dict[str, tuple[str, int]]] = {  # another name of the same keys, on the bass
    "/2": ("9sus4", 2), "/4": ("maj9", 5), "/b7": ("7", 0), "m/4": ("9", 5), "m/b7": ("m7", 0),
    "maj7/2": ("13sus4", 2), "m7/4": ("9sus4", 5),
}  # fmt: skip
_SLASHES: Final = {"2": 2, "4": 5, "b7": 10}


class Voicing(NamedTuple):
    """Keys, and the chords that they may be called: the first is meant."""

    shape: str
    pitches: tuple[int, ...]  # ascending
    names: tuple[Chord, ...]


def voicings() -> Iterator[Voicing]:
    """Every shape on every root, its lowest key between LOWEST and HIGHEST."""
    for shape, kind, steps in shapes():
        for root in range(12):
            low = LOWEST + (root + steps[0] - LOWEST) % 12
            for lowest in range(low, HIGHEST + 1, 12):
                yield Voicing(shape, tuple(lowest - steps[0] + step for step in steps), _names(root, kind))


def _names(root: int, kind: str) -> tuple[Chord, ...]:
    quality, _, over = kind.partition("/")
    if not over:
        return (parse_chord(NAMES[root] + kind),)
    same, above = _SAME[kind]
    bass = NAMES[(root + _SLASHES[over]) % 12]
    return parse_chord(f"{NAMES[root]}{quality}/{bass}"), parse_chord(f"{NAMES[(root + above) % 12]}{same}")


@cache
def shapes() -> tuple[tuple[str, str, Steps], ...]:
    """Name of the shape, kind of chord, steps."""
    return tuple(_shapes())


def _shapes() -> Iterator[tuple[str, str, Steps]]:
    for kind, steps in (_CLOSE | _EXTENDED).items():
        yield "root position", kind, steps
    for kind, steps in _CLOSE.items():
        for lifted in range(1, len(steps)):
            yield f"inversion {lifted}", kind, _turned(steps, lifted)
    for kind, steps in _CLOSE.items():
        if len(steps) == 4:
            for lifted in range(4):
                close = _turned(steps, lifted)
                yield "drop 2", kind, tuple(sorted((close[2] - 12, *close[:2], close[3])))
        else:
            yield "open", kind, (steps[0], steps[2], steps[1] + 12)
    for kind, steps in (_CLOSE | _EXTENDED).items():
        if 7 in steps and len(steps) > 3:
            yield "no fifth", kind, tuple(step for step in steps if step != 7)
    for shape, table in (
        ("shell", _SHELLS), ("rootless", _ROOTLESS), ("rootless, three keys", _THREE_OF_A_ROOTLESS),
        ("fourths", _FOURTHS), ("slash", _SLASH),
    ):  # fmt: skip
        yield from ((shape, kind, steps) for kind, shapes in table.items() for steps in shapes)
    for kind, shapes in _ROOTLESS.items():
        yield from (("root below", kind, (-12, *steps)) for steps in shapes)


def _turned(steps: Steps, lifted: int) -> Steps:
    """An inversion: the lowest keys an octave higher."""
    return tuple(sorted(step + 12 if i < lifted else step for i, step in enumerate(steps)))
