"""A whole tune: the head, solos in an order, the head out. Whose turn it is, wherever the form is led."""

from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from music.planning.test_route import AB, INTRO, MIXED, WALTZ

from jamd.commands.choices import When
from jamd.errors import CommandError
from jamd.music.charts.form import Chart
from jamd.music.charts.load import load_chart
from jamd.music.planning.ending import last_chorus
from jamd.music.planning.here import place
from jamd.music.planning.leading import chosen, from_the_top, led, opening
from jamd.music.planning.order import order_of, slot_at
from jamd.music.planning.requests import Requests
from jamd.music.planning.roles import spans
from jamd.music.planning.route import Route
from jamd.music.planning.saved_route import restored, saved
from jamd.music.planning.soloists import reordered
from jamd.music.planning.turns import next_turn, rest_is_expected, turn_at, turns
from jamd.music.settings import JamSettings, PartSettings
from jamd.music.time.notes import BAND, Meter, Tick

BEAT, BAR = 960, 3840
BLUES = load_chart("builtin:blues-in-f")
CHORUS = 12 * BAR


def tune(order: str = "you, piano, drums", choruses: int = 1, **changes: Any) -> JamSettings:
    parts = {part: PartSettings() for part in BAND}
    asked = {"mode": "tune", "solo_order": order, "solo_choruses": choruses}
    return JamSettings(**{"meter": Meter(4), "parts": parts, "seed": 1} | asked | changes)


def route(settings: JamSettings, chart: Chart | None = BLUES) -> Route:
    return from_the_top(chart, Meter(4), order=order_of(settings))


def told(settings: JamSettings, way: Route, choruses: int, chorus: int = CHORUS) -> list[tuple[float, str, str]]:
    """(from chorus, part, who) of each turn."""
    found = []
    for start, _, turn in turns(settings, way, Tick(0), Tick(choruses * chorus)):
        assert turn.slot is not None
        found.append((start / chorus, turn.slot.part, turn.who))
    return found


def test_the_head_the_solos_and_the_head_again() -> None:
    jam = tune()
    assert told(jam, route(jam), 5) == [
        (0, "head", "you"),
        (1, "solo", "you"),
        (2, "solo", "piano"),
        (3, "solo", "drums"),
        (4, "head out", "you"),
    ]


def test_each_has_so_many_choruses() -> None:
    jam = tune("piano, you", choruses=3)
    assert [(at, who) for at, _, who in told(jam, route(jam), 8)] == [(0, "you"), (1, "piano"), (4, "you"), (7, "you")]


def test_a_part_that_is_switched_off_has_no_solo() -> None:
    jam = tune(parts={"drums": PartSettings(), "piano": PartSettings(enabled=False)})
    assert [who for _, _, who in told(jam, route(jam), 4)] == ["you", "you", "drums", "you"]


def test_fours_in_an_order_begin_with_their_chorus() -> None:
    jam = tune("you, trade", trade_with="drums", trade_bars=4)
    fours = [(0, "you"), (1, "you"), (2, "you"), (2 + 1 / 3, "drums"), (2 + 2 / 3, "you"), (3, "you")]
    assert [(at, who) for at, _, who in told(jam, route(jam), 4)] == fours


def test_a_solo_is_accompanied_and_the_drums_are_alone() -> None:
    jam = tune("you, piano, bass, drums")

    def role(part: Any, chorus: int) -> str:
        (span,) = spans(part, jam, route(jam), Tick(chorus * CHORUS), Tick((chorus + 1) * CHORUS), None)
        return span.role

    assert [role("piano", chorus) for chorus in range(6)] == ["comp", "comp", "solo", "comp", "rest", "comp"]
    assert [role("bass", chorus) for chorus in range(6)] == ["comp", "comp", "comp", "solo", "rest", "comp"]
    assert [role("drums", chorus) for chorus in range(6)] == ["comp", "comp", "comp", "comp", "solo", "comp"]
    expected = [rest_is_expected(jam, route(jam), Tick(chorus * CHORUS), Requests()) for chorus in range(6)]
    assert expected == [False, False, True, True, True, False]


