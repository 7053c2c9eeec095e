"""How jazz players spell chords: from `F#m7b5` or `Bb-^7/D` to a root, a quality, extensions and a bass.

A symbol is a root, a family sign (`maj` `m` `-` `o` `ø` `+` ...), a number, any modifiers (`b9` `sus4` `alt` ...),
then perhaps a slash and a bass. Each is looked up in a table of its own. A polychord is two symbols, `D|C7`, `D/C7` or
`D over C7`.
"""

import re
from contextlib import suppress
from typing import Final

from jamd.errors import ChartError
from jamd.music.harmony.polychords import stacked
from jamd.music.harmony.qualities import Quality, Spelled, in_order

_ROOT: Final = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_ACCIDENTAL: Final = {"": 0, "b": -1, "#": 1}
_PLAIN: Final = str.maketrans(
    {"♭": "b", "♯": "#", "△": "^", "Δ": "^", "∆": "^", "Ø": "ø", "°": "o", "º": "o", "−": "-", "–": "-"}
)
_NO_CHORD: Final = {"N.C.", "NC", "N.C", "n.c.", "nc"}

_SYMBOL: Final = re.compile(
    r"(?P<root>[A-G])(?P<accidental>[b#]?)(?P<rest>.*?)(?:/(?P<bass>[A-G])(?P<bass_accidental>[b#]?))?"
)
_POLYCHORD: Final = re.compile(r"(?P<upper>[A-G].*?)\s*(?P<sign>\||/|\bover\b)\s*(?P<lower>[A-G][^/|]*)")
_BARE: Final = re.compile(r"[A-G][b#♭♯]?")
_LONGEST: Final = 40  # characters of a symbol that are looked at
_ENCLOSED: Final = re.compile(r"(?:[^()\[\],]|\([^()\[\]]*\)|\[[^()\[\]]*\])*")  # a comma only between brackets
_SHAPE: Final = re.compile(
    r"(?P<family>[mM]ajor|maj|Maj|MAJ|[mM]inor|min|Min|MIN|halfdim|hdim|dim|aug|dom|Ma(?!dd|ug)|MA|Mi|MI"
    r"|ma(?!dd|ug)|mi|M|m|\^|j|-(?!5)|o(?!mit)|ø|h|\+)?"
    r"(?P<seventh>maj|Maj|MAJ|Ma|MA|ma|M|\^|j)?"
    r"(?P<number>69|13|11|9|7|6|5|2)?"
    r"(?P<after>M(?!a)|\^)?"  # C7M, as they write in Brazil
    r"(?P<modifiers>.*)"
)
_FAMILY: Final = {
    **dict.fromkeys(("Major", "major", "maj", "Maj", "MAJ", "Ma", "MA", "ma", "M"), "maj"),
    **dict.fromkeys(("^", "j"), "triangle"),
    **dict.fromkeys(("Minor", "minor", "min", "Min", "MIN", "Mi", "MI", "mi", "m", "-"), "m"),
    **dict.fromkeys(("dim", "o"), "dim"),
    **dict.fromkeys(("halfdim", "hdim", "ø", "h"), "half"),
    **dict.fromkeys(("aug", "+"), "aug"),
    "dom": "",
}
_WITH_MAJOR_SEVENTH: Final = {"": "maj", "m": "mM", "dim": "dimM", "aug": "augM"}

