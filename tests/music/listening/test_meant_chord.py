"""The chord that hands mean, in view of what was played before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.music.harmony.chords import NAMES, parse_chord
from jamd.music.listening.chord_detection import Setting, meant_chord
from jamd.music.listening.chord_families import function_of
from jamd.music.listening.meant_chord import MeantChord
from jamd.music.listening.onsets import Stroke
from jamd.music.time.notes import Tick

BEAT = 960
pitches = st.lists(st.integers(40, 72), min_size=3, max_size=7)
strokes = st.lists(st.tuples(st.integers(0, 20 * BEAT).map(Tick), st.integers(40, 84)), max_size=30)


def scale(tonic: int) -> list[Stroke]:
    """Two bars of eighths in a major key, up to beat 8."""
    return [(Tick(480 * i), 60 + tonic + (0, 2, 4, 5, 7, 9, 11, 12)[i % 8]) for i in range(16)]


@pytest.mark.parametrize(("tonic", "name"), [(0, "G13"), (6, "Db7#9b13")])
def test_f_a_b_e_is_g13_in_c_and_its_tritone_neighbour_in_gb(tonic: int, name: str) -> None:
    assert str(meant_chord((53, 57, 59, 64), Setting(before=scale(tonic), now=Tick(8 * BEAT)))) == name


def test_a_chord_with_a_foreign_key_keeps_its_plain_name() -> None:
    """Db over a low C7 is in none of its scales together with D."""
    heard = meant_chord((36, 52, 58, 61, 62), Setting())
    assert heard is not None
    assert function_of(heard) == (0, "dominant")


def test_a_chart_s_chord_is_believed_where_the_keys_allow_it_and_no_further() -> None:
    for written, meant in (("Dm7", "Dm9"), ("Fmaj7", "Fmaj7"), ("Eb7", "Fmaj7")):
        assert str(meant_chord((53, 57, 60, 64), Setting(written=parse_chord(written)))) == meant


@given(pitches, strokes, st.integers(1, 11))
def test_law_all_a_few_semitones_higher_is_the_same_chord_higher(
    held: list[int], before: list[Stroke], up: int
) -> None:
    """But where two names are equally good, which one comes first in the alphabet."""
    now = Tick(21 * BEAT)
    plain = meant_chord(held, Setting(before=before, now=now))
    higher = meant_chord([pitch + up for pitch in held], Setting(before=_moved(before, up), now=now))
    assert (plain is None) == (higher is None)
    if plain and higher and not ({plain.quality, higher.quality} & {"dim7", "aug"}):
        assert ((plain.root + up) % 12, plain.quality) == (higher.root, higher.quality)


def _moved(before: list[Stroke], up: int) -> list[Stroke]:
    return [(tick, pitch + up) for tick, pitch in before]


@given(pitches, st.randoms())
def test_law_no_order_and_no_octave_above_the_lowest_key_matters(held: list[int], dice: object) -> None:
    lowest, *others = sorted(set(held))
    raised = [lowest, *(pitch + 12 * dice.randint(0, 1) for pitch in others)]  # type: ignore[attr-defined]
    dice.shuffle(raised)  # type: ignore[attr-defined]
    assert meant_chord(raised, Setting()) == meant_chord(held, Setting())


def test_a_hand_keeps_its_name_for_as_long_as_it_is_down() -> None:
    hand = tuple((Tick(0), pitch) for pitch in (53, 57, 60, 64))
    meant = MeantChord()
    first = meant.named(hand, hand, parse_chord("A7"), None)
    assert str(first) == "Dm9"
    assert meant.named(hand, [*hand, (Tick(900), 72)], parse_chord("C7"), None) == first


def test_every_root_has_a_name() -> None:
    roots = [meant_chord((low, low + 4, low + 7), Setting()) for low in range(48, 60)]
    assert [str(chord) for chord in roots] == list(NAMES)
