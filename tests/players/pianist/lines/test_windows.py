import numpy as np

from jamd.players.pianist.lines import windows
from jamd.players.pianist.lines.windows import GAP_KINDS, MEMORY, NOTHING, UNKNOWN

STEPS = np.array([0, 4, 6, 10, 24, 28, 48])
LENGTHS = np.array([3.0, 2.0, 4.0, 4.0, 3.0, 4.0, 2.0])


def test_a_window_ends_with_its_note_and_has_nothing_before_the_first():
    steps, lengths = windows.windows(STEPS, LENGTHS)
    assert steps.shape == lengths.shape == (7, MEMORY)
    assert steps[2, -4:].tolist() == [NOTHING, 0, 4, 6]


def test_gaps_are_unknown_where_there_was_no_note():
    gaps = windows.gaps(windows.windows(STEPS, LENGTHS)[0])
    assert gaps[2, -3:].tolist() == [UNKNOWN, 4, 2]
    kinds = windows.gap_kinds(gaps[:, -2:])
    assert kinds.shape == (7, 2 * GAP_KINDS)
    assert (kinds.sum(1) == 2).all()


def test_a_phrase_begins_behind_a_rest():
    phrase = windows.phrase(*windows.windows(STEPS, LENGTHS))
    assert phrase[3, :2].tolist() == [3, np.float32(10 / 6)]  # the fourth note of the first phrase
    notes, beats, rest, before = phrase[5]
    assert (notes, before) == (1, 4)
    assert beats == np.float32(4 / 6)
    assert rest == np.float32(10 / 6)


def test_notes_at_the_same_place_a_bar_before_are_found():
    steps, _ = windows.windows(STEPS, LENGTHS)
    assert windows.notes_ago(steps, 24).tolist() == [0, 0, 0, 0, 4, 4, 2]
    assert windows.notes_ago(steps, 48).tolist() == [0, 0, 0, 0, 0, 0, 6]


def test_onsets_end_with_the_newest_note():
    steps, _ = windows.windows(STEPS, LENGTHS)
    assert np.flatnonzero(windows.onsets(steps, 12)[3]).tolist() == [1, 5, 7, 11]