def test_the_head_includes_the_intro() -> None:
    jam = tune()
    way = route(jam, INTRO)
    behind = way.next_chorus(way.next_chorus(Tick(0)))
    assert turn_at(jam, way, Tick(0))[:3] == ("you", 0, behind)
    assert next_turn(jam, way, turn_at(jam, way, Tick(0))) == turn_at(jam, way, behind)


def test_a_loop_prolongs_a_solo_and_nobody_knows_when_it_ends() -> None:
    jam = tune()
    way = led(route(jam), "loop", "5-6", Tick(2 * CHORUS + 4 * BAR), "bar")  # in the piano's chorus
    turn = turn_at(jam, way, Tick(9 * CHORUS))
    assert (turn.who, turn.start, turn.end) == ("piano", 2 * CHORUS, None)
    following = next_turn(jam, way, turn)
    assert following is not None
    assert following.who == "drums"
    left = led(way, "play on", None, Tick(2 * CHORUS + 20 * BAR), "bar")
    assert turn_at(jam, left, Tick(2 * CHORUS + 20 * BAR)).end == 50 * BAR  # bars 7 to 12 follow


def test_from_the_top_a_soloist_has_the_chorus_again() -> None:
    jam = tune()
    way = led(route(jam), "from the top", None, Tick(CHORUS + 5 * BAR), "bar")
    assert turn_at(jam, way, Tick(CHORUS + 5 * BAR))[:3] == ("you", CHORUS, 2 * CHORUS + 5 * BAR)


def test_another_key_and_another_place_leave_the_solo_alone() -> None:
    jam = tune()
    way = led(route(jam), "transpose", 3, Tick(CHORUS + 5 * BAR + 7), "now")
    assert turn_at(jam, way, Tick(CHORUS + 8 * BAR))[:3] == ("you", CHORUS, 2 * CHORUS)
    back = led(way, "go to", "1", Tick(CHORUS + 8 * BAR), "bar")
    assert turn_at(jam, back, Tick(CHORUS + 9 * BAR))[:3] == ("you", CHORUS, 2 * CHORUS + 8 * BAR)


def test_another_tune_begins_with_its_head() -> None:
    jam = tune()
    way = chosen(route(jam), WALTZ, Meter(4), place(route(jam), Tick(CHORUS + BAR), "bar"))
    assert [turn_at(jam, way, Tick(tick)).slot.number for tick in (CHORUS, CHORUS + BAR)] == [1, 0]  # type: ignore[union-attr]
    assert slot_at(opening(way), Tick(0)).number == 0  # type: ignore[union-attr]


# -- commands


def test_the_next_one_takes_over_where_that_was_asked_for() -> None:
    jam = tune()
    way = led(route(jam), "next solo", None, Tick(CHORUS + 2 * BAR + 1), "bar")
    assert way.legs[-1].what == "piano solo"
    assert [(at * 12, who) for at, _, who in told(jam, way, 4)] == [
        (0, "you"),
        (12, "you"),
        (15, "piano"),  # it is this chorus, most of which is left
        (24, "drums"),
        (36, "you"),
    ]


def test_what_is_left_of_a_chorus_comes_on_top() -> None:
    jam = tune()
    way = led(route(jam), "next solo", None, Tick(CHORUS + 8 * BAR), "bar")
    assert [(at * 12, who) for at, _, who in told(jam, way, 4)][1:] == [(12, "you"), (20, "piano"), (36, "drums")]


def test_asked_again_before_it_comes_the_one_behind_takes_over() -> None:
    jam = tune()
    way = led(route(jam), "next solo", None, Tick(CHORUS + BAR), "section")
    again = led(way, "next solo", None, Tick(CHORUS + BAR + 9), "section")
    assert [leg.what for leg in again.legs] == ["", "drum solo"]


