"""Chord symbols written out in one spelling, whatever spelling they came in.

A quality has a few names, each of which says some extensions with it (a 13 says the ninth); what is left is written
behind it, `7b9`, `m(add9)`. The first name that reads as the same chord again is taken.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

from jamd.commands.choices import Spelling
from jamd.music.harmony.chords import Chord, misread, parse_chord
from jamd.music.harmony.qualities import Quality
from jamd.music.harmony.spelling import polychord, read_symbol, with_slash


class _Signs(NamedTuple):
    """What one spelling writes for minor, a major seventh, diminished, and around the seventh of a minor chord."""

    minor: str
    major: str
    diminished: str
    open: str
    close: str
    half: str  # a half-diminished chord, by its number
    four: str  # behind sus


_SIGNS: Final[dict[Spelling, _Signs]] = {
    "Cm7": _Signs("m", "maj", "dim", "(", ")", "m{}b5", "4"),
    "C-7": _Signs("-", "Δ", "o", "", "", "ø{}", ""),
    "Cmi7": _Signs("mi", "ma", "dim", "(", ")", "mi{}(b5)", "4"),
}
# m: minor, M: major seventh, o: diminished, H7: half-diminished with its number, s: suspended; brackets as they come.
_NAMES: Final[dict[Quality, tuple[str, ...]]] = {
    "maj": ("",), "6": ("6/9", "6"), "maj7": ("M13", "M11", "M9", "M7"), "7": ("7alt", "13", "9", "7"),
    "m": ("m",), "m6": ("m6/9", "m6"), "m7": ("m13", "m11", "m9", "m7"), "mM7": ("m(M13)", "m(M11)", "m(M9)", "m(M7)"),
    "m7b5": ("H11", "H9", "H7"), "dim": ("o",), "dim7": ("o11", "o9", "o7"), "dimM7": ("o(M7)",), "aug": ("+",),
    "sus": ("6s", "s"), "7sus": ("13s", "9s", "7s"), "maj7sus": ("M13s", "M9s", "M7s"),
    "sus2": ("6sus2", "sus2"), "7sus2": ("13sus2", "7sus2"), "maj7sus2": ("M13sus2", "M7sus2"), "5": ("5",),
}  # fmt: skip
_SIGN: Final = re.compile(r"sus2|[mMos()]|H\d+")
_ROOT: Final = re.compile(r"[A-G][b#♭♯]?")
_BASS: Final = re.compile(r"/[A-G][b#♭♯]?$")


@lru_cache(maxsize=1024)
def respelled(chord: Chord, spelling: Spelling = "Cm7") -> Chord:
    """The same chord with its symbol in one spelling; one that was not understood stays as it was written."""
    if chord.quality == "nc":
        return msgspec.structs.replace(chord, symbol="N.C.")
    if halves := polychord(chord.symbol):
        upper, lower = (respelled(parse_chord(half), spelling).symbol for half in halves)
        return msgspec.structs.replace(chord, symbol=with_slash(f"{upper}|{lower}"))
    shape = shape_of(chord.quality, chord.extensions, spelling)
    if misread(chord) or shape is None:
        return chord
    root, bass = _ROOT.match(chord.symbol), _BASS.search(chord.symbol)
    assert root is not None  # a chord's symbol starts with its root
    below = bass[0] if bass is not None and chord.bass != chord.root else ""
    return msgspec.structs.replace(chord, symbol=f"{_plain(root[0])}{shape}{_plain(below)}")


@lru_cache(maxsize=1024)
def shape_of(quality: Quality, extensions: tuple[str, ...], spelling: Spelling = "Cm7") -> str | None:
    """What is written behind the root; None where no name says it."""
    for name in _NAMES[quality]:
        written = _SIGN.sub(lambda sign: _sign(sign[0], _SIGNS[spelling]), name)
        said = read_symbol("C" + written).extensions
        if said and said[-1] not in extensions:
            continue  # 9b9 for 7b9
        shape = written + "".join(_added(written, [each for each in extensions if each not in said]))
        read = read_symbol("C" + shape)
        if (read.quality, read.extensions) == (quality, extensions):
            return shape
    return None


def _sign(sign: str, signs: _Signs) -> str:
    """One sign of a name, as a spelling writes it."""
    if sign.startswith("H"):
        return signs.half.format(sign[1:])
    plain = {"m": signs.minor, "M": signs.major, "o": signs.diminished, "(": signs.open, ")": signs.close}
    return plain.get(sign, "sus" + signs.four if sign == "s" else sign)


def _added(written: str, extensions: list[str]) -> Iterator[str]:
    """Extensions behind a name; in brackets where they would be read together with it."""
    for extension in extensions:
        if extension.startswith("no"):
            yield f"({extension})"
        elif extension[0] not in "b#":
            yield f"(add{extension})"
        else:
            yield extension if written[-1:].isdigit() else f"({extension})"


def _plain(note: str) -> str:
    return note.replace("♭", "b").replace("♯", "#")
