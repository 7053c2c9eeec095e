from typing import get_args

import pytest
from chord_spellings import SPELLINGS

from jamd.commands.choices import Spelling
from jamd.music.harmony.chords import parse_chord, read_chord
from jamd.music.harmony.writing import respelled

STYLES = get_args(Spelling)


@pytest.mark.parametrize(
    ("written", "spelt"),
    [
        ("C", "C C C"),
        ("C-7", "Cm7 C-7 Cmi7"),
        ("Db^7", "Dbmaj7 DbΔ7 Dbma7"),
        ("Bbmi(ma7)", "Bbm(maj7) Bb-Δ7 Bbmi(ma7)"),
        ("F#h7/E", "F#m7b5/E F#ø7/E F#mi7(b5)/E"),
        ("E♭°7/G♭", "Ebdim7/Gb Ebo7/Gb Ebdim7/Gb"),
        ("Gaug7", "G7#5 G7#5 G7#5"),
        ("Caug", "C+ C+ C+"),
        ("A7#9b13", "A7#9b13 A7#9b13 A7#9b13"),
        ("Aalt", "A7alt A7alt A7alt"),
        ("D9sus", "D9sus4 D9sus D9sus4"),
        ("D7susb9", "D7sus4b9 D7sus(b9) D7sus4b9"),
        ("Cmadd9", "Cm(add9) C-(add9) Cmi(add9)"),
        ("C2", "C(add9) C(add9) C(add9)"),
        ("C(b5)", "C(b5) C(b5) C(b5)"),
        ("C69", "C6/9 C6/9 C6/9"),
        ("C13b9#11", "C13b9#11 C13b9#11 C13b9#11"),
        ("C11", "C9sus4 C9sus C9sus4"),
        ("nc", "N.C. N.C. N.C."),
        ("D-/C^7", "Dm/Cmaj7 D-/CΔ7 Dmi/Cma7"),
        ("D|C", "D/Cmaj D/Cmaj D/Cmaj"),
        ("G7xyz", "G7xyz G7xyz G7xyz"),
    ],
)
def test_one_chord_has_one_symbol_in_each_spelling(written: str, spelt: str) -> None:
    assert [str(respelled(read_chord(written), style)) for style in STYLES] == spelt.split()


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("shape", SPELLINGS)
def test_a_chord_in_another_spelling_is_the_same_chord(shape: str, style: Spelling) -> None:
    chord = parse_chord(f"Eb{shape}/Db")
    again = parse_chord(respelled(chord, style).symbol)
    assert respelled(again, style) == again
    assert (again.root, again.quality, again.extensions, again.bass) == (3, chord.quality, chord.extensions, 1)
    twin = parse_chord(f"Eb{shape}")
    same = {str(respelled(parse_chord(f"Eb{other}"), style)) for other in SPELLINGS if sounds(other) == sounds(shape)}
    assert same == {str(respelled(twin, style))}


def sounds(shape: str) -> tuple[object, ...]:
    chord = parse_chord("C" + shape)
    return chord.quality, chord.extensions
