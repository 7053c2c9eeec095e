"""A chord as the `<harmony>` element of MusicXML, both ways.

MusicXML says a chord twice: as a root, a kind and degrees that change it, and as the text that is printed. The text is
taken where it means the same, since it is what the musician wrote; the kind and the degrees decide where it does not.
"""

import re
from contextlib import suppress
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from jamd.errors import ChartError
from jamd.music.harmony.chords import NAMES, Chord, is_chord, parse_chord, read_chord
from jamd.music.harmony.qualities import Quality

NO_CHORD: Final = "N.C."
_STEPS: Final = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_SIGNS: Final = {-1: "b", 0: "", 1: "#"}

# Kind -> how jazz players write it behind the root. The last ones are no kinds of MusicXML, but found in files.
_SUFFIXES: Final = {
    "major": "", "minor": "m", "augmented": "+", "diminished": "dim", "dominant": "7", "major-seventh": "maj7",
    "minor-seventh": "m7", "diminished-seventh": "dim7", "augmented-seventh": "7#5", "half-diminished": "m7b5",
    "major-minor": "mMaj7", "major-sixth": "6", "minor-sixth": "m6", "dominant-ninth": "9", "major-ninth": "maj9",
    "minor-ninth": "m9", "dominant-11th": "11", "major-11th": "maj11", "minor-11th": "m11", "dominant-13th": "13",
    "major-13th": "maj13", "minor-13th": "m13", "suspended-second": "sus2", "suspended-fourth": "sus4", "power": "5",
    "augmented-ninth": "9#5", "minor-major": "mMaj7", "maj69": "69",
}  # fmt: skip
# A kind with a seventh added: its semitones against a minor seventh -> how it is written.
_WITH_SEVENTH: Final = {
    ("major", 0): "7", ("major", 1): "maj7", ("minor", 0): "m7", ("minor", 1): "mMaj7", ("diminished", -1): "dim7",
    ("diminished", 0): "m7b5", ("diminished", 1): "dimMaj7", ("augmented", 0): "7#5", ("augmented", 1): "maj7#5",
    ("suspended-second", 0): "7sus2", ("suspended-second", 1): "maj7sus2", ("suspended-fourth", 0): "7sus4",
    ("suspended-fourth", 1): "maj7sus4",
}  # fmt: skip
_MODIFIERS: Final = {
    (value, alter): f"{_SIGNS[alter]}{value}" for value in (4, 5, 6, 9, 11, 13) for alter in (-1, 0, 1)
} | {(2, alter): f"{_SIGNS[alter]}9" for alter in (-1, 0, 1)}  # fmt: skip

# Quality -> kind, and the seventh that is added to it, if any.
_KINDS: Final[dict[Quality, tuple[str, int | None]]] = {
    "maj": ("major", None), "6": ("major-sixth", None), "maj7": ("major-seventh", None), "7": ("dominant", None),
    "m": ("minor", None), "m6": ("minor-sixth", None), "m7": ("minor-seventh", None), "mM7": ("major-minor", None),
    "m7b5": ("half-diminished", None), "dim": ("diminished", None), "dim7": ("diminished-seventh", None),
    "dimM7": ("diminished", 1), "aug": ("augmented", None), "sus": ("suspended-fourth", None),
    "sus2": ("suspended-second", None), "7sus": ("suspended-fourth", 0), "7sus2": ("suspended-second", 0),
    "maj7sus": ("suspended-fourth", 1), "maj7sus2": ("suspended-second", 1), "5": ("power", None), "nc": ("none", None),
}  # fmt: skip
# Kind and extensions that have a kind of their own.
_LARGER: Final = {
    ("dominant", ("9",)): "dominant-ninth", ("dominant", ("9", "13")): "dominant-13th",
    ("major-seventh", ("9",)): "major-ninth", ("minor-seventh", ("9",)): "minor-ninth",
    ("minor-seventh", ("9", "11")): "minor-11th", ("minor-seventh", ("9", "11", "13")): "minor-13th",
    ("dominant", ("#5",)): "augmented-seventh",
}  # fmt: skip
_EXTENSION: Final = re.compile(r"(?P<omitted>no)?(?P<sign>[b#]?)(?P<value>\d+)")
_HEAD: Final = re.compile(r"\s*([A-G])([b#♭♯]?)")
_BASS: Final = re.compile(r"/\s*([A-G])([b#♭♯]?)\s*$")
_ALTERS: Final = {"": 0, "b": -1, "♭": -1, "#": 1, "♯": 1}


def chord_of(harmony: Element) -> Chord | None:
    """The chord that an element stands for; None where it names no root, as in an analysis by functions."""
    kind, text = (harmony.findtext("kind") or "").strip(), _printed(harmony)
    root = _pitch(harmony, "root")
    if kind == "none":
        return parse_chord(text if is_chord(text) and parse_chord(text).quality == "nc" else NO_CHORD)
    if root is None:
        return None
    meant = _meant(root, kind, harmony)
    bass = _pitch(harmony, "bass") or _inverted(meant, harmony)
    below = f"/{bass}" if bass not in (None, root) else ""
    meant, written = parse_chord(f"{meant}{below}"), read_chord(f"{root}{text}{below}")
    return written if _sound(written) == _sound(meant) or kind not in _SUFFIXES else meant


