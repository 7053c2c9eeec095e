"""A pedal's command may name its place in the form; then it takes effect there, whatever `jam.when` says."""

import pytest
from music.planning.jams import BAR, BEAT, TIMELINE, jam, started, until
from music.planning.test_route import AB

from jamd.commands.choices import When
from jamd.music.charts.load import load_chart
from jamd.music.events import Arrived, Command
from jamd.music.planning.jam import Jam
from jamd.music.time.notes import Nanos, Tick

PLACES: list[tuple[When, int]] = [("beat", 6 * BEAT), ("bar", 2 * BAR), ("section", 4 * BAR), ("chorus", 8 * BAR)]
ASKED = Tick(5 * BEAT + 100)  # the horizon is half a beat later


def playing(when: When = "chorus") -> Jam:
    """Two sections of four bars."""
    machine = jam(when=when)
    machine.play_chart(AB, Nanos(0))
    started(machine)
    until(machine, ASKED)
    return machine


def command(name: str, value: object = None, when: When | None = None) -> Command:
    return Command(name, value, TIMELINE.ns_at(ASKED), when=when)  # type: ignore[arg-type]


@pytest.mark.parametrize(("when", "begins"), PLACES)
def test_a_setting_comes_at_its_place_and_not_before(when: When, begins: int) -> None:
    machine = jam("builtin:rhythm-changes")
    machine.play_chart(AB, Nanos(0))
    started(machine)
    notes = until(machine, ASKED)
    machine.handle(command("mode", "drums", when))
    piano = [note.start for note in until(machine, begins + 2 * BAR, notes)["piano"]]
    assert max(piano) == begins - BEAT
    assert machine.settings.mode == "drums"


def test_wire_is_told_when_a_setting_has_come() -> None:
    machine = playing()
    machine.handle(command("mode", "drums", "section"))
    assert machine.settings.mode == "accompany"
    told = []
    while machine.wake_ns is not None and machine.wake_ns < TIMELINE.ns_at(Tick(5 * BAR)):
        told += [event.settings for event in machine.advance(machine.wake_ns) if isinstance(event, Arrived)]
    assert told == [{"mode": "drums"}]


def test_two_settings_may_wait_for_one_place() -> None:
    machine = playing()
    machine.handle(command("mode", "drums", "section"))
    machine.handle(command("busy", 2.0, "section"))
    until(machine, 4 * BAR)
    assert (machine.settings.mode, machine.settings.busy) == ("drums", 2.0)


def test_a_setting_without_a_place_comes_at_once_and_so_it_does_while_nothing_plays() -> None:
    machine = playing()
    machine.handle(command("mode", "drums"))
    assert machine.settings.mode == "drums"
    stands = jam("builtin:rhythm-changes")
    stands.handle(Command("mode", "drums", when="chorus"))
    assert stands.settings.mode == "drums"


@pytest.mark.parametrize(("when", "begins"), PLACES)
def test_a_break_begins_at_its_place_and_lasts_until_it_is_taken_back(when: When, begins: int) -> None:
    machine = playing()
    machine.handle(command("break", "held", when))
    (held,) = machine.arrangement.requests.interludes
    assert held.start == begins
    assert held.end > begins + 60 * BAR
    later = Tick(20 * BAR + 10)
    until(machine, later)
    machine.handle(Command("back in", None, TIMELINE.ns_at(later), when="beat"))
    (over,) = machine.arrangement.requests.interludes
    assert (over.start, over.end) == (begins, 20 * BAR + BEAT)


def test_a_break_that_is_taken_back_before_it_begins_never_does() -> None:
    machine = playing()
    machine.handle(command("break", "held", "bar"))
    machine.handle(command("back in", None, "bar"))
    assert machine.arrangement.requests.interludes == ()


@pytest.mark.parametrize(("when", "fill"), [("section", 3 * BAR), ("chorus", 7 * BAR), ("bar", 2 * BAR)])
def test_a_fill_leads_into_its_place(when: When, fill: int) -> None:
    machine = playing()
    machine.handle(Command("fill", None, TIMELINE.ns_at(Tick(2 * BAR - BEAT)), when=when))
    assert machine.arrangement.requests.fills == (fill,)


@pytest.mark.parametrize(
    ("when", "last_hit"), [("bar", 2 * BAR), ("section", 4 * BAR), ("chorus", 8 * BAR), (None, 8 * BAR)]
)
def test_the_tune_ends_at_its_place(when: When | None, last_hit: int) -> None:
    machine = playing()
    machine.end(TIMELINE.ns_at(ASKED), when)
    assert machine.arrangement.last_hit == last_hit


def test_a_tune_and_a_way_through_the_form_begin_at_their_place() -> None:
    for when, begins in PLACES:
        machine = playing("chorus")
        machine.play_chart(load_chart("builtin:blues-in-f"), TIMELINE.ns_at(ASKED), when=when)
        assert machine.arrangement.route.legs[-1].start == begins
        machine = playing("chorus")
        machine.handle(command("from the top", None, when))
        assert machine.arrangement.route.legs[-1].start == begins