def test_the_head_out_begins_at_the_top() -> None:
    jam = tune()
    for name, at in (("head out", CHORUS + 4 * BAR), ("next solo", 3 * CHORUS + 4 * BAR)):
        way = led(route(jam), name, None, Tick(at), "bar")
        turn = turn_at(jam, way, Tick(at))
        assert (turn.start, turn.end, way.at(Tick(at)).tune_bar(Tick(at))) == (at, at + CHORUS, 0)
        assert turn.slot is not None
        assert turn.slot.part == "head out"


def test_the_next_solo_asked_for_in_an_intro_begins_behind_it() -> None:
    way = led(route(tune(), INTRO), "next solo", None, Tick(BAR), "bar")
    assert way.legs[-1].is_whole
    assert way.next_round(Tick(BAR)) == way.legs[-1].start + way.legs[-1].round_ticks
    slot = slot_at(way, way.legs[-1].start)
    assert slot is not None
    assert (slot.part, slot.soloist) == ("solo", "you")


def test_the_last_chorus_is_a_head_out() -> None:
    way, end = last_chorus(route(tune()), Tick(CHORUS + BAR))
    assert end == 3 * CHORUS
    assert slot_at(way, Tick(2 * CHORUS)).part == "head out"  # type: ignore[union-attr]


def test_played_on_the_head_out_is_played_once_more() -> None:
    jam = tune()
    way = led(route(jam), "play on", None, Tick(4 * CHORUS + 11 * BAR + 1), "bar")
    assert turn_at(jam, way, Tick(5 * CHORUS))[:3] == ("you", 4 * CHORUS, 6 * CHORUS)
    assert len(led(route(jam), "play on", None, Tick(CHORUS), "bar").legs) == 1


@pytest.mark.parametrize("name", ["next solo", "head out"])
def test_without_an_order_there_is_nobody_who_could_be_next(name: str) -> None:
    with pytest.raises(CommandError, match="choose the mode tune"):
        led(from_the_top(BLUES, Meter(4)), name, None, Tick(0), "bar")


def test_behind_the_head_out_comes_nobody() -> None:
    with pytest.raises(CommandError, match="head out is the end"):
        led(route(tune()), "next solo", None, Tick(5 * CHORUS), "bar")


def test_where_no_form_is_known_the_head_out_begins_here() -> None:
    way = led(route(tune(), None), "head out", None, Tick(40 * BAR), "bar")
    assert slot_at(way, Tick(40 * BAR)).part == "head out"  # type: ignore[union-attr]


def test_another_order_holds_from_here_and_whoever_plays_plays_on() -> None:
    at = Tick(2 * CHORUS + BAR)
    longer = tune("you, piano, drums", choruses=2)
    way = reordered(route(tune()), order_of(longer), at)
    assert [(chorus, who) for chorus, _, who in told(longer, way, 7)] == [
        (0, "you"),
        (1, "you"),
        (2, "piano"),
        (4, "drums"),
        (6, "you"),
    ]
    assert slot_at(reordered(route(tune()), None, at), at) is None
    begun = reordered(from_the_top(BLUES, Meter(4)), order_of(tune()), at)
    assert turn_at(tune(), begun, at).slot == (0, "head", "you", 2, 3)


# -- laws

orders = st.lists(st.sampled_from(["you", "piano", "bass", "drums", "trade"]), min_size=1, max_size=5).map(", ".join)
tunes = st.sampled_from([BLUES, AB, INTRO, MIXED, WALTZ, None])
jams = st.builds(
    tune,
    orders,
    st.integers(1, 3),
    trade_with=st.sampled_from(["piano", "drums", "both"]),
    trade_bars=st.sampled_from([1, 2, 4, 8, 12]),
    you_first=st.booleans(),
)
wishes = st.lists(
    st.tuples(
        st.sampled_from(["loop", "go to", "vamp", "transpose", "from the top", "next solo", "play on"]),
        st.integers(0, 300 * BEAT),
        st.sampled_from(["now", "beat", "bar", "section", "chorus"]),
    ),
    max_size=5,
)