def harmony_of(chord: Chord) -> Element:
    """The element of a chord."""
    harmony = Element("harmony", {"print-frame": "no"})
    head, slash = _HEAD.match(chord.symbol), _BASS.search(chord.symbol)
    if chord.quality == "nc":
        SubElement(SubElement(harmony, "root"), "root-step", {"text": ""}).text = "C"
        SubElement(harmony, "kind", {"text": chord.symbol}).text = "none"
        return harmony
    _add_pitch(harmony, "root", *_spelled(head, chord.root))
    kind, extensions, seventh = _kind(chord)
    end = slash.start() if slash and chord.bass != chord.root else len(chord.symbol)
    SubElement(harmony, "kind", {"text": chord.symbol[head.end() if head else 0 : end].strip()}).text = kind
    if chord.bass != chord.root:
        _add_pitch(harmony, "bass", *_spelled(slash, chord.bass))
    if seventh is not None:
        _add_degree(harmony, 7, seventh, "add")
    for extension in extensions:
        _add_extension(harmony, extension)
    return harmony


def _printed(harmony: Element) -> str:
    kind = harmony.find("kind")
    return "" if kind is None else kind.get("text", "").strip()


def _sound(chord: Chord) -> tuple[object, ...]:
    return chord.root, chord.quality, chord.extensions, chord.bass


def _meant(root: str, kind: str, harmony: Element) -> Chord:
    """What kind and degrees say; degrees that no chord symbol can say are left out."""
    degrees = [_degree(element) for element in harmony.findall("degree")]
    suffix = _SUFFIXES.get(kind, "")
    chord = parse_chord(root + suffix)
    for value, alter, action in degrees:
        if value == 7 and action == "add" and (kind, alter) in _WITH_SEVENTH:
            suffix, modifier = _WITH_SEVENTH[kind, alter], ""
        elif action == "subtract":
            modifier = f"no{value}"
        else:
            modifier = ("add" if action == "add" and not alter else "") + _MODIFIERS.get((value, alter), "?")
        with suppress(ChartError):
            chord = parse_chord(root + suffix + modifier)
            suffix += modifier
    return chord


def _degree(element: Element) -> tuple[int, int, str]:
    return (
        whole(element.findtext("degree-value")),
        whole(element.findtext("degree-alter")),
        (element.findtext("degree-type") or "add").strip(),
    )


def _pitch(harmony: Element, part: str) -> str | None:
    """The name of root or bass; double flats and sharps by the name of the same key."""
    step = (harmony.findtext(f"{part}/{part}-step") or "").strip()
    if step not in _STEPS:
        return None
    alter = whole(harmony.findtext(f"{part}/{part}-alter"))
    return step + _SIGNS[alter] if alter in _SIGNS else NAMES[(_STEPS[step] + alter) % 12]


def _inverted(chord: Chord, harmony: Element) -> str | None:
    """The bass of an inversion: 1 has the third below, 2 the fifth, 3 the seventh."""
    tones = sorted((tone - chord.root) % 12 for tone in chord.chord_tones)
    number = whole(harmony.findtext("inversion"))
    return NAMES[(chord.root + tones[number]) % 12] if 0 < number < len(tones) else None


def _kind(chord: Chord) -> tuple[str, tuple[str, ...], int | None]:
    """The kind, the extensions that it does not hold, and the seventh that must be added."""
    kind, seventh = _KINDS[chord.quality]
    larger = _LARGER.get((kind, chord.extensions))
    return (larger, (), None) if larger else (kind, chord.extensions, seventh)


def _spelled(name: re.Match[str] | None, pitch_class: int) -> tuple[str, int]:
    """Step and alter as written; a name that is not written, or that is another key's, is found by the key."""
    if name and (_STEPS[name[1]] + _ALTERS[name[2]]) % 12 == pitch_class:
        return name[1], _ALTERS[name[2]]
    return NAMES[pitch_class][0], -len(NAMES[pitch_class][1:])


def _add_pitch(harmony: Element, part: str, step: str, alter: int) -> None:
    pitch = SubElement(harmony, part)
    SubElement(pitch, f"{part}-step").text = step
    if alter:
        SubElement(pitch, f"{part}-alter").text = str(alter)


def _add_extension(harmony: Element, extension: str) -> None:
    found = _EXTENSION.fullmatch(extension)
    assert found is not None  # all extensions are numbers with a sign or "no"
    value = int(found["value"])
    action = "subtract" if found["omitted"] else "alter" if value == 5 else "add"
    _add_degree(harmony, value, _ALTERS[found["sign"]], action)


def _add_degree(harmony: Element, value: int, alter: int, action: str) -> None:
    degree = SubElement(harmony, "degree", {"print-object": "no"})
    for name, text in (("value", value), ("alter", alter), ("type", action)):
        SubElement(degree, f"degree-{name}").text = str(text)


def whole(text: str | None) -> int:
    """The whole number in a text; 0 where there is none."""
    found = re.fullmatch(r"\s*([+-]?\d{1,6})(?:\.\d*)?\s*", text or "")
    return int(found[1]) if found else 0
