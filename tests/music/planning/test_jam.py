"""The jam machine in stories: what it is told, what it plans."""

from music.planning.jams import BAR, BEAT, TIMELINE, Quarters, at, jam, key, plan_in, settings, started, starts

from jamd.music.events import Command, FallbackUsed, Notice
from jamd.music.planning.jam import Jam
from jamd.music.planning.scene import Scene
from jamd.music.settings import PartSettings
from jamd.music.time.notes import BAND, Meter, Note, Tick


def test_the_first_plan_reaches_from_the_first_tick_to_the_end_of_the_next_bar() -> None:
    plan = plan_in(started(jam()))
    assert (plan.start, plan.end) == (0, 2 * BAR)
    assert starts(plan, "drums") == [beat * BEAT for beat in range(8)]


def test_the_count_in_is_sticks_alone() -> None:
    plan = plan_in(started(jam(count_in=2), -2 * BAR))
    assert [(n.start // BEAT, n.pitch) for n in plan.parts["drums"]] == [(b, 37) for b in (-8, -6, -4, -3, -2, -1)]
    assert plan.parts["piano"] == ()


def test_a_waltz_is_counted_in_in_three() -> None:
    machine = jam(chart="builtin:jazz-waltz", meter=Meter(3), count_in=2)
    plan = plan_in(started(machine, -2 * 2880))
    assert [n.start // BEAT for n in plan.parts["drums"]] == [-6, -3, -2, -1]


def test_it_plans_again_on_every_beat_from_the_horizon_on() -> None:
    machine = jam()
    started(machine)
    assert machine.wake_ns == TIMELINE.ns_at(Tick(BEAT))
    plan = plan_in(at(machine, BEAT))
    assert (plan.start, plan.end) == (BEAT + 480, 2 * BAR)
    assert machine.wake_ns == TIMELINE.ns_at(Tick(2 * BEAT))


def test_the_horizon_is_never_under_60_ms() -> None:
    machine = jam(commit=Tick(10))
    started(machine)
    assert plan_in(at(machine, BEAT)).start == BEAT + 115  # ticks in 60 ms at 120


def test_a_note_that_sounds_across_the_horizon_is_listed_with_its_end() -> None:
    machine = jam()
    planned = [n for n in plan_in(started(machine)).parts["piano"] if n.start == BEAT]
    sounding = [n for n in plan_in(at(machine, BEAT)).parts["piano"] if n.start < BEAT + 480]
    assert sounding == planned
    assert (sounding[0].start, sounding[0].end) == (BEAT, BEAT + 900)


def test_players_are_shown_what_was_heard_and_what_they_played() -> None:
    machine = jam()
    started(machine)
    machine.handle(key(100, 72))
    at(machine, BEAT)
    scene = machine.ensemble.players["piano"].scenes[-1]
    assert scene.you == (Note(Tick(100), 72, Tick(BEAT), 80),)
    assert [note.start for note in scene.own] == [0, BEAT]
    assert scene.heard == BEAT


def test_volume_scales_what_leaves_and_not_what_is_remembered() -> None:
    machine = jam(parts={"drums": PartSettings(volume=0.5), "piano": PartSettings(volume=0)})
    plan = plan_in(started(machine))
    assert {note.velocity for note in plan.parts["drums"]} == {37}  # half of what leaves at 1
    assert plan.parts["piano"] == ()
    at(machine, BEAT)
    assert {note.velocity for note in machine.ensemble.players["drums"].scenes[-1].own} == {64}


def test_a_command_is_planned_for_at_once() -> None:
    machine = jam()
    started(machine)
    at(machine, BEAT)
    plan = plan_in(machine.handle(Command("mode", "drums", TIMELINE.ns_at(Tick(1000)))))
    assert plan.start == 1480
    assert [n for n in plan.parts["piano"] if n.start >= 1480] == []


def test_what_leaves_early_is_planned_early() -> None:
    machine = jam()
    started(machine, ahead_ns=100_000_000)  # 192 ticks
    assert plan_in(at(machine, BEAT)).start == BEAT + 480 + 192


class Broken(Quarters):
    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        raise FloatingPointError("a network gave up")


def test_an_author_that_fails_is_replaced_for_the_plan_and_it_is_said() -> None:
    able = {part: Quarters(part) for part in BAND}
    machine = Jam(settings(), None, {**able, "drums": Broken("drums")}, able)
    events = started(machine)
    assert starts(plan_in(events), "drums") == [beat * BEAT for beat in range(8)]
    (notice,) = [event for event in events if isinstance(event, Notice)]
    assert "drums" in notice.text
    assert "a network gave up" in notice.text


def test_every_time_that_a_player_fails_is_counted_and_said_once() -> None:
    able = {part: Quarters(part) for part in BAND}
    machine = Jam(settings(), None, {**able, "drums": Broken("drums")}, able)
    events = [*started(machine), *at(machine, BEAT), *at(machine, 2 * BEAT)]
    assert [(e.what, e.detail) for e in events if isinstance(e, FallbackUsed)] == [("fallback player", "drums")] * 3
    assert [e.ns for e in events if isinstance(e, FallbackUsed)] == [TIMELINE.ns_at(Tick(b * BEAT)) for b in range(3)]
    assert sum(isinstance(event, Notice) for event in events) == 1
