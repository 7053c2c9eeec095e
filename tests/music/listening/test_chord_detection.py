import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.music.harmony.chords import NAMES, parse_chord
from jamd.music.listening.chord_detection import detect_chord

# Fingered chords in root position, from C, with the name that must be heard.
FINGERED = {
    "C": (0, 4, 7), "Cm": (0, 3, 7), "Cdim": (0, 3, 6), "Caug": (0, 4, 8), "Csus4": (0, 5, 7),
    "C6": (0, 4, 7, 9), "Cm6": (0, 3, 7, 9), "Cmaj7": (0, 4, 7, 11), "C7": (0, 4, 7, 10), "Cm7": (0, 3, 7, 10),
    "CmMaj7": (0, 3, 7, 11), "Cm7b5": (0, 3, 6, 10), "Cdim7": (0, 3, 6, 9), "C7sus4": (0, 5, 7, 10),
    "C9": (0, 4, 7, 10, 14), "C7b9": (0, 4, 7, 10, 13), "C7#9": (0, 4, 7, 10, 15), "Cm9": (0, 3, 7, 10, 14),
    "Cmaj9": (0, 4, 7, 11, 14), "C13": (0, 10, 16, 21), "Cadd9": (0, 4, 7, 14),
}  # fmt: skip
keys = st.integers(36, 47)


@pytest.mark.parametrize(("symbol", "steps"), FINGERED.items())
def test_a_fingered_chord_is_heard_in_every_key(symbol: str, steps: tuple[int, ...]) -> None:
    for low in range(36, 48):
        heard = detect_chord(low + step for step in steps)
        wanted = parse_chord(NAMES[low % 12] + symbol[1:])
        assert heard is not None
        assert (heard.root, heard.quality, heard.extensions, heard.bass) == (
            wanted.root, wanted.quality, wanted.extensions, wanted.root,
        )  # fmt: skip


@given(keys, st.sampled_from([(0, 4, 7), (0, 3, 7), (0, 4, 7, 10)]), st.integers(0, 3))
def test_triads_and_sevenths_keep_their_name_upside_down(low: int, steps: tuple[int, ...], lifted: int) -> None:
    turned = [low + step + (12 if i < lifted % len(steps) else 0) for i, step in enumerate(steps)]
    plain, heard = detect_chord(low + step for step in steps), detect_chord(turned)
    assert plain is not None
    assert heard is not None
    assert (heard.root, heard.quality) == (plain.root, plain.quality)
    assert heard.bass == min(turned) % 12


@pytest.mark.parametrize(
    ("pitches", "after", "name"),
    [
        ("G3 B3 C4 E4", None, "Am9"),  # 7 9 3 5
        ("B3 D4 E4 G4", None, "Cmaj9"),  # 7 9 3 5
        ("E3 G3 B3 D4", "G7", "Cmaj9"),  # 3 5 7 9 after its dominant
        ("E3 G3 B3 D4", None, "Em7"),  # the same keys with nothing before
        ("F3 A3 C4 E4", "A7", "Dm9"),
        ("F3 A3 C4 E4", "Dm9", "Dm9"),  # a hand that stays keeps its name
        ("B2 E3 F3 A3", None, "G13"),  # 3 13 7 9
        ("F3 A3 B3 E4", None, "G13"),  # 7 9 3 13
        ("F3 A3 B3 E4", "Abm7", "Db7#9b13"),  # ... and its tritone neighbour, where the ear expects it
    ],
)
def test_rootless_voicings_are_heard(pitches: str, after: str | None, name: str) -> None:
    held = [12 * (int(key[-1]) + 1) + NAMES.index(key[:-1]) for key in pitches.split()]
    assert str(detect_chord(held, None if after is None else parse_chord(after))) == name


@given(st.lists(st.integers(28, 54), max_size=6))
def test_what_is_heard_holds_most_of_the_keys_and_no_order_matters(held: list[int]) -> None:
    chord = detect_chord(held)
    assert chord == detect_chord(reversed(held))
    if chord is not None:
        assert {pitch % 12 for pitch in held} <= chord.chord_tones | chord.tensions | {chord.bass}


@pytest.mark.parametrize("held", [(), (48,), (48, 55), (48, 60, 72, 55), (48, 49, 50)])
def test_one_key_a_bare_fifth_or_a_cluster_is_no_chord(held: tuple[int, ...]) -> None:
    assert detect_chord(held) is None
