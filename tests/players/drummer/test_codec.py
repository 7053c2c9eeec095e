"""What the drummer's network is told."""

import numpy as np

from jamd.players.drummer import codec
from jamd.players.steps import STEPS

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


def test_each_step_of_a_bar_is_told_its_place_and_what_all_share() -> None:
    setting, aims = codec.setting("swing", 140, "swing", 4, 16), codec.aims({"fill": 1.0})
    told = codec.told(setting, aims, codec.accents(None))
    assert told.shape == (STEPS, codec.TOLD)
    np.testing.assert_array_equal(told[:, :STEPS], np.eye(STEPS))
    np.testing.assert_array_equal(told[3, STEPS:], told[20, STEPS:])
    assert told[3, STEPS:].tolist() == [*setting, *aims, *[0.0] * 5]


def test_bars_side_by_side_are_told_as_each_alone() -> None:
    setting = np.stack([codec.setting(style, 140, "even", 4, 16) for style in ("bossa", "samba")])
    aims, accents = np.stack([codec.aims({"talk": 3.0}), codec.aims({})]), codec.accents(np.eye(2, STEPS))
    both = codec.told(setting, aims, accents)
    np.testing.assert_array_equal(both[1], codec.told(setting[1], aims[1], accents[1]))
