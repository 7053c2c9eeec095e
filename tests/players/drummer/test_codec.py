"""What the drummer's network is told."""

import numpy as np

from jamd.players.drummer import codec
from jamd.players.drummer.steps import STEPS

RNG = np.random.default_rng(1)
BAR = (RNG.random((STEPS, codec.VOICES)) < 0.2).astype(np.float32)
HISTORY = (RNG.random((codec.MEMORY, STEPS, codec.VOICES)) < 0.2).astype(np.float32)


def test_a_batch_of_histories_is_read_as_each_alone() -> None:
    other = HISTORY[::-1]
    both = codec.context(np.stack([HISTORY, other]))
    assert both.shape == (2, STEPS, codec.CONTEXT)
    np.testing.assert_allclose(both[1], codec.context(other), rtol=1e-6)


def test_the_bar_before_comes_first_and_is_told_step_by_step() -> None:
    around = codec.context(HISTORY)
    np.testing.assert_array_equal(around[7, : codec.VOICES], HISTORY[-1, 7])
    np.testing.assert_array_equal(around[7, codec.VOICES : 2 * codec.VOICES], HISTORY[-1, 8])


def test_a_step_is_told_the_steps_before_it_and_never_itself() -> None:
    before = np.zeros((codec.REACH, codec.VOICES), np.float32)
    told = codec.recent(before, BAR)
    np.testing.assert_array_equal(told[5, : codec.VOICES], BAR[4])
    changed = BAR.copy()
    changed[5:] = 1 - changed[5:]
    np.testing.assert_array_equal(codec.recent(before, changed)[: 5 + 1], told[: 5 + 1])


def test_aims_that_are_not_told_are_zero_and_say_so() -> None:
    told = codec.aims({"hits": 12.0, "fill": 1.0})
    assert told.tolist() == [0, 0, 1, 0, 0, 1, 0, 1, 0, 0]


def test_an_accent_is_told_one_and_two_steps_ahead() -> None:
    expected = np.zeros(STEPS, np.float32)
    expected[10] = 1
    told = codec.accents(expected)
    assert [int(step) for step in np.flatnonzero(told[:, :4].any(1))] == [8, 9, 10, 11]
    assert told[:, 4].all()
    assert not codec.accents(None).any()


def test_one_row_of_features_for_each_version_of_a_bar() -> None:
    around = codec.context(HISTORY)
    recent = np.zeros((16, codec.RECENT), np.float32)
    setting = codec.setting("swing", 140, "swing", 4, 16)
    row = codec.features(around[3], recent, 3, setting, codec.aims({}), codec.accents(None)[3])
    assert row.shape == (16, codec.FEATURES)
