from contextlib import suppress

import msgspec
import pytest
from chord_spellings import SPELLINGS
from hypothesis import given
from hypothesis import strategies as st

from jamd.errors import ChartError
from jamd.music.harmony.chords import NAMES, SCALES, TONES, misread, parse_chord, read_chord

chords = st.builds(lambda root, shape: parse_chord(root + shape), st.sampled_from(NAMES), st.sampled_from([*SPELLINGS]))


@pytest.mark.parametrize(("shape", "steps"), SPELLINGS.items())
def test_every_spelling_means_its_notes(shape: str, steps: set[int]) -> None:
    chord = parse_chord("C" + shape)
    assert chord.chord_tones | (chord.tensions & steps) == steps
    assert steps <= chord.scale_tones


@pytest.mark.parametrize(
    ("symbol", "root", "bass"),
    [
        ("F#m7b5", 6, 6),
        ("Bb^7", 10, 10),
        ("C♭7", 11, 11),
        ("G♯-7", 8, 8),
        ("C7/E", 0, 4),
        ("F6/9/A", 5, 9),
        ("Eb/G", 3, 7),
    ],
)
def test_roots_and_basses(symbol: str, root: int, bass: int) -> None:
    assert (parse_chord(symbol).root, parse_chord(symbol).bass) == (root, bass)


@pytest.mark.parametrize(
    ("symbol", "scale"),
    [
        ("Cmaj7", "C D E F G A B"),
        ("Dm7", "D E F G A B C"),
        ("G7", "G A B C D E F"),
        ("G7alt", "G Ab Bb B Db Eb F"),
        ("G7#11", "G A B Db D E F"),
        ("G7b9", "G Ab B C D Eb F"),
        ("G13b9", "G Ab Bb B Db D E F"),
        ("G+7", "G A B Db Eb F"),
        ("Bm7b5", "B C D E F G A"),
        ("Cm6", "C D Eb F G A B"),
        ("Bdim7", "B Db D E F G Ab Bb"),
        ("Fmaj7#11", "F G A B C D E"),
    ],
)
def test_the_scale_that_fits(symbol: str, scale: str) -> None:
    assert parse_chord(symbol).scale_tones == {NAMES.index(name) for name in scale.split()}


@given(chords)
def test_chord_tones_and_tensions_lie_in_the_scale_and_never_meet(chord) -> None:
    assert chord.chord_tones | chord.tensions <= chord.scale_tones
    assert not chord.chord_tones & chord.tensions


@given(st.sampled_from([*SPELLINGS]), st.sampled_from(NAMES))
def test_a_chord_is_the_same_in_every_key(shape: str, name: str) -> None:
    there, home = parse_chord(name + shape), parse_chord("C" + shape)
    for tones in ("chord_tones", "scale_tones", "tensions"):
        assert getattr(there, tones) == {(step + there.root) % 12 for step in getattr(home, tones)}


def test_a_natural_fourth_rubs_against_a_major_third() -> None:
    assert parse_chord("Cmaj7").tensions == {2, 9}
    assert parse_chord("C7").tensions == {2, 9}
    assert 5 in parse_chord("Cm7").tensions


def test_no_chord_has_no_notes() -> None:
    assert parse_chord("N.C.").quality == "nc"
    assert not parse_chord("NC").scale_tones


def test_every_quality_has_tones_inside_each_first_scale() -> None:
    assert TONES.keys() == SCALES.keys()
    assert all(set(TONES[quality]) <= set(SCALES[quality][0]) for quality in TONES)


@pytest.mark.parametrize(
    "symbol",
    [
        "",
        "H7",
        "maj7",
        "Cfoo",
        "C7x",
        "C/",
        "C7//E",
        "C7/H",
        "Cm7b",
        "A)",
        "(A",
        "C,",
        "C7,",
        "C7(b9",
        "C7,b9",
        "c7",
        "C 7 9 q",
        "%",
    ],
)
def test_what_is_no_chord_is_refused_in_one_sentence(symbol: str) -> None:
    with pytest.raises(ChartError) as fault:
        parse_chord(symbol)
    assert f"'{symbol}'" in str(fault.value)
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize(
    ("odd", "plain"),
    [
        ("G7xyz", "G7"),
        ("Cfoo", "C"),
        ("Bb-7b/D", "Bb-7/D"),
        ("C7(b9", "C7"),
        ("F#m7b5?!/A", "F#m7b5/A"),
        ("C/H", "C"),
        ("A)", "A"),
        ("E♭Δ~", "E♭Δ"),
    ],
)
def test_an_odd_symbol_is_played_as_far_as_it_is_understood_and_said(odd: str, plain: str) -> None:
    chord, meant = read_chord(odd), parse_chord(plain)
    assert chord.symbol == odd
    assert chord == msgspec.structs.replace(meant, symbol=odd)
    assert misread(chord) == f"'{odd}' is played as {plain}"
    assert not misread(meant)


@pytest.mark.parametrize("symbol", ["", "H7", "maj7", "%", "c7", "/C"])
def test_without_a_root_there_is_no_chord(symbol: str) -> None:
    with pytest.raises(ChartError, match="is not a chord"):
        read_chord(symbol)


@given(st.text(max_size=12))
def test_any_text_is_a_chord_or_a_chart_error(text: str) -> None:
    with suppress(ChartError):
        assert 0 <= parse_chord(text).root < 12


@pytest.mark.parametrize(
    ("symbol", "as_one", "symbol_kept"),
    [
        ("D|C", "C6/9#11", "D/Cmaj"),
        ("D/Cmaj7", "Cmaj13#11", "D/Cmaj7"),
        ("Gb over C7", "C7b9#11", "Gb/C7"),
        ("Eb/C7", "C7#9", "Eb/C7"),
        ("Em/Dm7", "Dm13", "Em/Dm7"),
        ("G | Fmaj7", "Fmaj13#11", "G/Fmaj7"),
        ("Bb|C", "C9add11", "Bb/Cmaj"),
        ("E/Cm", "Cm(maj7)(b13)", "E/Cm"),
        ("D/C", "D/C", "D/C"),
        ("C6/9", "C6/9", "C6/9"),
    ],
)
def test_a_polychord_is_its_lower_chord_with_the_notes_of_the_upper_one(symbol, as_one, symbol_kept) -> None:
    chord, plain = parse_chord(symbol), parse_chord(as_one)
    assert chord.symbol == symbol_kept
    assert parse_chord(symbol_kept) == chord
    assert chord == msgspec.structs.replace(plain, symbol=symbol_kept)
