"""Wire from end to end, between a MIDI system and other processes that are not there: what comes in at a port, what
leaves at another, and who is told."""

import socket
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from wire.fakes import FakeConnection, FakeListener, FakeMidi, FakePort

from jamd.clock.settings import ClockSettings
from jamd.errors import DeviceError
from jamd.ipc.settings import IN_NAME, OUT_NAME, Binding, PortSettings, WireSettings
from jamd.music.events import (
    Clock,
    Command,
    FallbackUsed,
    Heard,
    Hello,
    Keyed,
    Message,
    Notice,
    Plan,
    Played,
    Ports,
    note_off,
    note_on,
)
from jamd.music.time.notes import Meter, Nanos, Note, Tick
from jamd.music.time.timeline import Timeline
from jamd.wire.loop import Wire
from jamd.wire.ports import MidiPorts
from jamd.wire.realtime import Grants
from jamd.wire.shared_state import FILE, SharedState

ON, OFF = note_on(1, 60, 80), note_off(1, 60)
TAP = Binding("cc", 67, None, "tap")
PATIENCE_S = 5.0


class Studio:
    """A wire, and everything around it."""

    def __init__(self, folder: Path, midi: FakeMidi) -> None:
        self.folder, self.midi = folder, midi
        self.settings = WireSettings(
            ports=PortSettings(),
            clock=ClockSettings(bpm=120, meter=Meter(4), count_in=0, source="internal"),
            start="key",
            send="never",
            channels={"drums": 10, "piano": 1},
            latency_ns={},
            max_late_ns=25_000_000,
            thru=True,
            bindings=(TAP,),
        )

    def begin(self, **settings: object) -> None:
        """A wire begins to play, as the first one or after another one was killed."""
        self.settings = msgspec.structs.replace(self.settings, **settings)
        self.bus = FakeListener()
        watched, self.parent = socket.socketpair()
        ports = MidiPorts(self.settings.ports)
        self.wire = Wire(self.settings, self.folder, Grants("normal", False), ports, self.bus, watched)
        self.wire.begin()

    def connect(self, name: str, *messages: Message) -> FakeConnection:
        connection = self.bus.connect(Hello(name), *messages)
        self.turn_until(lambda: bool(connection.everything))
        return connection

    def turn_until(self, condition: Callable[[], bool]) -> None:
        give_up = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < give_up
            self.wire.turn()

    def play(self, data: bytes) -> None:
        """A message of the keyboardist arrives, and wire's loop turns."""
        self.midi.port(IN_NAME).receives(data)
        self.wire.turn()

    def parent_leaves(self) -> None:
        self.parent.close()

    @property
    def out(self) -> FakePort:
        return self.midi.port(OUT_NAME)


@pytest.fixture
def midi(monkeypatch: pytest.MonkeyPatch) -> FakeMidi:
    midi = FakeMidi()
    midi.install(monkeypatch)
    return midi


@pytest.fixture
def studio(tmp_path: Path, midi: FakeMidi) -> Studio:
    return Studio(tmp_path, midi)


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
    assert [event.what for event in stage.told(FallbackUsed)] == ["echo ignored"] * 2
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
    assert SharedState(studio.folder / FILE).sounding == []


# -- ports


def test_a_port_that_is_missing_at_the_first_start_is_a_fault(studio: Studio) -> None:
    with pytest.raises(DeviceError, match="Steinway"):
        studio.begin(ports=PortSettings(input="Steinway"))


def test_a_port_that_is_missing_later_is_said_once_and_our_own_is_used(studio: Studio) -> None:
    studio.midi.outputs.append("Synth")
    studio.begin(ports=PortSettings(output="Synth"))
    stage = studio.connect("stage")
    studio.midi.outputs.clear()
    for _ in range(2):
        reported = len(stage.told(Ports))
        stage.says(Command("ports"))
        studio.turn_until(lambda before=reported: len(stage.told(Ports)) > before)  # type: ignore[misc]
    assert ["Synth" in notice.text for notice in stage.told(Notice)] == [True]
    assert studio.out.is_open


def test_another_output_is_chosen_and_nothing_sounds_on_at_the_old_one(studio: Studio) -> None:
    studio.midi.outputs.append("Synth")
    studio.begin()
    stage, old = studio.connect("stage"), studio.out
    studio.play(ON)
    stage.says(Command("output", "Synth"))
    studio.turn_until(lambda: not old.is_open)
    assert OFF in old.sent
    studio.play(OFF)
    assert studio.midi.port("Synth").sent[-1] == OFF
    assert stage.told(Ports)[-1].output == "Synth"


def test_a_keyboard_that_is_plugged_in_is_opened_by_itself(studio: Studio) -> None:
    studio.begin()
    stage = studio.connect("stage")
    studio.midi.inputs.append("Keystation 49")
    studio.turn_until(lambda: stage.told(Ports)[-1].input == "Keystation 49")
    studio.midi.port("Keystation 49").receives(ON)
    studio.turn_until(lambda: bool(stage.told(Heard)))


def test_an_output_that_refuses_a_message_is_reported_and_opened_again(studio: Studio) -> None:
    studio.begin()
    stage, broken = studio.connect("stage"), studio.out
    broken.fails = True
    studio.play(ON)
    studio.turn_until(lambda: not broken.is_open and bool(stage.told(FallbackUsed)))
    assert [event.what for event in stage.told(FallbackUsed)] == ["unsent"]
    assert studio.out is not broken


def test_a_synth_that_has_just_been_connected_gets_the_offs_that_it_missed(studio: Studio) -> None:
    studio.begin()
    stage = studio.connect("stage")
    for data in (ON, OFF, note_on(1, 62, 80)):
        studio.play(data)
    studio.out.sent.clear()
    stage.says(Command("catch up"))
    studio.turn_until(lambda: bool(studio.out.sent))
    assert studio.out.sent == [OFF]


# -- begin and end


def test_a_wire_that_follows_a_killed_one_closes_its_notes_and_goes_on_in_time(studio: Studio) -> None:
    state = SharedState(studio.folder / FILE)
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


def test_a_wire_that_a_bug_ends_leaves_in_silence_too_and_the_next_one_goes_on_in_time(studio: Studio) -> None:
    studio.begin(start="now")
    studio.connect("band")
    studio.play(ON)
    out = studio.out
    studio.wire.end()
    assert OFF in out.sent
    studio.begin()
    assert studio.connect("stage").told(Clock)[-1].running
