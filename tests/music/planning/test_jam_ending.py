"""The jam machine: a tune that comes to its end."""

from music.planning.jams import BAR, BEAT, TIMELINE, Quarters, at, jam, plan_in, started, starts

from jamd.music.events import Clock, Ending
from jamd.music.planning.scene import Scene
from jamd.music.time.notes import BAND, Meter, Note, Tick


class LastHit(Quarters):
    """Knows only how to end."""

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        assert scene.role == "last"
        return (Note(start, 49, Tick(start + BAR), 100),)


def test_an_ending_plays_to_the_end_of_the_form_hits_once_more_and_is_silent() -> None:
    machine = jam()
    machine.ensemble.fallback_players = {part: LastHit(part) for part in BAND}
    started(machine)
    ending, *_ = machine.end(TIMELINE.ns_at(Tick(5 * BAR + 100)))
    assert ending == Ending(TIMELINE.ns_at(Tick(5 * BAR + 100)), Tick(10 * BAR), Tick(12 * BAR), Tick(13 * BAR))
    plan = plan_in(at(machine, 11 * BAR + 3 * BEAT))
    assert starts(plan, "drums") == [12 * BAR]
    assert [note.pitch for note in plan.parts["drums"]] == [49]


def test_an_ending_too_near_to_the_end_of_the_form_takes_another_chorus_and_asked_again_the_next_bar() -> None:
    machine = jam()
    started(machine)
    first, *_ = machine.end(TIMELINE.ns_at(Tick(11 * BAR + 100)))
    assert isinstance(first, Ending)
    assert first.at == 24 * BAR
    again, *_ = machine.end(TIMELINE.ns_at(Tick(11 * BAR + 200)))
    assert isinstance(again, Ending)
    assert (again.slow_from, again.at) == (11 * BAR + 200, 12 * BAR)


def test_a_new_wire_is_told_of_the_ending_again() -> None:
    machine = jam()
    started(machine)
    asked, *_ = machine.end(TIMELINE.ns_at(Tick(0)))
    again, *_ = started(machine, 3 * BAR, began=0)
    assert isinstance(asked, Ending)
    assert isinstance(again, Ending)
    assert again.at == asked.at


def test_the_next_run_knows_nothing_of_the_ending() -> None:
    machine = jam()
    started(machine)
    machine.end(TIMELINE.ns_at(Tick(0)))
    machine.handle(Clock(TIMELINE.ns_at(Tick(13 * BAR)), False, TIMELINE, Meter(4)))
    started(machine)
    assert len(starts(plan_in(at(machine, 12 * BAR)), "drums")) > 4