def led_by(way: Route, asked: list[tuple[str, int, When]]) -> tuple[Route, Tick]:
    """The commands in order, and the tick of the last one; what cannot be done is not."""
    at = 0
    for name, later, when in asked:
        at += later
        value = {"loop": "2-3", "go to": "2", "transpose": 3}.get(name)
        try:
            way = led(way, name, value, Tick(at), when)
        except CommandError:
            assert name == "next solo" or way.legs[-1].tune is None
    return way, Tick(at)


@given(jams, tunes, wishes, st.integers(0, 600 * BEAT))
def test_law_exactly_one_has_the_turn_and_nobody_else_solos(
    jam: JamSettings, chart: Chart | None, asked: list[tuple[str, int, When]], tick: int
) -> None:
    way, _ = led_by(route(jam, chart), asked)
    turn = turn_at(jam, way, Tick(tick))
    assert turn.who in ("you", *BAND)
    assert turn.start <= tick
    assert turn.end is None or tick < turn.end
    for edge in (turn.start, Tick(tick if turn.end is None else turn.end - 1)):
        assert turn_at(jam, way, edge).who == turn.who
    roles = {part: next(spans(part, jam, way, Tick(tick), Tick(tick + 1), None)).role for part in BAND}
    alone = {part for part, role in roles.items() if role in ("solo", "answer")}
    assert alone == {turn.who} - {"you"}
    assert roles["piano"] == "rest" or turn.who != "drums"


@given(jams, tunes, wishes)
@example(tune("you, you"), BLUES, [("next solo", 1, "beat"), ("next solo", 0, "beat")])
def test_law_an_order_always_reaches_the_head_out(
    jam: JamSettings, chart: Chart | None, asked: list[tuple[str, int, When]]
) -> None:
    way, at = led_by(route(jam, chart), [*asked, ("play on", 0, "bar")])  # which leaves the loop
    seen = []
    for _ in range(2 + 8 * 5 * 3):
        slot = slot_at(way, at)
        assert slot is not None
        seen.append(slot.number)
        at = min([way.next_chorus(at), *(leg.start for leg in way.legs if leg.start > at)])
    order = order_of(jam)
    assert order is not None
    assert seen == sorted(seen)
    assert seen[-1] == order.head_out
    passed_over = set(range(seen[0], seen[-1] + 1)) - set(seen)  # asked for, and the next one at the same place, too
    assert len(passed_over) <= max(0, [name for name, _, _ in asked].count("next solo") - 1)


@given(jams, tunes, wishes, st.lists(st.integers(0, 600 * BEAT), min_size=1, max_size=4))
def test_law_a_band_that_was_killed_leaves_the_turns_as_they_are(
    jam: JamSettings, chart: Chart | None, asked: list[tuple[str, int, When]], ticks: list[int]
) -> None:
    way, _ = led_by(route(jam, chart), asked)
    again = restored(saved(way))
    for tick in ticks:
        assert turn_at(jam, again, Tick(tick)) == turn_at(jam, way, Tick(tick))
        assert next_turn(jam, again, turn_at(jam, again, Tick(tick))) == next_turn(
            jam, way, turn_at(jam, way, Tick(tick))
        )


@given(jams, jams, tunes, wishes)
def test_law_what_was_played_stays_as_it_was(
    jam: JamSettings, other: JamSettings, chart: Chart | None, asked: list[tuple[str, int, When]]
) -> None:
    way, at = led_by(route(jam, chart), asked)
    later = reordered(way, order_of(other), at)
    assert [leg for leg in later.legs if leg.start < at] == [leg for leg in way.legs if leg.start < at]
    assert msgspec.structs.asdict(later.legs[-1])["order"] is not None
