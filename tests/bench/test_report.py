"""Spreads of values."""

from hypothesis import given
from hypothesis import strategies as st

from jamd.bench.report import Figures, figures, subtract

VALUES = st.lists(st.integers(-1_000_000, 1_000_000).map(lambda n: n / 8), min_size=1)


def test_a_hundred_values():
    assert figures(range(1, 101)) == Figures(50, 99, 100, 100)


def test_the_order_of_measuring_does_not_matter_and_one_value_is_a_spread():
    assert figures([3, 1, 2]) == figures([1, 2, 3]) == Figures(2, 3, 3, 3)
    assert figures([7]) == Figures(7, 7, 7, 1)


def test_nothing_measured_is_no_figure():
    assert figures([]) is None


@given(VALUES)
def test_every_figure_is_a_value_that_occurred_and_they_stand_in_order(values):
    found = figures(values)
    assert {found.p50, found.p99, found.max} <= set(values)
    assert min(values) <= found.p50 <= found.p99 <= found.max == max(values)


@given(VALUES, st.integers(0, 1000))
def test_a_constant_delay_is_what_is_left_when_the_rest_is_taken_off(values, delay):
    assert subtract(figures(value + delay for value in values), figures(values)) == Figures(
        delay, delay, delay, len(values)
    )
