from random import Random
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.music.harmony.chords import NAMES, TONES, Chord, parse_chord
from jamd.players.rules.voicing import HIGHEST, LOWEST, THIRD, Voicing, lead, motion, voicings

SHAPES = (
    "", "6", "69", "maj7", "maj9", "maj7#11", "maj7#5", "7", "9", "13", "7b9", "7#9", "7#11", "7b5", "7#5", "7b13",
    "7b9b13", "7alt", "13b9", "m", "m6", "m7", "m9", "m11", "mM7", "m7b5", "dim", "dim7", "omaj7", "aug", "sus4",
    "sus2", "7sus4", "13sus4", "7susb9", "7sus2", "maj7sus4", "maj7sus2", "5",
)  # fmt: skip
chords = st.builds(lambda root, shape: parse_chord(root + shape), st.sampled_from(NAMES), st.sampled_from(SHAPES))
sizes = st.integers(2, 4)


def steps(chord: Chord, voicing: Voicing) -> list[int]:
    return [(pitch - chord.root) % 12 for pitch in voicing]


@pytest.mark.parametrize(
    ("symbol", "forms"),
    [
        ("Cm7", [[3, 7, 10, 2], [10, 2, 3, 7]]),
        ("C7", [[4, 9, 10, 2], [10, 2, 4, 9]]),
        ("Cmaj7", [[4, 7, 11, 2], [11, 2, 4, 7]]),
        ("Cm7b5", [[3, 6, 10, 0], [10, 0, 3, 6]]),
        ("C7b9b13", [[4, 8, 10, 1], [10, 1, 4, 8]]),
        ("C7#9", [[4, 9, 10, 3], [10, 3, 4, 9]]),
        ("C7#11", [[4, 6, 10, 2], [10, 2, 4, 6]]),
    ],
)
def test_the_a_and_b_forms_of_the_books(symbol: str, forms: list[list[int]]) -> None:
    chord = parse_chord(symbol)
    assert sorted({tuple(steps(chord, each)) for each in voicings(chord, 4)}) == sorted(map(tuple, forms))


def test_every_quality_can_be_voiced() -> None:
    assert {parse_chord("C" + shape).quality for shape in SHAPES} == TONES.keys() - {"nc"}
    assert lead(parse_chord("N.C."), None, 4) is None


@given(chords, sizes)
def test_voicings_rise_in_range_and_say_only_the_chord(chord: Chord, size: int) -> None:
    found = voicings(chord, size)
    assert found
    for voicing in found:
        assert voicing == tuple(sorted(set(voicing)))
        assert len(voicing) == size
        assert voicing[0] >= LOWEST
        assert voicing[-1] <= HIGHEST
        assert {pitch % 12 for pitch in voicing} <= chord.chord_tones | chord.tensions


@given(chords)
def test_four_voices_sound_the_alterations_and_the_guide_tones(chord: Chord) -> None:
    third_and_seventh = {tone for tone in TONES[chord.quality] if tone in (3, 4, 10, 11)}
    for voicing in voicings(chord, 4):
        heard = set(steps(chord, voicing))
        assert third_and_seventh <= heard
        if chord.quality == "7" and "b9" in chord.extensions and "#9" not in chord.extensions:
            assert 1 in heard
            assert 2 not in heard


@given(st.lists(chords, min_size=2, max_size=24), sizes)
def test_no_change_makes_a_hand_jump(changes: list[Chord], size: int) -> None:
    before, moved = None, [0.0]
    for chord in changes:
        after = lead(chord, before, size)
        assert after is not None
        moved += [motion(before, after)] if before else []
        before = after
    assert max(moved) <= 8


@pytest.mark.parametrize("size", [2, 3, 4])
def test_voices_move_two_semitones_or_less_on_average_through_wild_changes(size: int) -> None:
    dice = Random(1)
    before, moved = None, []
    for _ in range(500):
        after = lead(parse_chord(dice.choice(NAMES) + dice.choice(SHAPES)), before, size)
        assert after is not None
        moved += [motion(before, after)] if before else []
        before = after
    assert mean(moved) <= 2


@pytest.mark.parametrize("size", [2, 3, 4])
def test_round_the_circle_of_fifths_voices_move_by_steps(size: int) -> None:
    before, moved = None, []
    for fifth in range(24):
        chord = parse_chord(NAMES[(7 - fifth * 7) % 12] + ("m7", "7", "maj7")[fifth % 3])
        after = lead(chord, before, size)
        assert after is not None
        moved += [motion(before, after)] if before else []
        before = after
    assert mean(moved) <= 2


def test_a_chord_that_stays_need_not_stand_still() -> None:
    chord = parse_chord("Bb7")
    before = lead(chord, None, 4)
    assert lead(chord, before, 4, whim=0.0) == before
    after = lead(chord, before, 4, whim=0.95)
    assert after is not None
    assert after != before
    assert motion(before, after) < 7


def test_two_five_one_holds_the_common_tones() -> None:
    first = lead(parse_chord("Dm7"), None, 4)
    second = lead(parse_chord("G7"), first, 4)
    third = lead(parse_chord("Cmaj7"), second, 4)
    assert first == (53, 57, 60, 64)  # F A C E
    assert second == (53, 57, 59, 64)  # F A B E: one finger moves
    assert third == (52, 55, 59, 62)  # E G B D


@given(chords, st.sets(st.integers(40, 90), max_size=8), sizes)
def test_the_hand_stays_a_third_away_or_rests(chord: Chord, crowd: set[int], size: int) -> None:
    voicing = lead(chord, None, size, crowd)
    if voicing is not None:
        assert all(pitch <= voicing[0] - THIRD or pitch >= voicing[-1] + THIRD for pitch in crowd)
    elif not crowd:
        pytest.fail("there was all the room in the world")


def test_little_room_makes_a_smaller_chord() -> None:
    assert lead(parse_chord("Dm7"), None, 4) == (53, 57, 60, 64)
    assert lead(parse_chord("Dm7"), None, 4, avoid=range(57, 85, 3)) == (48, 52, 53)
    assert lead(parse_chord("Dm7"), None, 4, avoid=range(50, 85, 4)) is None
