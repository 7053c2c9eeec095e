"""How often plans come and how far ahead: stories of slow machines, laws against flapping and late plans."""

from hypothesis import given
from hypothesis import strategies as st

from jamd.music.events import Event, FallbackUsed, Notice
from jamd.music.planning.pace import CALM, WAY_NS, WINDOW, Pace
from jamd.music.time.notes import Meter, Nanos, Tick

MS = 1_000_000
BEAT_NS = 500 * MS  # at 120
ASKED = Nanos(250 * MS)  # an eighth


def told(pace: Pace, ms: float, times: int = 1, ns_per_beat: int = BEAT_NS, asked: Nanos = ASKED) -> list[Event]:
    """So many plans of so many milliseconds; all that was said."""
    said: list[Event] = []
    for _ in range(times):
        pace.record_plan_time(Nanos(round(ms * MS)), Nanos(round(ms * MS)))
        said += pace.keep(ns_per_beat, asked, Nanos(7))
    return said


def fallbacks(said: list[Event]) -> list[str]:
    return [event.what for event in said if isinstance(event, FallbackUsed)]


def sentences(said: list[Event]) -> list[str]:
    return [event.text for event in said if isinstance(event, Notice)]


def test_a_quick_machine_plans_at_every_beat_and_says_nothing() -> None:
    pace = Pace(Meter(4))
    assert told(pace, 20, 300) == []
    assert (pace.beats, pace.commit_ns) == (1, 0)


def test_without_measured_durations_it_plans_at_every_beat() -> None:
    pace = Pace(Meter(4))
    assert pace.keep(60 * MS, Nanos(0), Nanos(0)) == []
    assert (pace.beats, pace.p50_ms, pace.p99_ms) == (1, 0.0, 0.0)


def test_a_slow_machine_plans_every_two_beats_a_slower_one_every_bar() -> None:
    for ms, beats in ((390, 1), (420, 2), (790, 2), (810, 4), (5000, 4)):
        pace = Pace(Meter(4))
        told(pace, ms, 3)
        assert pace.beats == beats, ms


def test_in_three_a_bar_has_three_beats() -> None:
    pace = Pace(Meter(3))
    told(pace, 5000, 3)
    assert pace.beats == 3


def test_getting_slower_is_one_sentence_and_counted_and_so_is_what_comes_back() -> None:
    pace = Pace(Meter(4))
    far = Nanos(10**10)  # the commit is no matter here
    slower = told(pace, 600, 9, asked=far)
    assert fallbacks(slower) == ["slower planning"]
    (sentence,) = sentences(slower)
    assert "600 ms" in sentence
    assert "every two beats" in sentence
    back = told(pace, 20, 4 * CALM, asked=far)
    assert fallbacks(back) == []
    assert sentences(back) == ["planning is fast enough again: the band plans every beat"]
    assert pace.beats == 1


