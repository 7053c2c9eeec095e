import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.music.harmony.chords import parse_chord
from jamd.music.harmony.keys import transposed, transposed_key

ROOTS = [letter + accidental for letter in "CDEFGAB" for accidental in ("", "b", "#")]
SHAPES = ["", "m7", "7alt", "maj7#11", "m7b5", "6/9", "sus2"]
KEYS = ["", "C", "F#", "Gb", "Bb", "E", "F#m", "Ebm", "Am"]
chords = st.builds(
    lambda root, shape, bass: parse_chord(root + shape + bass),
    st.sampled_from(ROOTS),
    st.sampled_from(SHAPES),
    st.sampled_from(["", *(f"/{root}" for root in ROOTS)]),
)


@pytest.mark.parametrize(
    ("key", "semitones", "before", "after"),
    [
        ("C", 3, "Dm7 G7 Cmaj7 A7b9 Ebdim7", "Fm7 Bb7 Ebmaj7 C7b9 Gbdim7"),
        ("C", 4, "Dm7b5 G7 C/E C#dim7 F#m7b5", "F#m7b5 B7 E/G# Fdim7 A#m7b5"),
        ("C", 6, "F E7 Bm7b5", "Cb Bb7 Fm7b5"),
        ("Bb", 2, "Eb7 Edim7 Gb7 Bb/D", "F7 F#dim7 Ab7 C/E"),
        ("F", -1, "Gm7 C7 Db7 B7", "F#m7 B7 C7 Bb7"),
        ("Am", 1, "Bm7b5 E7 Am/C G#dim7", "Cm7b5 F7 Bbm/Db Adim7"),
        ("F#m", 3, "G#m7b5 C#7 F#m", "Bm7b5 E7 Am"),
        ("", 5, "D-7 G13 C∆/B♭ N.C.", "G-7 C13 F∆/Eb N.C."),
        ("Eb", 2, "Abm/Cb Fb7", "Bbm/Db Gb7"),
        ("C", 3, "D/Cmaj7 E|C", "F/Ebmaj7 G/Ebmaj"),
        ("Eb", 12, "Abm/Cb D#dim7", "Abm/Cb D#dim7"),
    ],
)
def test_a_chord_keeps_its_degree_and_is_spelt_as_the_new_key_spells_it(key, semitones, before, after) -> None:
    moved = [str(transposed(parse_chord(symbol), semitones, key)) for symbol in before.split()]
    assert moved == after.split()


@given(chords, st.integers(-30, 30), st.sampled_from(KEYS))
def test_a_moved_chord_is_what_its_symbol_says(chord, semitones, key) -> None:
    moved = transposed(chord, semitones, key)
    assert moved == parse_chord(moved.symbol)
    assert moved.chord_tones == {(tone + semitones) % 12 for tone in chord.chord_tones}
    assert moved.bass == (chord.bass + semitones) % 12


@given(chords, st.integers(-11, 11), st.sampled_from(KEYS))
def test_there_and_back_is_the_same_chord(chord, semitones, key) -> None:
    there = transposed(chord, semitones, key)
    back = transposed(there, -semitones, transposed_key(key or "C", semitones))
    assert (back.root, back.quality, back.extensions, back.bass) == (
        chord.root, chord.quality, chord.extensions, chord.bass,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("key", "semitones", "moved"),
    [
        ("C", 1, "Db"),
        ("Eb", 1, "E"),
        ("F#", 0, "F#"),
        ("F", 1, "Gb"),
        ("Am", 1, "Bbm"),
        ("Bbm", -2, "G#m"),
        ("", 3, ""),
    ],
)
def test_keys_have_their_usual_names(key, semitones, moved) -> None:
    assert transposed_key(key, semitones) == moved
