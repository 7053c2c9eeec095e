"""In which order measures are played; each story is a grid whose bars are named A, B, C ... G by their chords."""

from random import Random

import pytest
from generated_sheets import generated_sheet, shuffled
from hypothesis import given
from hypothesis import strategies as st

from jamd.errors import ChartError
from jamd.music.charts.order import order_of
from jamd.music.charts.sheet import Measure, Sheet, TimeSignature
from jamd.music.charts.text_grid import read_sheet


def played(text: str) -> str:
    """The chords of the measures as they come."""
    sheet = read_sheet(text)
    return "".join(str(sheet.measures[step.measure].chords[0].chord) for step in order_of(sheet))


@pytest.mark.parametrize(
    ("text", "chords"),
    [
        ("|: A | B :| C |", "ABABC"),
        ("|: A :|3x B |", "AAAB"),
        ("|: A :|x4 B |", "AAAAB"),
        ("A | B :| C | D :| E |", "ABABCDCDE"),
        ("|: A |1 B :|2 C | D |", "ABACD"),
        ("|: A |1 B :|2 C :|3 D :|4 E | F |", "ABACADAEF"),
        ("|: A |1,2 B :|3 C |", "ABABAC"),
        ("|: A |1-3 B :|4 C |", "ABABABAC"),
        ("|: A |1,3 B :|2 C :| D |", "ABACABD"),
        ("|: A |1. B :|2. C :| D |", "ABACD"),
        ("|: A |1 B :|2 C | D || E | F :|", "ABACDEFCDEF"),
        ("|: A |1 B :| C |", "ABAC"),
    ],
)
def test_repeats_and_endings(text: str, chords: str) -> None:
    assert played(text) == chords


@pytest.mark.parametrize(
    ("text", "chords"),
    [
        ("A | B {fine} | C {D.C. al Fine} |", "ABCAB"),
        ("A {to coda} | B {D.C. al Coda} | {coda} C |", "ABAC"),
        ("A | {segno} B | C {D.S.} |", "ABCBC"),
        ("A | {segno} B {fine} | C {D.S. al Fine} |", "ABCB"),
        ("A | {segno} B {to coda} | C {D.S. al Coda} | {coda} D | E |", "ABCBDE"),
        ("A {fine} | B {dc al fine} |", "ABA"),
        ("A | B {D.C.} | C |", "ABABC"),
        ("A {fine} | B {D.C.} |", "ABA"),
        ("|: A |1 B :|2 C {fine} | D {D.C. al Fine} |", "ABACDAC"),
        ("|: A |1 B {fine} :|2 C | D {D.C. al Fine} |", "ABACDAB"),
        ("|: A {to coda} :| B {D.C. al Coda} | {coda} C |", "AABAC"),
        ("|: A :| B {to coda} | C {D.C. al Coda} |: {coda} D :|", "AABCABDD"),
        ("A {D.S.} | B |", "AAB"),
        ("A | B {D.C. al Coda} |", "ABAB"),
        ("{pickup 1} G | A | B {D.C.} |", "ABAB"),
        ("A {to coda} | B | {coda} C |", "AB"),
    ],
)
def test_jumps(text: str, chords: str) -> None:
    assert played(text) == chords


@given(st.integers(0, 2**32))
def test_every_sheet_comes_to_an_end(seed: int) -> None:
    """Whatever signs stand wherever: they are dealt out again at random."""
    measures = shuffled(Random(seed), generated_sheet(seed).measures)
    assert 1 <= len(order_of(Sheet(measures))) <= 1000


def test_a_form_without_end_is_refused() -> None:
    measures = tuple(Measure(time=TimeSignature(), opens_repeat=True, closes_repeat=99) for _ in range(11))
    with pytest.raises(ChartError, match="over 1000 bars"):
        order_of(Sheet(measures))