def test_after_a_bad_minute_a_while_of_calm_is_enough_and_after_a_relapse_twice_that() -> None:
    pace = Pace(Meter(4))
    for calm in (CALM, 2 * CALM):
        told(pace, 450, 5)
        told(pace, 3000, 5)
        assert pace.beats == 4
        told(pace, 20, calm * 3 // 4)
        assert (pace.beats, pace.commit_ns > ASKED) == (4, True)
        told(pace, 20, 3 * calm)
        assert (pace.beats, pace.commit_ns > ASKED) == (1, False)


def test_the_same_machine_is_too_slow_only_at_a_fast_tempo() -> None:
    pace = Pace(Meter(4))
    assert told(pace, 200, 20) == []
    assert fallbacks(pace.keep(200 * MS, Nanos(300 * MS), Nanos(0))) == ["slower planning"]
    assert pace.beats == 2


def test_one_slow_plan_is_no_slow_machine() -> None:
    pace = Pace(Meter(4))
    told(pace, 20, 10)
    assert told(pace, 2000) == []
    assert told(pace, 20, WINDOW) == []


def test_plans_that_would_come_after_their_start_begin_later() -> None:
    pace = Pace(Meter(4))
    said = told(pace, 100, 4, ns_per_beat=200 * MS, asked=Nanos(100 * MS))
    assert fallbacks(said) == ["wider commit"]
    assert pace.commit_ns >= 100 * MS + WAY_NS
    assert pace.commit_ns <= 1.3 * (100 * MS + WAY_NS) + 10 * MS


def test_a_slower_tempo_makes_the_asked_commit_enough_again() -> None:
    pace = Pace(Meter(4))
    told(pace, 100, 4, ns_per_beat=200 * MS, asked=Nanos(100 * MS))
    assert sentences(pace.keep(BEAT_NS, ASKED, Nanos(0))) == [
        "planning is fast enough again: the band plans as late as configured"
    ]


def test_a_plan_that_waited_for_its_turn_needs_as_long_a_commit_as_a_slow_one() -> None:
    pace = Pace(Meter(4))
    for _ in range(4):
        pace.record_plan_time(Nanos(20 * MS), Nanos(290 * MS))
        pace.keep(BEAT_NS, ASKED, Nanos(0))
    assert pace.beats == 1
    assert pace.commit_ns > 290 * MS


def test_between_two_beats_is_planned_only_where_there_is_time() -> None:
    pace = Pace(Meter(4))
    told(pace, 200, 10)
    assert pace.grant(Tick(0), BEAT_NS)
    assert not pace.grant(Tick(960), 300 * MS)


def test_however_many_keys_ask_the_plans_of_a_beat_take_half_of_it() -> None:
    pace = Pace(Meter(4))
    told(pace, 60, 4)
    for beat in range(3):
        granted = [pace.grant(Tick(beat * 960 + n), BEAT_NS, urgent=True) for n in range(900)]
        assert sum(granted) == 4  # 240 ms


def test_a_new_chord_is_always_planned_for_once_a_beat() -> None:
    pace = Pace(Meter(4))
    told(pace, 450, 4)
    pace.keep(BEAT_NS, ASKED, Nanos(0))
    assert pace.beats == 2
    assert [pace.grant(Tick(n), BEAT_NS, urgent=True) for n in range(3)] == [True, False, False]
    assert not pace.grant(Tick(960), BEAT_NS)


milliseconds = st.floats(0, 3000)


@given(st.lists(milliseconds, min_size=2, max_size=120), st.integers(60 * MS, 2000 * MS))
def test_p99_of_planning_fits_between_two_plans_unless_a_bar_is_too_short(took: list[float], ns_per_beat: int) -> None:
    pace = Pace(Meter(4))
    for ms in took:
        before = pace.beats
        told(pace, ms, ns_per_beat=ns_per_beat)
        if pace.beats == before:  # what was measured counts anew after a change
            assert pace.p99_ms * MS <= 0.8 * pace.beats * ns_per_beat + 1 or pace.beats == 4


@given(st.lists(milliseconds, min_size=2, max_size=120), st.integers(60 * MS, 500 * MS))
def test_the_commit_covers_the_p99_of_planning_and_delivery(took: list[float], asked_ns: int) -> None:
    pace = Pace(Meter(4))
    for i, ms in enumerate(took, 1):
        told(pace, ms, asked=Nanos(asked_ns))
        ordered = sorted(took[:i])
        assert max(pace.commit_ns, asked_ns) >= int(ordered[(i - 1) * 99 // 100] * MS)


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=20), st.integers(100 * MS, 600 * MS))
def test_however_durations_go_round_it_does_not_flap(cycle: list[float], ns_per_beat: int) -> None:
    pace = Pace(Meter(4))
    changes = 0
    for i in range(2000):
        before = pace.beats
        told(pace, cycle[i % len(cycle)], ns_per_beat=ns_per_beat, asked=Nanos(10**10))
        changes += pace.beats != before
    assert changes <= 12
