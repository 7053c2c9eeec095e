"""The jam machine: a clock that starts, stops, bends and jumps."""

import msgspec
import pytest
from music.planning.jams import BAR, BEAT, TIMELINE, at, eighths, jam, plan_in, started, starts

from jamd.commands.kinds import Value
from jamd.music.events import Clock, Command, Event, Form, Plan, State
from jamd.music.planning.jam import Jam
from jamd.music.planning.requests import Requests
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline


def test_while_the_clock_is_stopped_only_the_next_start_is_planned() -> None:
    machine = jam()
    started(machine)
    (plan,) = machine.handle(Clock(Nanos(0), False, TIMELINE, Meter(4), Tick(8 * BAR)))
    assert isinstance(plan, Plan)
    assert (plan.start, plan.end) == (8 * BAR, 10 * BAR)
    assert starts(plan, "drums") == [8 * BAR + beat * BEAT for beat in range(8)]
    assert machine.wake_ns is None
    assert at(machine, BEAT) == []


def test_a_run_that_begins_in_the_middle_of_the_form_is_planned_from_its_first_beat() -> None:
    plan = plan_in(started(jam(), 4 * BAR, began=4 * BAR))
    assert (plan.start, plan.end) == (4 * BAR, 6 * BAR)


def test_a_band_that_starts_while_the_clock_runs_joins_after_the_horizon_in_the_right_bar() -> None:
    machine = jam()
    events = started(machine, 5 * BAR + 100)
    assert plan_in(events).start == 5 * BAR + 580
    (state,) = [event for event in events if isinstance(event, State)]
    assert (state.bar, state.chord) == (5, "Edim7")


def form_asked(machine: Jam, tick: int, name: str, value: Value = None) -> Form:
    events = machine.handle(Command(name, value, TIMELINE.ns_at(Tick(tick))))
    (form,) = [event for event in events if isinstance(event, Form)]
    return form


def of_last_plan(events: list[Event]) -> tuple[dict[str, list[int]], str]:
    """When each part plays, and who has the solo."""
    (state,) = [event for event in events if isinstance(event, State)]
    plan = plan_in(events)
    return {part: starts(plan, part) for part in plan.parts}, state.soloist


@pytest.mark.parametrize(
    ("name", "value", "soloist"),
    [("piano solo", None, "piano"), ("bass solo", None, "bass"), ("drum solo", "held", "drums"), ("break", "held", "")],
)
def test_a_new_band_goes_on_with_what_was_asked_for_once(name: str, value: Value, soloist: str) -> None:
    killed, band = jam(), jam()
    started(killed)
    band.handle(form_asked(killed, BAR, name, value))
    found = of_last_plan(started(band, 14 * BAR, began=0))
    assert found == of_last_plan(at(killed, 14 * BAR))
    assert found[1] == soloist
    assert band.arrangement.requests == killed.arrangement.requests
    assert of_last_plan(started(jam(), 14 * BAR, began=0)) != found  # as a band plays that was told nothing


def test_a_new_band_is_not_told_what_is_over_nor_what_was_taken_back() -> None:
    machine = jam()
    started(machine)
    for bar, name, value in ((0, "fill", None), (1, "break", 1), (4, "break", 4)):
        form_asked(machine, bar * BAR, name, value)
    left = msgspec.msgpack.decode(form_asked(machine, 6 * BAR, "fill").requests, type=Requests)
    assert [each.start for each in left.interludes] == [5 * BAR]
    assert [fill // BAR for fill in left.fills] == [6]
    left = msgspec.msgpack.decode(form_asked(machine, 7 * BAR, "back in").requests, type=Requests)
    assert [each.end for each in left.interludes] == [8 * BAR]


def test_a_new_run_forgets_what_was_asked_for_in_the_one_before() -> None:
    killed, band = jam(), jam()
    started(killed)
    solo = form_asked(killed, BAR, "piano solo")
    stopped = Clock(TIMELINE.ns_at(Tick(2 * BAR)), False, TIMELINE, Meter(4), Tick(0))
    (form,) = [event for event in killed.handle(stopped) if isinstance(event, Form)]
    assert form.requests == b""
    band.handle(solo)
    band.handle(stopped)
    assert of_last_plan(started(band, 14 * BAR, began=0))[1] == ""


def test_a_clock_that_bends_a_little_costs_no_plan_and_the_beats_go_with_it() -> None:
    machine = jam()
    started(machine)
    now = TIMELINE.ns_at(Tick(500))
    bent = Timeline.at_bpm(121, now, Tick(505))
    assert machine.handle(Clock(now, True, bent, Meter(4))) == []
    assert machine.wake_ns == bent.ns_at(Tick(BEAT))


def test_another_tempo_is_planned_for_at_once() -> None:
    machine = jam()
    started(machine)
    now = TIMELINE.ns_at(Tick(500))
    fast = TIMELINE.with_bpm(180, now)
    assert plan_in(machine.handle(Clock(now, True, fast, Meter(4)))).start == 980


def test_a_new_wire_knows_no_plan() -> None:
    machine = jam()
    started(machine)
    assert plan_in(started(machine, 500)).start == 980


def test_a_clock_that_jumps_back_forgets_what_lies_ahead_now() -> None:
    machine = jam()
    started(machine)
    eighths(machine, 0, 16, 80)
    now = TIMELINE.ns_at(Tick(8 * BEAT))
    again = Timeline.at_bpm(120, now, Tick(BEAT))
    assert plan_in(machine.handle(Clock(now, True, again, Meter(4)))).start == BEAT + 480
    scene = machine.ensemble.players["piano"].scenes[-1]
    assert (scene.you, scene.own) == ((), ())


def test_a_command_while_the_clock_is_stopped_changes_how_the_next_run_starts() -> None:
    machine = jam()
    machine.handle(Clock(Nanos(0), False, TIMELINE, Meter(4), Tick(0)))
    (plan,) = machine.handle(Command("mode", "piano"))
    assert isinstance(plan, Plan)
    assert starts(plan, "drums") == []
    assert starts(plan, "piano") == [beat * BEAT for beat in range(8)]


def test_what_was_planned_while_the_clock_stood_is_remembered_when_it_starts() -> None:
    """An external start is heard of when the first beat has sounded already, as planned."""
    machine = jam()
    machine.handle(Clock(Nanos(0), False, TIMELINE, Meter(4), Tick(0)))
    started(machine, tick=100, began=0)
    assert [note.start for note in machine.ensemble.players["piano"].scenes[-1].own] == [0]
    started(machine, tick=16 * BAR, began=16 * BAR)
    assert machine.ensemble.players["piano"].scenes[-1].own == ()


def test_players_do_not_see_small_swings_of_the_tempo() -> None:
    machine = jam()
    started(machine)
    for beat, bpm in ((1, 120.8), (2, 119.3), (3, 122.0)):
        now = TIMELINE.ns_at(Tick(beat * BEAT))
        machine.handle(Clock(now, True, Timeline.at_bpm(bpm, now, Tick(beat * BEAT)), Meter(4), Tick(0)))
        machine.advance(machine.wake_ns)
    told = [round(scene.bpm, 1) for scene in machine.ensemble.players["drums"].scenes]
    assert set(told[:-1]) == {120.0}
    assert told[-1] == 122.0
