"""Wire from end to end: the keyboardist, the clock and the band, commands."""

import time

import msgspec
import pytest
from wire.studio import OFF, ON, Studio

from jamd.commands.binding import Binding
from jamd.music.channel_messages import note_off, note_on
from jamd.music.events import Clock, Command, FallbackUsed, Heard, Keyed, Notice, Plan, Played
from jamd.music.time.notes import Note, Tick
from jamd.wire.shared_state import SharedState

# -- the keyboardist


def test_a_key_is_passed_on_and_the_band_and_the_tape_hear_of_it(studio: Studio) -> None:
    studio.begin(start="now")
    link, stage = studio.connect("link"), studio.connect("stage")
    studio.play(ON)
    assert studio.out.sent == [ON]
    (heard,), (thru,) = stage.told(Heard), stage.told(Played)
    assert (heard.data, thru.part, thru.data) == (ON, "you", ON)
    assert thru.late_ns == thru.ns - heard.ns >= 0
    assert link.told(Heard) == []


def test_where_thru_is_off_a_key_is_only_heard(studio: Studio) -> None:
    studio.begin(thru=False)
    stage = studio.connect("stage")
    studio.play(ON)
    assert studio.out.sent == []
    assert len(stage.told(Heard)) == 1


def test_a_bound_pedal_steers_and_is_neither_passed_on_nor_heard(studio: Studio) -> None:
    studio.begin(bindings=(Binding("cc", 67, None, "mode", "trade"),))
    band = studio.connect("band")
    for value in (127, 0):
        studio.play(bytes((0xB0, 67, value)))
    assert [(command.name, command.value) for command in band.told(Command)] == [("mode", "trade")]
    assert (studio.out.sent, band.told(Heard)) == ([], [])


def test_a_tap_that_might_have_been_two_acts_without_another_message(studio: Studio) -> None:
    tap, twice = Binding("cc", 67, None, "fill"), Binding("cc", 67, None, "ending", gesture="double tap")
    studio.begin(bindings=(tap, twice))
    band = studio.connect("band")
    pressed = time.monotonic_ns()
    studio.play(b"\xb0\x43\x7f")
    studio.turn_until(lambda: bool(band.told(Command)))
    (fill,) = band.told(Command)
    assert fill.name == "fill"
    assert fill.ns - pressed >= 0.3e9


def test_a_knob_picks_up_the_tempo_that_the_clock_has(studio: Studio) -> None:
    studio.begin(bindings=(Binding("cc", 21, None, "tempo", gesture="knob", range=(100, 227)),))
    stage = studio.connect("stage")
    for position in (0, 19, 21, 30):  # at 120
        studio.play(bytes((0xB0, 21, position)))
    studio.turn_until(lambda: stage.told(Clock)[-1].timeline.bpm == pytest.approx(130))
    assert stage.told(Heard) == []


def test_a_key_of_the_page_is_heard_like_one_of_the_keyboard(studio: Studio) -> None:
    studio.begin()
    stage = studio.connect("stage")
    stage.says(Keyed(ON))
    studio.turn_until(lambda: bool(stage.told(Heard)))
    assert studio.out.sent == [ON]


def test_our_own_note_coming_back_is_counted_and_a_person_is_warned_once(studio: Studio) -> None:
    studio.begin()
    stage = studio.connect("stage")
    for _ in range(2):
        studio.play(ON)  # thru sends it
        studio.play(ON)
    assert [(event.what, event.detail) for event in stage.told(FallbackUsed)] == [("echo ignored", ON.hex(" "))] * 2
    assert len(stage.told(Notice)) == 1
    assert len(stage.told(Heard)) == 2


# -- the clock and the band


def test_the_first_key_starts_the_music(studio: Studio) -> None:
    studio.begin(start="key")
    stage = studio.connect("stage")
    assert not stage.told(Clock)[-1].running
    studio.play(OFF)
    assert not stage.told(Clock)[-1].running
    studio.play(ON)
    assert stage.told(Clock)[-1].running


def test_the_music_starts_with_the_band_and_only_once(studio: Studio) -> None:
    studio.begin(start="now")
    stage = studio.connect("stage")
    assert not stage.told(Clock)[-1].running
    band = studio.connect("band")
    assert stage.told(Clock)[-1].running
    stage.says(Command("stop"))
    studio.turn_until(lambda: not stage.told(Clock)[-1].running)
    band.hangs_up()
    assert not studio.connect("band").told(Clock)[-1].running


def test_what_the_band_plans_is_played_in_time_and_recorded(studio: Studio) -> None:
    studio.begin(start="now", max_late_ns=5_000_000_000)  # however busy the machine is, nothing is dropped
    stage, band = studio.connect("stage"), studio.connect("band")
    began = stage.told(Clock)[-1].timeline
    band.says(Plan(Tick(0), Tick(3840), {"piano": (Note(Tick(960), 64, Tick(1200), 70),), "drums": ()}))
    studio.turn_until(lambda: note_off(1, 64) in studio.out.sent)
    assert studio.out.sent == [note_on(1, 64, 70), note_off(1, 64)]
    played = stage.told(Played)
    assert [(event.tick, event.part) for event in played] == [(960, "piano"), (1200, "piano")]
    assert all(event.late_ns >= 0 for event in played)
    assert [event.ns - event.late_ns for event in played] == [began.ns_at(Tick(960)), began.ns_at(Tick(1200))]


def test_an_external_clock_starts_the_band(studio: Studio) -> None:
    clock = msgspec.structs.replace(studio.settings.clock, source="midi")
    studio.begin(clock=clock)
    stage = studio.connect("stage")
    for message in (b"\xfa", b"\xf8"):
        studio.play(message)
    assert stage.told(Clock)[-1].running
    studio.play(b"\xfc")
    assert not stage.told(Clock)[-1].running


# -- commands


def test_a_setting_of_the_band_is_passed_on_and_a_new_band_is_told_of_it(studio: Studio) -> None:
    studio.begin()
    stage, band = studio.connect("stage"), studio.connect("band")
    stage.says(Command("mode", "trade"), Command("ending"))
    studio.turn_until(lambda: len(band.told(Command)) == 2)
    band.hangs_up()
    assert [command.name for command in studio.connect("band").told(Command)] == ["mode"]


def test_a_wrong_value_is_said_in_one_sentence_and_changes_nothing(studio: Studio) -> None:
    studio.begin()
    stage = studio.connect("stage")
    stage.says(Command("tempo", "fast"))
    studio.turn_until(lambda: bool(stage.told(Notice)))
    assert "tempo" in stage.told(Notice)[0].text
    assert stage.told(Clock)[-1].timeline.bpm == pytest.approx(120)


def test_panic_stops_the_music_and_closes_every_note(studio: Studio) -> None:
    studio.begin(start="now")
    stage = studio.connect("stage")
    studio.connect("band")
    studio.play(ON)
    stage.says(Command("panic"))
    studio.turn_until(lambda: OFF in studio.out.sent)
    assert not stage.told(Clock)[-1].running
    assert SharedState(studio.folder / "memory").sounding == []
