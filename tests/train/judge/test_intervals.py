import numpy as np
import pytest

from train.judge.intervals import draws, figures, interval
from train.judge.measures.measure import distance_of, mean_of, ratio_of


def test_the_interval_of_a_mean_is_the_textbooks() -> None:
    values = np.random.default_rng(0).normal(10, 2, (100, 1))
    low, high = interval(figures(values, mean_of(0), draws(100, 2000))) or (0, 0)
    error = values.std() / 10
    assert low == pytest.approx(values.mean() - 1.96 * error, abs=0.1)
    assert high == pytest.approx(values.mean() + 1.96 * error, abs=0.1)


def test_what_makes_pieces_hard_for_both_cancels_out() -> None:
    hard = np.random.default_rng(1).normal(0, 10, (20, 1))
    drawn = draws(20, 500)
    apart = figures(hard + 1, mean_of(0), drawn) - figures(hard, mean_of(0), drawn)
    assert interval(apart) == pytest.approx((1, 1))


def test_everybody_with_as_many_pieces_meets_the_same_draws() -> None:
    assert (draws(7, 50) == draws(7, 50)).all()


def test_a_figure_that_mostly_cannot_be_told_has_no_interval() -> None:
    assert interval(np.array([1.0, np.nan, np.nan])) is None


def test_a_piece_that_cannot_tell_is_left_out() -> None:
    rows = np.array([[1.0, 2.0], [np.nan, 2.0], [3.0, 2.0]])
    assert (mean_of(0)(rows), ratio_of(0, 1)(rows), distance_of(0, 1)(rows)) == (2.0, 1.0, 0.0)
