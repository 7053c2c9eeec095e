import numpy as np

from jamd.players.pianist.lines.habits import habits

KINDS, CONTEXTS = 5, 4


def shares(*symbols, unknown=0, asked=None):
    """(CONTEXTS, KINDS) of one row."""
    known = np.arange(len(symbols))[None] >= unknown
    return habits(np.array([symbols]), known, KINDS, CONTEXTS, asked).reshape(CONTEXTS, KINDS)


def test_what_followed_the_last_two_is_told_apart_from_what_followed_the_last_one():
    found = shares(1, 2, 4, 0, 2, 3, 1, 2)
    assert np.flatnonzero(found[0]).tolist() == [0, 1, 2, 3, 4]
    assert np.flatnonzero(found[1]).tolist() == [3, 4]  # after 2
    assert np.flatnonzero(found[2]).tolist() == [4]  # after 1, 2
    assert not found[3].any()  # 3, 1, 2 is new


def test_what_is_nearer_weighs_more_and_little_is_believed_little():
    found = shares(2, 3, 2, 4, 2)
    assert found[1, 4] > found[1, 3] > 0
    assert found[1].sum() < shares(2, 3, 2, 4, 2, 3, 2, 4, 2)[1].sum() < 1


def test_what_is_not_known_has_no_habits():
    assert not shares(1, 2, 1, 2, unknown=4).any()
    assert not shares(1, 2, 1, 2, unknown=3)[1].any()


def test_only_what_is_asked_for_counts_however_it_was_reached():
    asked = np.array([[False, False, True, False, False, True, False, False]])
    found = shares(1, 2, 4, 0, 2, 3, 1, 2, asked=asked)
    assert np.flatnonzero(found[0]).tolist() == [3, 4]
    assert np.flatnonzero(found[1]).tolist() == [3, 4]  # after 2, which was not asked for itself
    assert np.flatnonzero(found[2]).tolist() == [4]  # after 1, 2
