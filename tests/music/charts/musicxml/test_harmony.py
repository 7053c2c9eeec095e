from xml.etree.ElementTree import fromstring, tostring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.music.charts.musicxml.harmony import chord_of, harmony_of
from jamd.music.harmony.chords import Chord, parse_chord

ROOTS = ("C", "C#", "Db", "D", "Eb", "E", "F", "F#", "Gb", "G", "Ab", "A", "Bb", "B", "Cb")
SHAPES = (
    "", "m", "6", "m6", "7", "-7", "maj7", "^7", "m7b5", "ø", "dim", "o7", "+", "7#5", "7b9", "7alt", "13", "9sus",
    "sus4", "7sus4", "sus2", "m(maj7)", "6/9", "m11", "maj9#11", "7#9b13", "add9", "m9",
    "5", "13#11", "7b5b9", "maj7#5",
)  # fmt: skip


@st.composite
def chords(draw: st.DrawFn) -> Chord:
    if draw(st.integers(0, 9)) == 0:
        return parse_chord("N.C.")
    bass = draw(st.sampled_from(("", "", "", *ROOTS)))
    return parse_chord(draw(st.sampled_from(ROOTS)) + draw(st.sampled_from(SHAPES)) + (f"/{bass}" if bass else ""))


def read(root: str, kind: str, *more: str, text: str = "") -> str:
    step, alter = root[0], {"": 0, "b": -1, "#": 1, "bb": -2}[root[1:]]
    shown = f' text="{text}"' if text else ""
    return str(
        chord_of(
            fromstring(
                f"<harmony><root><root-step>{step}</root-step><root-alter>{alter}</root-alter></root>"
                f"<kind{shown}>{kind}</kind>{''.join(more)}</harmony>"
            )
        )
    )


def degree(value: int, alter: int, action: str) -> str:
    return (
        f"<degree><degree-value>{value}</degree-value><degree-alter>{alter}</degree-alter>"
        f"<degree-type>{action}</degree-type></degree>"
    )


@given(chords())
def test_a_chord_comes_back_as_it_is_spelled(chord: Chord) -> None:
    assert chord_of(fromstring(tostring(harmony_of(chord)))) == chord


@given(chords())
def test_without_its_text_a_chord_still_sounds_the_same(chord: Chord) -> None:
    harmony = harmony_of(chord)
    for kind in harmony.findall("kind"):
        kind.attrib.clear()
    found = chord_of(harmony)
    assert found is not None
    assert (found.root, found.chord_tones, found.bass) == (chord.root, chord.chord_tones, chord.bass)


@pytest.mark.parametrize(
    ("written", "kind", "more"),
    [
        ("Bb7b9", "dominant", (degree(9, -1, "add"),)),
        ("Gm7b5", "minor-seventh", (degree(5, -1, "alter"),)),
        ("C7sus4", "suspended-fourth", (degree(7, 0, "add"),)),
        ("C7sus4add9", "suspended-fourth", (degree(7, 0, "add"), degree(9, 0, "add"))),
        ("D13b9", "dominant-13th", (degree(9, -1, "alter"),)),
        ("Ebmaj7#11", "major-seventh", (degree(11, 1, "add"),)),
        ("F7no5", "dominant", (degree(5, 0, "subtract"),)),
        ("Adim7", "diminished", (degree(7, -1, "add"),)),
        ("C7", "dominant", (degree(3, -5, "alter"), degree(99, 0, "add"))),  # what no symbol can say
    ],
)
def test_degrees_change_a_kind(written: str, kind: str, more: tuple[str, ...]) -> None:
    assert read(written[: 1 + (written[1:2] == "b")], kind, *more) == written


def test_the_text_counts_where_it_means_the_same() -> None:
    assert read("C", "minor-seventh", text="-7") == "C-7"
    assert read("C", "dominant", text="7") == "C7"
    assert read("C", "dominant", text="") == "C7"
    assert read("C", "minor-seventh", text="7") == "Cm7"  # the text is wrong
    assert read("C", "other", text="maj7") == "Cmaj7"
    assert read("C", "other", text="maj7 and more") == "Cmaj7 and more"  # played as Cmaj7, and said


def test_bass_and_inversion() -> None:
    bass = "<bass><bass-step>B</bass-step><bass-alter>-1</bass-alter></bass>"
    assert read("C", "major", bass) == "C/Bb"
    assert read("C", "major", "<inversion>1</inversion>") == "C/E"
    assert read("C", "dominant", "<inversion>3</inversion>") == "C7/Bb"
    assert read("C", "major", "<inversion>0</inversion>") == "C"


def test_a_root_with_two_flats_has_the_name_of_its_key() -> None:
    assert read("Bbb", "major") == "A"


def test_an_analysis_by_functions_names_no_chord() -> None:
    assert chord_of(fromstring("<harmony><function>V</function><kind>major</kind></harmony>")) is None


def test_the_kind_is_the_largest_that_fits() -> None:
    assert harmony_of(parse_chord("C13")).findtext("kind") == "dominant-13th"
    assert harmony_of(parse_chord("C9")).findtext("kind") == "dominant-ninth"
    assert harmony_of(parse_chord("Cm7b5")).findtext("kind") == "half-diminished"
    altered = harmony_of(parse_chord("C7b9"))
    assert altered.findtext("kind") == "dominant"
    assert [tone.findtext("degree-value") for tone in altered.findall("degree")] == ["9"]
