"""What a tune of a set list brings comes on its first bar, not before."""

import pytest
from music.planning.jams import BAR, BEAT, TIMELINE, jam, started, until
from music.planning.test_route import AB

from jamd.commands.choices import When
from jamd.commands.kinds import Value
from jamd.music.charts.load import load_chart
from jamd.music.events import Arrived, Clock, Command, Event, Form
from jamd.music.planning.jam import Jam
from jamd.music.time.notes import Meter, Nanos, Tick

AABA, NEXT = "builtin:rhythm-changes", load_chart("builtin:blues-in-f")
DRUMS_ALONE: dict[str, Value] = {"mode": "drums", "busy": 2.0, "drums.player": "rules"}


def chosen(machine: Jam, tick: int) -> list[Event]:
    return machine.play_chart(NEXT, TIMELINE.ns_at(Tick(tick)), dict(DRUMS_ALONE))


def last_form(events: list[Event]) -> Form:
    return [event for event in events if isinstance(event, Form)][-1]


PLACES: list[tuple[When, int]] = [("beat", 6 * BEAT), ("bar", 2 * BAR), ("section", 4 * BAR), ("chorus", 8 * BAR)]


@pytest.mark.parametrize(("when", "begins"), PLACES)
@pytest.mark.parametrize("commit", [BEAT, BEAT // 4])
def test_the_last_bar_is_as_before_and_the_first_one_as_the_tune_wants_it(when: When, begins: int, commit: int) -> None:
    machine = jam(when=when, commit=Tick(commit))
    machine.play_chart(AB, Nanos(0))
    started(machine)
    chosen(machine, 5 * BEAT - commit + 10)
    piano = [note.start for note in until(machine, begins + 4 * BAR)["piano"]]
    assert max(piano) == begins - BEAT
    assert (machine.settings.mode, machine.settings.busy) == ("drums", 2.0)
    assert machine.ensemble.players["drums"].scenes[-1].busy == 2.0


def test_until_then_nothing_of_it_holds_and_then_it_is_told_once() -> None:
    machine = jam(AABA)
    started(machine)
    chosen(machine, BAR)
    until(machine, 2 * BAR - BEAT)
    assert machine.settings.mode == "accompany"
    assert machine.wake_ns is not None
    arrived = [event for event in machine.advance(machine.wake_ns) if isinstance(event, Arrived)]
    while not arrived:
        arrived = [event for event in machine.advance(machine.wake_ns) if isinstance(event, Arrived)]
    assert arrived[0].settings == DRUMS_ALONE  # the player's name, too: who has the players takes it up
    machine.handle(Command("mode", "piano", TIMELINE.ns_at(Tick(3 * BAR))))
    until(machine, 8 * BAR)
    assert machine.settings.mode == "piano"


def test_a_tune_that_is_called_off_brings_nothing() -> None:
    machine = jam(AABA)
    started(machine)
    chosen(machine, BAR)
    machine.handle(Command("play on", None, TIMELINE.ns_at(Tick(BAR + BEAT))))
    until(machine, 8 * BAR)
    assert machine.settings.mode == "accompany"


def test_a_band_that_stands_takes_them_at_once() -> None:
    machine = jam(AABA)
    machine.handle(Clock(Nanos(0), False, TIMELINE, Meter(4), Tick(-2 * BAR)))
    (arrived,) = [event for event in chosen(machine, 0) if isinstance(event, Arrived)]
    assert arrived.settings == DRUMS_ALONE
    assert machine.settings.mode == "drums"


def test_stopped_before_the_tune_came_the_next_run_begins_with_it_and_its_settings() -> None:
    machine = jam(AABA)
    started(machine)
    chosen(machine, BAR)
    events = machine.handle(Clock(TIMELINE.ns_at(Tick(BAR + BEAT)), False, TIMELINE, Meter(4), Tick(-2 * BAR)))
    assert any(isinstance(event, Arrived) for event in events)
    assert machine.chart == NEXT
    assert machine.settings.mode == "drums"


@pytest.mark.parametrize("killed", [BAR + BEAT, 3 * BAR])
def test_a_band_that_is_killed_leaves_what_is_to_come_to_the_next_one(killed: int) -> None:
    before, after = jam(AABA), jam(AABA)
    started(before)
    forms = [last_form(chosen(before, BAR))]
    while before.wake_ns is not None and before.wake_ns < TIMELINE.ns_at(Tick(killed)):
        forms += [event for event in before.advance(before.wake_ns) if isinstance(event, Form)]
    after.handle(forms[-1])
    started(after, killed, began=0)
    until(after, 4 * BAR)
    assert after.chart == NEXT
    came = killed > 2 * BAR  # then wire knows the settings, and tells them like any others
    assert after.settings.mode == ("accompany" if came else "drums")