# Family and number -> quality and extensions.
_NUMBERED: Final[dict[tuple[str, str], tuple[Quality, tuple[str, ...]]]] = {
    ("", ""): ("maj", ()), ("", "2"): ("maj", ("9",)), ("", "5"): ("5", ()), ("", "6"): ("6", ()),
    ("", "69"): ("6", ("9",)), ("", "7"): ("7", ()), ("", "9"): ("7", ("9",)), ("", "11"): ("7sus", ("9",)),
    ("", "13"): ("7", ("9", "13")),
    ("maj", ""): ("maj", ()), ("maj", "2"): ("maj", ("9",)), ("maj", "6"): ("6", ()), ("maj", "69"): ("6", ("9",)),
    ("maj", "7"): ("maj7", ()), ("maj", "9"): ("maj7", ("9",)), ("maj", "11"): ("maj7", ("9", "11")),
    ("maj", "13"): ("maj7", ("9", "13")),
    ("triangle", ""): ("maj7", ()), ("triangle", "7"): ("maj7", ()), ("triangle", "9"): ("maj7", ("9",)),
    ("triangle", "11"): ("maj7", ("9", "11")), ("triangle", "13"): ("maj7", ("9", "13")),
    ("m", ""): ("m", ()), ("m", "2"): ("m", ("9",)), ("m", "6"): ("m6", ()), ("m", "69"): ("m6", ("9",)),
    ("m", "7"): ("m7", ()), ("m", "9"): ("m7", ("9",)), ("m", "11"): ("m7", ("9", "11")),
    ("m", "13"): ("m7", ("9", "11", "13")),
    ("mM", ""): ("mM7", ()), ("mM", "7"): ("mM7", ()), ("mM", "9"): ("mM7", ("9",)), ("mM", "11"): ("mM7", ("9", "11")),
    ("mM", "13"): ("mM7", ("9", "11", "13")),
    ("dim", ""): ("dim", ()), ("dim", "7"): ("dim7", ()), ("dim", "9"): ("dim7", ("9",)),
    ("dim", "11"): ("dim7", ("9", "11")),
    ("dimM", ""): ("dimM7", ()), ("dimM", "7"): ("dimM7", ()),
    ("half", ""): ("m7b5", ()), ("half", "7"): ("m7b5", ()), ("half", "9"): ("m7b5", ("9",)),
    ("half", "11"): ("m7b5", ("9", "11")),
    ("aug", ""): ("aug", ()), ("aug", "5"): ("aug", ()), ("aug", "7"): ("7", ("#5",)), ("aug", "9"): ("7", ("#5", "9")),
    ("aug", "11"): ("7", ("#5", "9", "11")), ("aug", "13"): ("7", ("#5", "9", "13")),
    ("augM", ""): ("maj7", ("#5",)), ("augM", "7"): ("maj7", ("#5",)), ("augM", "9"): ("maj7", ("#5", "9")),
}  # fmt: skip

_MODIFIER: Final = re.compile(
    r"(?:(?P<added>add)|/)?(?P<degree>[b#+-](?:5|9|11|13)|b10|[#+]4|[b-]6|13|11|9|2|4|6)"
    r"|(?P<word>sus4|sus2|sus|alt|add3|(?:no|omit)(?:3|5|9|11|13)|\+|aug|(?:\^|maj|Maj|Ma|ma|M|#)7)"
)
# Shapes that are read as another one.
_ALIASES: Final = (
    ("6/9", "69"), ("9/6", "69"), ("half-", "half"), ("altered", "alt"), ("alt7", "alt"), ("67", "7add13"),
)  # fmt: skip
_SUS_FIRST: Final = re.compile(r"sus4?(7|9|13)")  # Csus7 for C7sus
_SAME_DEGREE: Final = {"2": "9", "4": "11", "#4": "#11", "b10": "#9", "6": "13", "b6": "b13", "#13": "b13", "b11": "11"}
# With a fourth or a second instead of the third: the quality, and what stays of it as an extension.
_SUSPENDED: Final[dict[Quality, tuple[Quality, Quality, tuple[str, ...]]]] = {
    **dict.fromkeys(("maj", "m", "5", "sus", "sus2"), ("sus", "sus2", ())),
    **dict.fromkeys(("6", "m6"), ("sus", "sus2", ("13",))),
    **dict.fromkeys(("7", "m7", "7sus", "7sus2"), ("7sus", "7sus2", ())),
    **dict.fromkeys(("maj7", "mM7", "maj7sus", "maj7sus2"), ("maj7sus", "maj7sus2", ())),
    "aug": ("sus", "sus2", ("#5",)), "dim": ("sus", "sus2", ("b5",)),
    "m7b5": ("7sus", "7sus2", ("b5",)), "dimM7": ("maj7sus", "maj7sus2", ("b5",)),
}  # fmt: skip
_FOURTHS: Final = ("maj", "6", "7", "maj7", "5", "aug")  # C4, C7/4: beside a major third a bare 4 takes its place
_FLAT_FIFTH: Final[dict[Quality, Quality]] = {
    "m": "dim", "m7": "m7b5", "m6": "dim7", "mM7": "dimM7", "dim": "dim", "dim7": "dim7", "m7b5": "m7b5",
}  # fmt: skip
_MAJOR_SEVENTH: Final[dict[Quality, Quality]] = {
    "m": "mM7", "m7": "mM7", "dim": "dimM7", "dim7": "dimM7", "maj": "maj7", "sus": "maj7sus", "sus2": "maj7sus2",
}  # fmt: skip
_WITH_THIRD: Final[dict[Quality, Quality]] = {"sus": "maj", "7sus": "7", "maj7sus": "maj7"}  # sus(add3)


