"""What the page is shown of how the band holds up: counters, and the share of bars that a plan was there for."""

from typing import Any, get_args

from stage.page_settings import page_settings

from jamd.music.events import Clock, Event, Fallback, FallbackUsed, State, Vamped
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.stage.snapshot import Snapshot

BAR = 3840


def health(*events: Event) -> dict[str, Any]:
    snapshot = Snapshot(page_settings(), {"piano": 1, "bass": 2, "drums": 10}, "run")
    for event in events:
        snapshot.take(event)
    return snapshot.sections()["health"]


def clock(running: bool = True) -> Clock:
    return Clock(Nanos(0), running, Timeline.at_bpm(120, Nanos(0), Tick(0)), Meter(4))


def state(bar: int) -> State:
    return State(bar, 0, "", "", "", "accompany", "both", 0.5, 12.5, {}, 2, 310.0, 11.0, 24.0)


def test_every_fallback_is_there_from_the_start_and_counted_by_its_kind() -> None:
    assert health()["fallbacks"] == dict.fromkeys(get_args(Fallback), 0)
    kinds: tuple[Fallback, ...] = ("fallback player", "fallback player", "unsent")
    counted = health(*(FallbackUsed(Nanos(ns), kind) for ns, kind in enumerate(kinds)))
    assert {what: times for what, times in counted["fallbacks"].items() if times} == {"fallback player": 2, "unsent": 1}


def test_how_often_and_how_far_ahead_is_planned() -> None:
    shown = health(clock(), state(0))
    assert (shown["replan_beats"], shown["commit_ms"], shown["plan_ms"]) == (2, 310.0, 12.5)
    assert shown["planning_ms"] == {"p50": 11.0, "p99": 24.0}


def test_bars_ready_are_those_that_did_not_have_to_be_repeated() -> None:
    assert health()["ready"] is None
    bars = [state(bar) for bar in range(9) for _ in range(4)]
    assert health(clock(), *bars)["ready"] == 1.0
    assert health(clock(), *bars, Vamped(Nanos(0), Tick(9 * BAR)))["ready"] == 0.9


def test_a_second_run_and_a_jump_back_begin_bars_anew() -> None:
    first = [clock(), state(0), state(1)]
    again = [clock(False), clock(), state(0), state(1)]
    jumped = [state(12), state(13), state(2), state(3)]
    vamp = Vamped(Nanos(0), Tick(4 * BAR))
    assert health(*first, *again, vamp)["ready"] == round(1 - 1 / 5, 5)
    assert health(*first, *jumped, vamp)["ready"] == round(1 - 1 / 7, 5)
