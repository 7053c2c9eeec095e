"""Where a tune ends."""

import msgspec
import pytest

from jamd.music.charts.load import load_chart
from jamd.music.events import Ending
from jamd.music.planning.ending import ending, last_chorus, last_hit_at, tagged
from jamd.music.planning.leading import from_the_top
from jamd.music.settings import JamSettings
from jamd.music.time.notes import Meter, Nanos, Tick

BAR = 3840
BLUES = from_the_top(load_chart("builtin:blues-in-bb"), Meter(4))
SETTINGS = JamSettings(Meter(4), {}, seed=1)
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
    asked = ending(Tick(12 * BAR), Tick(0), BLUES, SETTINGS, Nanos(7))
    assert asked == Ending(Nanos(7), Tick(10 * BAR), Tick(12 * BAR), Tick(13 * BAR))
    assert ending(Tick(12 * BAR), Tick(11 * BAR), BLUES, SETTINGS, Nanos(7)).slow_from == 11 * BAR


def test_a_tag_is_the_last_bars_once_more() -> None:
    route, end = tagged(BLUES, Tick(12 * BAR), 4)
    assert end == 16 * BAR
    assert [route.at(Tick(bar * BAR)).tune_bar(Tick(bar * BAR)) for bar in range(11, 16)] == [11, 8, 9, 10, 11]
    assert tagged(FREE, Tick(8 * BAR), 2) == (FREE, 8 * BAR)  # of what form?


def test_the_last_chorus_is_the_one_that_begins_next() -> None:
    route, end = last_chorus(BLUES, Tick(5 * BAR))
    assert end == 24 * BAR
    assert route.legs[-1].what == "last chorus"
    assert route.at(Tick(13 * BAR)).tune_bar(Tick(13 * BAR)) == 1


def test_an_end_without_a_hit_is_over_with_the_last_bar_and_may_keep_the_tempo() -> None:
    plain = msgspec.structs.replace(SETTINGS, ritardando=False, final_hit=False)
    assert ending(Tick(12 * BAR), Tick(0), BLUES, plain, Nanos(7)) == Ending(Nanos(7), *[Tick(12 * BAR)] * 3)


def test_an_intro_is_no_chorus_to_end_with() -> None:
    intro = from_the_top(msgspec.structs.replace(load_chart("builtin:blues-in-bb"), intro=4), Meter(4))
    assert last_hit_at(Tick(BAR), intro, at_once=False) == 12 * BAR
