"""Which notes are struck together."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.music.listening.intensity import intensity_heard
from jamd.music.listening.onsets import ONE_ONSET, onsets
from jamd.music.time.notes import Note, Tick

BAR = 3840


def notes(*starts: int) -> list[Note]:
    return [Note(Tick(start), 60 + i, Tick(start + 200), 80) for i, start in enumerate(starts)]


def counted(*starts: int) -> list[int]:
    return [len(chord) for chord in onsets(notes(*starts))]


@pytest.mark.parametrize("beat", [0, 1, 60, 100, 119, 121])
def test_a_rolled_chord_is_one_onset_wherever_it_lies(beat: int) -> None:
    assert counted(beat, beat + 2, beat + 40, beat + 120) == [4]


def test_a_chord_ends_an_eighth_of_a_beat_after_its_first_note_however_long_the_roll() -> None:
    assert counted(0, 100, 200, 300) == [2, 2]


def test_sixteenths_are_onsets_of_their_own() -> None:
    assert counted(0, 240, 480, 720) == [1, 1, 1, 1]


def test_nothing_was_played() -> None:
    assert counted() == []


def test_an_unclean_chord_is_no_busier_than_a_clean_one() -> None:
    """It was: 119 and 121 ticks were two onsets, on either side of a line."""
    clean = [note for beat in range(8) for note in notes(beat * 960 + 119, beat * 960 + 119)]
    rolled = [note for beat in range(8) for note in notes(beat * 960 + 119, beat * 960 + 121)]
    now, bar = Tick(8 * 960), Tick(BAR)
    assert intensity_heard(rolled, now, bar) == intensity_heard(clean, now, bar)


@given(st.lists(st.integers(0, 4000), max_size=40), st.integers(0, 1000))
def test_law_moving_the_music_moves_its_onsets(starts: list[int], by: int) -> None:
    found = list(onsets(notes(*sorted(starts))))
    moved = list(onsets(notes(*(start + by for start in sorted(starts)))))
    assert [len(chord) for chord in found] == [len(chord) for chord in moved]
    assert all(chord[-1].start - chord[0].start <= ONE_ONSET for chord in found)
    assert all(b[0].start - a[0].start > ONE_ONSET for a, b in pairwise(found))
