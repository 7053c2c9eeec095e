"""The jam machine: it plans as often and as far ahead as a slow machine can."""

from music.planning.jams import BEAT, TIMELINE, at, eighths, jam, plan_in, started

from jamd.music.events import Event, FallbackUsed, State
from jamd.music.planning.jam import Jam
from jamd.music.time.notes import Nanos, Tick


def slow(machine: Jam, ms: int, plans: int = 4) -> list[Event]:
    """So many plans that took so long."""
    said: list[Event] = []
    for _ in range(plans):
        said += machine.record_plan_time(Nanos(ms * 10**6), Nanos(0), Nanos(ms * 10**6))
    return said


def test_a_machine_that_is_too_slow_plans_every_two_beats_and_says_so() -> None:
    machine = jam()
    started(machine)
    said = slow(machine, 450)
    assert [event.what for event in said if isinstance(event, FallbackUsed)] == ["slower planning", "wider commit"]
    at(machine, BEAT)
    assert machine.wake_ns == TIMELINE.ns_at(Tick(2 * BEAT))
    at(machine, 2 * BEAT)
    assert machine.wake_ns == TIMELINE.ns_at(Tick(4 * BEAT))


def test_no_plan_begins_before_it_can_be_with_wire() -> None:
    machine = jam()
    started(machine)
    slow(machine, 450)
    events = at(machine, BEAT)
    assert TIMELINE.ns_at(plan_in(events).start) >= TIMELINE.ns_at(Tick(BEAT)) + 450 * 10**6
    (state,) = [event for event in events if isinstance(event, State)]
    assert state.replan_beats == 2
    assert state.commit_ms > 450
    assert (state.plan_p50_ms, state.plan_p99_ms) == (450.0, 450.0)


def test_what_was_measured_before_the_start_counts_at_the_tempo_of_the_start() -> None:
    machine = jam()
    assert slow(machine, 450) == []
    kinds = {event.what for event in started(machine) if isinstance(event, FallbackUsed)}
    assert kinds == {"slower planning", "wider commit"}


def test_a_slow_machine_does_not_plan_between_two_beats_for_a_soft_key() -> None:
    machine = jam()
    started(machine)
    slow(machine, 300)
    eighths(machine, 0, 16, 104)
    assert eighths(machine, 16 * 480, 1, 40) == []
