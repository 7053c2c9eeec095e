"""Where a tune ends."""

import pytest

from jamd.music.charts.load import load_chart
from jamd.music.events import Ending
from jamd.music.planning.ending import ending, last_hit_at
from jamd.music.planning.leading import from_the_top
from jamd.music.time.notes import Meter, Nanos, Tick

BAR = 3840
BLUES = from_the_top(load_chart("builtin:blues-in-bb"), Meter(4))
FREE = from_the_top(None, Meter(4))


@pytest.mark.parametrize(
    ("asked_in_bar", "at_once", "last_hit"),
    [(0, False, 12), (9, False, 12), (10, False, 12), (11, False, 24), (11, True, 12), (3, True, 4), (-2, False, 12)],
)
def test_it_ends_with_the_form_and_with_a_bar_to_get_ready(asked_in_bar: int, at_once: bool, last_hit: int) -> None:
    assert last_hit_at(Tick(asked_in_bar * BAR + 100), BLUES, at_once) == last_hit * BAR


def test_where_no_form_is_known_it_ends_with_four_bars() -> None:
    assert last_hit_at(Tick(5 * BAR), FREE, at_once=False) == 8 * BAR


def test_it_slows_down_for_two_bars_or_for_what_is_left_of_them() -> None:
    asked = ending(Tick(12 * BAR), Tick(0), BLUES, Nanos(7))
    assert asked == Ending(Nanos(7), Tick(10 * BAR), Tick(12 * BAR), Tick(13 * BAR))
    assert ending(Tick(12 * BAR), Tick(11 * BAR), BLUES, Nanos(7)).slow_from == 11 * BAR
