import numpy as np
import pytest

from jamd.music.harmony.chords import parse_chord
from jamd.players.pianist.lines import pitch_codec as codec
from jamd.players.pianist.lines import windows
from jamd.players.pianist.lines.changes import Changes

STEPS = np.arange(0, 120, 4)
PITCHES = 66 + np.array([0, 2, 3, -1, -2, 5] * 5)


def told(pitches, chords):
    """Features of the last note of a line of eighths."""
    steps, lengths = windows.windows(STEPS, np.full(len(STEPS), 3.0))
    changes = Changes(np.arange(len(chords)) * 24, tuple(map(parse_chord, chords)))
    ahead = np.full((len(STEPS), codec.AHEAD), 4)
    what = codec.told(steps, lengths, ahead, changes, 4, 160, 0.6).only(len(STEPS) - 1)
    past = np.zeros((1, codec.PAST), np.int64)
    past[0, codec.PAST - len(pitches) :] = pitches
    return codec.features(past, np.zeros((1, codec.LOUD)), what)[0]


def test_a_line_and_its_chords_are_the_same_in_every_key():
    there = told(PITCHES, ["Cm7", "F7", "Bbmaj7", "G7b9", "Cm7"])
    moved = told(PITCHES + 2, ["Dm7", "G7", "Cmaj7", "A7b9", "Dm7"])
    assert (there == moved).all()


def test_another_chord_is_told():
    assert (told(PITCHES, ["Cm7"]) != told(PITCHES, ["C7"])).any()


@pytest.mark.parametrize(("pitch", "before", "expected"), [(60, 60, 24), (59, 60, 23), (99, 60, 48), (20, 60, 0)])
def test_intervals_are_classes_around_the_unison(pitch, before, expected):
    assert codec.interval_class(np.array([pitch]), np.array([before])).tolist() == [expected]


def test_a_line_of_one_note_is_told_that_note_in_every_key():
    first = told(PITCHES[:1], ["C7"])
    assert np.isfinite(first).all()
    assert (first == told(PITCHES[:1] + 2, ["D7"])).all()
    assert (first != told(PITCHES[:2], ["C7"])).any()


def test_nothing_is_known_before_the_first_note():
    empty = told(PITCHES[:0], ["C7"])
    assert np.isfinite(empty).all()
    timing_and_chords = codec.TIMING + codec.CHORDS
    assert set(empty[timing_and_chords:].tolist()) <= {0.0, 1.0}  # "none" at each place, no pitch and no habit


def test_a_turn_that_comes_back_at_the_same_pitch_is_told_apart_from_one_that_is_moved():
    turn, between = [60, 64, 62, 67], [70, 69, 71, 70, 72]
    there = told(np.array([*turn, *between, *turn[:3]]), [])
    moved = told(np.array([*turn, *between, *(pitch + 1 for pitch in turn[:3])]), [])
    after_two_intervals, and_at_this_pitch = 2, 6  # rows of nine
    fourths = [features[-codec.HABITS :].reshape(9, -1)[:, 13 + 5] for features in (there, moved)]
    assert all(row[after_two_intervals] > 0 for row in fourths)
    assert [bool(row[and_at_this_pitch] > 0) for row in fourths] == [True, False]


def test_each_pitch_since_the_first_note_is_told_however_short_the_line_is():
    for count in range(1, 8):
        each = told(PITCHES[:count], ["C7"])[-codec.HABITS :].reshape(9, -1)[8]
        assert (each > 0).sum() == len(set(PITCHES[:count]))
