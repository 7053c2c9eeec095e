"""The jam machine: a change of style in the middle of a tune."""

from music.planning.jams import BAR, BEAT, TIMELINE, at, jam, plan_in, started

from jamd.music.events import Command
from jamd.music.time.notes import BAND, Tick


def test_players_are_told_the_style_and_play_an_even_one_straight() -> None:
    machine = jam()
    started(machine)
    scenes = [machine.ensemble.players[part].scenes for part in BAND]
    assert {(told[-1].style, told[-1].swing > 1.3) for told in scenes} == {("swing", True)}
    machine.handle(Command("style", "bossa"))
    assert {(told[-1].style, told[-1].swing) for told in scenes} == {("bossa", 1.0)}


def test_another_style_begins_at_the_next_bar_line() -> None:
    machine = jam()
    started(machine)
    at(machine, 5 * BEAT)
    scenes = [machine.ensemble.players[part].scenes for part in BAND]
    for told in scenes:
        told.clear()
    machine.handle(Command("style", "samba", ns=TIMELINE.ns_at(Tick(5 * BEAT))))
    for told in scenes:
        assert [(scene.style, scene.style_since) for scene in told] == [("swing", 0), ("samba", 2 * BAR)]
    at(machine, 8 * BEAT)
    for told in scenes:
        assert (told[-1].style, told[-1].style_since) == ("samba", 2 * BAR)


def test_a_style_that_is_taken_back_before_it_began_leaves_no_trace() -> None:
    machine = jam()
    started(machine)
    at(machine, 5 * BEAT)
    machine.handle(Command("style", "samba", ns=TIMELINE.ns_at(Tick(5 * BEAT))))
    machine.handle(Command("style", "swing", ns=TIMELINE.ns_at(Tick(5 * BEAT))))
    scene = machine.ensemble.players["drums"].scenes[-1]
    assert (scene.style, scene.style_since) == ("swing", 0)


def test_a_note_that_sounds_across_a_change_of_style_is_planned_once() -> None:
    machine = jam()
    started(machine)
    at(machine, 5 * BEAT)
    plan = plan_in(machine.handle(Command("style", "samba", ns=TIMELINE.ns_at(Tick(5 * BEAT)))))
    for part in BAND:
        assert len({note.start for note in plan.parts[part]}) == len(plan.parts[part])