def read_symbol(text: str) -> Spelled:
    """Reads one symbol; ChartError, one sentence, where it is none."""
    halves = polychord(text)
    if halves is not None:
        return stacked(*map(_read_plain, halves))
    return _read_plain(text)


def with_slash(text: str) -> str:
    """A symbol as it can stand between bar lines: `D|C` is `D/Cmaj`, since the C of `D/C` would be its bass."""
    halves = polychord(text)
    if halves is None:
        return text.strip()
    return "/".join(halves) + ("maj" if _BARE.fullmatch(halves[1]) else "")


def polychord(text: str) -> tuple[str, str] | None:
    """The upper and the lower chord of `D|C7`, `D/C7` or `D over C7`; None where a symbol is one chord."""
    found = _POLYCHORD.fullmatch(text.strip())
    if found is None or (found["sign"] == "/" and _BARE.fullmatch(found["lower"])):
        return None
    try:
        _read_plain(found["upper"]), _read_plain(found["lower"])
    except ChartError:
        return None
    return found["upper"], found["lower"]


def _read_plain(text: str) -> Spelled:
    plain = text.strip().translate(_PLAIN)
    if plain in _NO_CHORD:
        return Spelled(0, "nc", (), 0)
    symbol = _SYMBOL.fullmatch(plain)
    if symbol is None:
        raise ChartError(f"'{text}' is not a chord: a chord starts with a root, C D E F G A B with an optional b or #")
    root = (_ROOT[symbol["root"]] + _ACCIDENTAL[symbol["accidental"]]) % 12
    bass = root
    if symbol["bass"]:
        bass = (_ROOT[symbol["bass"]] + _ACCIDENTAL[symbol["bass_accidental"]]) % 12
    if not _ENCLOSED.fullmatch(symbol["rest"]):
        raise ChartError(f"'{text}' is not a chord: a bracket or a comma stands alone")
    shape = re.sub(r"[()\[\]\s,]", "", symbol["rest"])
    for alias, meant in _ALIASES:
        shape = shape.replace(alias, meant)
    if "add3" in shape:  # it brings the third back after sus, wherever it stands
        shape = shape.replace("add3", "") + "add3"
    quality, extensions = _read_shape(shape, text)
    return Spelled(root, quality, in_order(extensions), bass)


def understood(text: str) -> str:
    """A symbol, or as much of it as can be read: all its root and bass, and the beginning of what stands between."""
    symbol = _SYMBOL.fullmatch(text.strip()[:_LONGEST].translate(_PLAIN))
    if symbol is not None:
        text = text.strip()[:_LONGEST]
        bass = text[symbol.start("bass") - 1 :] if symbol["bass"] else ""
        for end in range(symbol.end("rest"), symbol.start("rest") - 1, -1):
            with suppress(ChartError):
                read_symbol(text[:end] + bass)
                return text[:end] + bass
    return text


