"""Which keys make a chord."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.music.listening.gather import chord_keys
from jamd.music.listening.onsets import Stroke
from jamd.music.time.notes import Tick

BEAT, WINDOW = 960, Tick(48)


def struck(tick: int, *pitches: int) -> list[Stroke]:
    return [(Tick(tick), pitch) for pitch in pitches]


def named(down: list[Stroke], now: int) -> set[int]:
    return {pitch for _, pitch in chord_keys(sorted(down), Tick(now), WINDOW)}


def test_a_chord_counts_once_no_further_key_has_come_for_a_window() -> None:
    rolled = [*struck(0, 48), *struck(30, 52), *struck(60, 55)]
    assert named(rolled, 60 + WINDOW - 1) == set()
    assert named(rolled, 60 + WINDOW) == {48, 52, 55}


def test_a_flood_of_keys_is_not_waited_for_for_ever() -> None:
    flood = [stroke for number in range(12) for stroke in struck(20 * number, 48 + number)]
    assert len(named(flood, 221)) == 12


def test_a_lone_key_beside_an_older_hand_counts_after_half_a_beat() -> None:
    down = [*struck(0, 48, 52, 55), *struck(BEAT, 58)]
    assert named(down, BEAT + WINDOW) == {48, 52, 55}
    assert named(down, BEAT + BEAT // 2) == {48, 52, 55, 58}


def test_a_new_hand_counts_without_the_old_one_that_is_being_lifted() -> None:
    assert named([*struck(0, 50, 53, 57, 60), *struck(BEAT, 43, 53 + 12, 59, 62)], BEAT + WINDOW) == {43, 59, 62, 65}


def test_a_bass_that_was_struck_before_belongs_to_the_chord_above_it() -> None:
    assert named([*struck(0, 36), *struck(BEAT, 52, 58, 62)], BEAT + WINDOW) == {36, 52, 58, 62}


def test_a_bass_far_below_the_other_hand_is_one_chord_with_it() -> None:
    assert named(struck(0, 36, 64, 70), WINDOW) == {36, 64, 70}


def test_a_line_far_above_a_chord_is_left_out() -> None:
    assert named(struck(0, 48, 52, 55, 84), WINDOW) == {48, 52, 55}


@pytest.mark.parametrize("pitches", [(), (48,), (48, 55), (48, 60, 72)])
def test_fewer_than_three_different_keys_are_no_chord(pitches: tuple[int, ...]) -> None:
    assert named(struck(0, *pitches), BEAT) == set()


@given(st.lists(st.tuples(st.integers(0, WINDOW - 1), st.integers(40, 64)), min_size=3, max_size=6), st.randoms())
def test_law_the_order_of_keys_inside_the_window_does_not_matter(keys: list[tuple[int, int]], dice: object) -> None:
    ticks, pitches = [tick for tick, _ in keys], [pitch for _, pitch in keys]
    dice.shuffle(ticks)  # type: ignore[attr-defined]
    shuffled = [(Tick(tick), pitch) for tick, pitch in zip(ticks, pitches, strict=True)]
    assert named([(Tick(tick), pitch) for tick, pitch in keys], BEAT // 3) == named(shuffled, BEAT // 3)
