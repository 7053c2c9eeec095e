"""Where the form is: the route against a musician who counts bar after bar, and what players are shown of it."""

from itertools import pairwise
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from music.planning.form_walk import BEAT, Walk

from jamd.music.charts.form import Chart, MeterChange, Section
from jamd.music.charts.text_grid import read_grid
from jamd.music.planning.here import place
from jamd.music.planning.leading import chosen, from_the_top, led
from jamd.music.planning.route import Route
from jamd.music.planning.saved_route import restored, saved
from jamd.music.time.notes import Meter, Tick

FOUR = Meter(4)
BARS = read_grid("| C7 | Dm7 | Em7 | F7 | G7 | Am7 | Bm7b5 | C6 | Db7 | D7 | Eb7 | E7 |").bars
AB = Chart("AB", FOUR, BARS[:8], (Section("A", 0), Section("B", 4)))
WALTZ = Chart("Waltz", Meter(3), tuple(bar[:1] for bar in BARS), (Section("A", 0), Section("", 6)))
INTRO = Chart("Intro", FOUR, BARS, (Section("I", 0), Section("A", 4), Section("B", 8)), intro=4)
FIVE = Chart("Five", Meter(5), BARS[:3])
MIXED = Chart("Mixed", FOUR, BARS[:7], meters=(MeterChange(3, Meter(3)), MeterChange(5, FOUR)))
TUNES = {tune.title: tune for tune in (AB, WALTZ, INTRO, FIVE, MIXED)}

titles = st.sampled_from(sorted(TUNES))
whens = st.sampled_from(("now", "beat", "bar", "section", "chorus"))
asks = st.one_of(
    st.tuples(st.just("chart"), titles),
    st.tuples(st.just("go to"), st.integers(0, 11)),
    st.tuples(st.just("loop"), st.tuples(st.integers(0, 11), st.integers(1, 4))),
    st.tuples(st.just("transpose"), st.integers(-5, 6)),
    st.tuples(st.just("vamp"), st.sampled_from((1, 2, 4))),
    st.tuples(st.sampled_from(("from the top", "play on")), st.none()),
)
commands = st.lists(st.tuples(st.integers(0, 40 * BEAT), whens, asks), max_size=6)


def followed(title: str, asked: list[Any]) -> tuple[Route, Walk]:
    """The route and the walk after commands, each so many ticks behind the one before."""
    route, walk, now = from_the_top(TUNES[title], FOUR), Walk(TUNES[title]), 0
    for later, when, (name, value) in asked:
        now += later
        before, here = route, walk.at(now)
        length = len(walk.at(walk._place(now, when)).tune.bars)
        if name == "chart":
            route = chosen(route, TUNES[value], FOUR, place(route, Tick(now), when))
            walk.choose(TUNES[value], now, when)
        elif name == "go to":
            number = value % length
            route = led(route, name, str(number + 1), Tick(now), when)
            walk.go_to(number, now, when)
        elif name == "loop":
            first, last = value[0] % length, min(value[0] % length + value[1], length)
            route = led(route, name, f"{first + 1}-{last}", Tick(now), when)
            walk.loop(first, last, now, when)
        else:
            route = led(route, name, value, Tick(now), when)
            ask = {"transpose": walk.transpose, "vamp": walk.vamp}.get(name)
            if ask is not None:
                ask(value, now, when)
            elif name == "play on":
                walk.play_on(now)
            else:
                walk.from_the_top(now, when)
        frozen = [Tick(tick) for tick in range(0, now, 3 * BEAT // 2)]
        assert [before.at(t).tune_bar(t) for t in frozen] == [route.at(t).tune_bar(t) for t in frozen]
        assert here.tick <= now
    return route, walk


@given(titles, commands)
@example("AB", [(4 * BEAT, "bar", ("vamp", 1)), (0, "bar", ("loop", (0, 2))), (0, "section", ("chart", "Five"))])
@example("AB", [(0, "now", ("loop", (2, 2))), (8 * BEAT, "bar", ("loop", (1, 3))), (0, "section", ("chart", "Five"))])
@example("AB", [(BEAT, "now", ("go to", 1)), (0, "beat", ("chart", "AB"))])
@example("Mixed", [(1, "beat", ("chart", "AB")), (0, "now", ("go to", 3))])
@settings(max_examples=400, deadline=None)
def test_law_the_form_is_in_the_right_place_at_every_bar(title: str, asked: list[Any]) -> None:
    route, walk = followed(title, asked)
    for bar, following in pairwise(walk.bars):
        tick = Tick(following.tick - 1)
        passage = route.at(tick)
        assert passage.leg.tune == bar.tune
        assert (passage.tune_bar(tick), passage.meter.beats) == (bar.number, bar.beats)
        assert route.bar_line(tick) == bar.tick
        assert route.next_bar(tick) == following.tick


@given(titles, commands)
@settings(max_examples=100, deadline=None)
def test_law_players_count_bars_that_never_come_back(title: str, asked: list[Any]) -> None:
    route, walk = followed(title, asked)
    numbers = []
    for bar, following in pairwise(walk.bars):
        tick = Tick(following.tick - 1)
        passage = route.at(tick)
        line, form = passage.bar_line(tick), passage.form
        assert (line + passage.offset) % passage.meter.bar == 0
        assert line % BEAT == 0
        assert passage.offset >= 0
        number = (line + passage.offset) // passage.meter.bar
        assert form is not None
        assert passage.leg.first + number % len(form.bars) == bar.number
        numbers.append(number)
    assert numbers == sorted(set(numbers))


@given(titles, commands)
@settings(max_examples=50, deadline=None)
def test_law_passages_are_contiguous_and_a_saved_route_is_the_same(title: str, asked: list[Any]) -> None:
    route, walk = followed(title, asked)
    end = Tick(walk.bars[-1].tick)
    cut = list(route.passages(Tick(0), end))
    assert [here for here, _, _ in cut] == [0, *(there for _, there, _ in cut[:-1])]
    assert cut[-1][1] == end
    assert restored(saved(route)) == route


@given(titles, commands)
@settings(max_examples=50, deadline=None)
def test_law_players_see_the_chords_that_come(title: str, asked: list[Any]) -> None:
    """In this bar and the next one, across whatever seam, unless this one is cut short or a bar is changed halfway."""
    route, walk = followed(title, asked)
    for bar, following in pairwise(walk.bars):
        passage, chart = route.at(Tick(bar.tick)), route.chart(Tick(bar.tick))
        assert chart is not None
        if bar.end == following.tick and (passage.end is None or route.bar_line(passage.end) == passage.end):
            for each in (bar, following):
                told = chart.chord_at(Tick(each.tick + passage.offset))
                there = route.at(Tick(each.tick))
                assert there.form is not None
                assert told == there.form.bars[there.tune_bar(Tick(each.tick)) - there.leg.first][0].chord