def _read_shape(shape: str, text: str) -> tuple[Quality, set[str]]:
    found = _SHAPE.fullmatch(_SUS_FIRST.sub(r"\1sus", shape))
    assert found is not None  # its last group takes anything
    family = _FAMILY.get(found["family"] or "", "")
    if found["seventh"] or found["after"]:
        family = _WITH_MAJOR_SEVENTH.get(family, family)
    if (family, found["number"] or "") not in _NUMBERED:
        raise ChartError(f"'{text}' is not a chord that jamd knows: '{shape}' cannot follow the root")
    quality, extensions = _NUMBERED[family, found["number"] or ""]
    return _modified(quality, set(extensions), found["modifiers"], text)


def _modified(quality: Quality, extensions: set[str], modifiers: str, text: str) -> tuple[Quality, set[str]]:
    """Applies `b9`, `sus4`, `alt` and so on, one after another."""
    while modifiers:
        found = _MODIFIER.match(modifiers)
        if found is None:
            raise ChartError(f"'{text}' is not a chord that jamd knows: '{modifiers}' has no meaning here")
        modifiers = modifiers[found.end() :]
        if found["degree"] == "4" and not found["added"] and quality in _FOURTHS:
            quality, extensions = _suspended(quality, extensions, "sus4")
        elif found["degree"]:
            degree = found["degree"].replace("+", "#").replace("-", "b")
            quality, extensions = _with_degree(quality, extensions, _SAME_DEGREE.get(degree, degree))
        else:
            quality, extensions = _with_word(quality, extensions, found["word"])
    return quality, extensions


def _suspended(quality: Quality, extensions: set[str], word: str) -> tuple[Quality, set[str]]:
    """With a fourth (sus, sus4) or a second (sus2) for the third; with both, the second is a ninth."""
    if quality not in _SUSPENDED:
        return quality, extensions
    fourth, second, kept = _SUSPENDED[quality]
    if word != "sus2":
        return fourth, extensions | set(kept) | ({"9"} if quality == second else set())
    if quality == fourth:
        return fourth, extensions | {"9"}
    return second, (extensions | set(kept)) - {"9"}  # the second is the ninth already


def _with_degree(quality: Quality, extensions: set[str], degree: str) -> tuple[Quality, set[str]]:
    if degree == "b5" and quality in _FLAT_FIFTH:
        return _FLAT_FIFTH[quality], extensions
    if degree == "#5" and quality == "maj":
        return "aug", extensions
    if degree == "13" and quality in ("maj", "m"):
        return ("6" if quality == "maj" else "m6"), extensions
    natural = degree.lstrip("b#")
    if degree != natural:
        extensions = extensions - {natural}  # 9b9 means b9
    return quality, extensions | {degree}


def _with_word(quality: Quality, extensions: set[str], word: str) -> tuple[Quality, set[str]]:
    if word.startswith("sus"):
        return _suspended(quality, extensions, word)
    if word == "alt":
        return "7", {"no5", "b9", "#9", "#11", "b13"}
    if word in ("+", "aug"):
        return _with_degree(quality, extensions, "#5")
    if word.endswith("7"):
        extensions = extensions | {"13"} if quality == "dim7" else extensions  # its own seventh
        return _MAJOR_SEVENTH.get(quality, quality), extensions
    if word == "add3":
        return (_WITH_THIRD[quality], extensions | {"11"}) if quality in _WITH_THIRD else (quality, extensions)
    omitted = word.removeprefix("no").removeprefix("omit")
    return quality, extensions | {f"no{omitted}"} if omitted in "35" else extensions - {omitted}
