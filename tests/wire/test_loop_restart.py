"""Wire from end to end: how it leaves, and how the next one goes on."""

import time
from typing import Any

import pytest
from wire.studio import OFF, ON, Studio

from jamd.commands.binding import Binding
from jamd.commands.kinds import Value
from jamd.ipc.bus import wait_readable
from jamd.ipc.settings import IN_NAME
from jamd.music.channel_messages import note_off, note_on
from jamd.music.events import Arrived, Clock, Command, Controls, Form, Heard, Keyed, Notice, Played, Ports
from jamd.music.settings import JamSettings, PartSettings
from jamd.music.time.notes import BAND, BandPart, Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.wire import loop
from jamd.wire.shared_state import SharedState

PARTS: dict[BandPart, PartSettings] = {part: PartSettings() for part in BAND}
CONTROLS = Controls(Nanos(0), JamSettings(Meter(4), PARTS, seed=1), "", {})


def test_a_wire_that_follows_a_killed_one_closes_its_notes_and_goes_on_in_time(studio: Studio) -> None:
    state = SharedState(studio.folder / "memory")
    state.note_on(9 * 128 + 51, 80)
    timeline = Timeline.at_bpm(200, Nanos(time.monotonic_ns()), Tick(5000))
    state.set_clock(timeline, True, "internal")
    studio.begin()
    assert note_off(10, 51) in studio.out.sent
    stage = studio.connect("stage")
    assert [(event.part, event.data) for event in stage.told(Played)] == [("drums", note_off(10, 51))]
    clock = stage.told(Clock)[-1]
    assert clock.running
    assert clock.timeline.ns_at(Tick(10_000)) == pytest.approx(timeline.ns_at(Tick(10_000)), abs=1000)


def test_what_people_have_set_is_there_after_a_kill(studio: Studio) -> None:
    studio.begin()
    stage, band = studio.connect("stage"), studio.connect("band")
    stage.says(Command("tempo", 90.0), Command("mode", "trade"))
    studio.turn_until(lambda: bool(band.told(Command)))
    studio.begin()
    band = studio.connect("band")
    assert [command.name for command in band.told(Command)] == ["mode"]
    assert band.told(Clock)[-1].timeline.bpm == pytest.approx(90)


def test_what_came_with_a_tune_is_there_after_a_kill_and_what_is_to_come_is_left_to_the_form(studio: Studio) -> None:
    studio.begin()
    stage, band = studio.connect("stage"), studio.connect("band")
    stage.says(Command("chart", "| C |", settings={"style": "bossa"}))
    studio.turn_until(lambda: bool(band.told(Command)))
    assert band.told(Command)[-1].settings == {"style": "bossa"}
    band.says(Arrived(Nanos(5), {"mode": "trade", "drums.player": "rules"}))
    studio.turn_until(lambda: ("mode", "trade") in told_to_a_new_band(studio))
    stage.says(Command("mode", "piano"))
    studio.turn_until(lambda: len(band.told(Command)) > 1)
    studio.begin()
    told = {command.name: (command.value, command.settings) for command in studio.connect("band").told(Command)}
    assert told == {"chart": ("| C |", {}), "mode": ("piano", {}), "drums.player": ("rules", {})}


def test_a_solo_that_was_asked_for_is_told_to_a_new_band_until_the_run_is_stopped(studio: Studio) -> None:
    studio.begin(start="now")
    stage, band = studio.connect("stage"), studio.connect("band")
    form = Form(Nanos(5), Meter(4), 0, b"a route", requests=b"a solo")
    band.says(form)
    studio.turn_until(lambda: form in studio.wire._commands.for_band())
    stage.says(Command("stop"))
    forgotten = Form(Nanos(5), Meter(4), 0, b"a route")
    studio.turn_until(lambda: forgotten in studio.wire._commands.for_band())


def test_what_a_pedal_held_when_wire_was_killed_is_taken_back_and_stays_consumed(studio: Studio) -> None:
    down, up = b"\xb0\x42\x7f", b"\xb0\x42\x00"
    studio.begin(bindings=(Binding("cc", 66, None, "drums.solo", True, "while held"),))
    band = studio.connect("band")
    studio.play(down)
    assert [(command.name, command.value) for command in band.told(Command)] == [("drums.solo", True)]
    studio.begin()
    band = studio.connect("band", CONTROLS)
    studio.turn_until(lambda: ("drums.solo", False) in [(each.name, each.value) for each in band.told(Command)])
    assert ("drums.solo", False) in told_to_a_new_band(studio)
    stage = studio.connect("stage", Keyed(up), Keyed(ON))
    studio.turn_until(lambda: bool(stage.told(Heard)))
    assert [heard.data for heard in stage.told(Heard)] == [ON]
    assert [played.data for played in stage.told(Played)] == [ON]


def told_to_a_new_band(studio: Studio) -> list[tuple[str, Value]]:
    commands = studio.wire._commands.for_band()
    return [(command.name, command.value) for command in commands if isinstance(command, Command)]


def test_a_wire_that_stood_still_says_so_and_lets_go_of_what_thru_holds(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.begin()
    stage = studio.connect("stage")
    studio.play(ON)

    def stopped(*asked: Any) -> list[Any]:
        """SIGSTOP, and after a while SIGCONT."""
        found = wait_readable(*asked)
        time.sleep(0.9)
        return found

    monkeypatch.setattr(loop, "wait_readable", stopped)
    studio.wire.turn()
    monkeypatch.undo()
    (notice,) = stage.told(Notice)
    assert notice.text.startswith("wire stood still for 0.")
    assert studio.out.sent[-1] == OFF
    assert stage.told(Heard)[-1].data == OFF


def test_with_the_parent_gone_wire_leaves_in_silence(studio: Studio) -> None:
    studio.begin(start="now")
    stage = studio.connect("stage")
    studio.connect("band")
    studio.play(ON)
    out = studio.out
    studio.parent_leaves()
    studio.turn_until(lambda: studio.wire.leaving)
    studio.wire.end()
    assert OFF in out.sent
    assert not out.is_open
    assert not stage.told(Clock)[-1].running
    assert not studio.bus.open


def test_what_comes_in_while_wire_leaves_is_taped_and_sounds_no_more(studio: Studio) -> None:
    studio.begin()
    stage = studio.connect("stage")
    out = studio.out
    studio.midi.port(IN_NAME).receives(ON)  # the loop has not turned
    studio.wire._input.stop_thru()
    studio.midi.port(IN_NAME).receives(note_on(1, 70, 80))
    studio.wire.end()
    assert note_on(1, 70, 80) not in out.sent
    assert [event.data for event in stage.told(Heard)] == [ON, note_on(1, 70, 80)]


def test_a_wire_that_a_bug_ends_leaves_in_silence_too_and_the_next_one_goes_on_in_time(studio: Studio) -> None:
    studio.begin(start="now")
    studio.connect("band")
    studio.play(ON)
    out = studio.out
    studio.wire.end()
    assert OFF in out.sent
    studio.begin()
    assert studio.connect("stage").told(Clock)[-1].running


def test_offs_are_owed_until_the_cables_are_back(studio: Studio) -> None:
    studio.begin()
    studio.wire.end()
    state = SharedState(studio.folder / "memory")
    assert state.owed  # the patchbay has seen no cable
    studio.begin()
    patchbay, stage = studio.connect("patchbay"), studio.connect("stage")
    patchbay.says(Command("catch up"), Command("mode", "trade"))
    studio.turn_until(lambda: stage.told(Ports) != [] and not patchbay.has_news)
    studio.wire.end()
    assert not state.owed
