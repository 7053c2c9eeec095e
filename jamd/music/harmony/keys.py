"""Keys, and chords moved from one to another.

Notes lie on the line of fifths, ... Eb Bb F C G D A E B F# ..., where C is 0 and each step to the right is a fifth up.
A key moves by a number of such steps, and its chords move with it. So a chord keeps its degree, and its name fits the
new key: up a semitone, the C#dim7 of C becomes the Ddim7 of Db, not an Ebbdim7.
"""

import re
from typing import Final

import msgspec

from jamd.music.harmony.chords import Chord

_LETTERS: Final = "FCGDAEB"  # -1 to 5 on the line of fifths
_C: Final = 1  # its place among the letters
_KEY: Final = re.compile(r"(?P<tonic>[A-G][b#]?)(?P<minor>m?)")
_MAJOR_KEYS: Final = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
_MINOR_KEYS: Final = ("Cm", "C#m", "Dm", "Ebm", "Em", "Fm", "F#m", "Gm", "G#m", "Am", "Bbm", "Bm")
_RELATIVE_MAJOR: Final = -3  # steps from a minor tonic
_NOTE: Final = re.compile(r"(?:^|(?<=/))[A-G][b#♭♯]?")
_LEAD_UP: Final = ("dim", "dim7", "m7b5")  # in E it is A#m7b5, but Bb7
_USUAL: Final = range(-6, 9)  # Gb to G#: names that are read easily in every key
_READABLE: Final = range(-8, 11)  # Fb to A#: where the key signature or the chord asks for it


def transposed(chord: Chord, semitones: int, key: str = "") -> Chord:
    """A chord moved up, with the name that fits the new key; `key` is the old one, "Bb" or "F#m" (none: as if in C)."""
    if semitones % 12 == 0 or chord.quality == "nc":
        return chord
    shift = _signature(transposed_key(key or "C", semitones)) - _signature(key)
    raised_fourth = chord.quality in _LEAD_UP
    tonic = _signature(key) + shift
    root, *others = _NOTE.finditer(chord.symbol)  # a bass, or the root of a polychord's lower half
    place = _plain(_place(root[0]) + shift, range(tonic - 1, tonic + 6 + raised_fourth))
    symbol = chord.symbol
    for note in reversed(others):
        name = _name(_plain(_place(note[0]) + shift, range(place - 3, place + 6)))
        symbol = symbol[: note.start()] + name + symbol[note.end() :]
    symbol = _name(place) + symbol[root.end() :]
    return msgspec.structs.replace(
        chord, symbol=symbol, root=(chord.root + semitones) % 12, bass=(chord.bass + semitones) % 12
    )


def transposed_key(key: str, semitones: int) -> str:
    """A key moved up, by its usual name: "Eb" up a semitone is "E". What names no key stays as it is."""
    found = _KEY.fullmatch(key)
    if found is None or semitones % 12 == 0:
        return key
    keys = _MINOR_KEYS if found["minor"] else _MAJOR_KEYS
    return keys[(_place(found["tonic"]) * 7 + semitones) % 12]


def _signature(key: str) -> int:
    """The sharps of a key, or its flats as a negative number: the place of its major tonic."""
    found = _KEY.fullmatch(key)
    if found is None:
        return 0
    return _place(found["tonic"]) + (_RELATIVE_MAJOR if found["minor"] else 0)


def _plain(place: int, fitting: range) -> int:
    """The place of the name by which players know a note: no double accidentals, no E# where F will do."""
    while place not in _USUAL and not (place in fitting and place in _READABLE):
        place += 12 if place < 0 else -12
    return place


def _place(name: str) -> int:
    """Where a note lies on the line of fifths."""
    return _LETTERS.index(name[0]) - _C + {"": 0, "b": -7, "♭": -7, "#": 7, "♯": 7}[name[1:]]


def _name(place: int) -> str:
    sharps, letter = divmod(place + _C, len(_LETTERS))
    return _LETTERS[letter] + ("#" * sharps if sharps > 0 else "b" * -sharps)
