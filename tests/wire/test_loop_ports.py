"""Wire from end to end: ports that are missing, come, go and refuse."""

import pytest
from wire.studio import OFF, ON, Studio

from jamd.errors import DeviceError
from jamd.ipc.settings import PortSettings
from jamd.music.channel_messages import note_on, program_change
from jamd.music.events import Clock, Command, FallbackUsed, Heard, Listing, Notice, Plan, Played, Ports
from jamd.music.time.notes import Note, Tick


def test_a_port_that_is_missing_at_the_first_start_is_a_fault(studio: Studio) -> None:
    with pytest.raises(DeviceError, match="Steinway"):
        studio.begin(ports=PortSettings(input="Steinway"))


def test_a_port_that_is_missing_later_is_said_once_and_our_own_is_used(studio: Studio) -> None:
    studio.midi.outputs.append("Synth")
    studio.begin(ports=PortSettings(output="Synth"))
    stage = studio.connect("stage")
    studio.midi.outputs.clear()
    patchbay = studio.connect("patchbay")
    for others in ((), ("other",)):
        patchbay.says(Listing("alsa", (), others))
        studio.turn_until(lambda names=others: stage.told(Listing)[-1:] == [Listing("alsa", (), names)])  # type: ignore[misc]
        studio.turn_until(lambda: stage.told(Ports)[-1].output == "")
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
    studio.connect("patchbay").says(Listing("alsa", ("Keystation 49",), ()))
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


def test_the_synth_is_told_the_bass_when_the_band_has_it_when_connected_and_at_each_start(studio: Studio) -> None:
    bass = program_change(2, 33)
    studio.begin(channels={"piano": 1, "bass": 2, "drums": 10}, programs={"bass": 33})
    stage, patchbay = studio.connect("stage"), studio.connect("patchbay")
    studio.connect("band", Plan(Tick(0), Tick(3840), {"bass": (Note(Tick(960), 36, Tick(1920), 80),)}))
    studio.turn_until(lambda: studio.out.sent == [bass])
    patchbay.says(Command("catch up"))
    studio.turn_until(lambda: studio.out.sent == [bass, bass])
    stage.says(Command("start"))
    studio.turn_until(lambda: stage.told(Clock)[-1].running)
    assert studio.out.sent == [bass, bass, bass]
    assert stage.told(Played) == []  # a take has it at the head of its track


def test_a_wish_to_look_for_ports_is_passed_on_and_costs_no_look(studio: Studio) -> None:
    studio.begin()
    stage, patchbay, out = studio.connect("stage"), studio.connect("patchbay"), studio.out
    looks = studio.midi.looks
    stage.says(*[Command("ports")] * 300)
    studio.turn_until(lambda: len(patchbay.told(Command)) == 300)
    assert studio.midi.looks == looks
    assert studio.out is out


def test_nobody_is_told_twice_of_the_same_names(studio: Studio) -> None:
    studio.begin()
    stage, patchbay = studio.connect("stage"), studio.connect("patchbay")
    names = Listing("alsa", ("pads",), ())
    patchbay.says(*[names] * 3)
    studio.turn_until(lambda: bool(stage.told(Listing)))
    assert stage.told(Listing) == [names]
    assert studio.connect("stage").told(Ports)[-1].inputs == ("pads",)


def test_a_page_that_asks_for_one_output_after_the_other_gets_the_last_one_and_few_in_between(studio: Studio) -> None:
    studio.midi.outputs += ["Synth", "Piano"]
    studio.begin()
    stage = studio.connect("stage")
    for number in range(100):
        stage.says(Command("output", ("Synth", "Piano")[number % 2]))
        studio.wire.turn()
    opened = len(stage.told(Ports))
    assert opened <= 3
    studio.turn_until(lambda: stage.told(Ports)[-1].output == "Piano")


def test_a_server_that_went_and_came_is_opened_again(studio: Studio) -> None:
    studio.begin()
    old = studio.out
    studio.connect("patchbay").says(Command("reopen"))
    studio.turn_until(lambda: not old.is_open)
    assert studio.out is not old


def test_the_second_jamd_has_names_of_its_own_and_settings_say_the_plain_ones(studio: Studio) -> None:
    studio.begin(ports=PortSettings(instance=2, input="jamd in"))
    assert studio.midi.port("jamd 2 out").is_open
    assert studio.midi.port("jamd 2 in").is_open
    assert studio.connect("stage").told(Ports)[-1].own == ("jamd 2 in", "jamd 2 out")


# -- the first start


def test_where_nothing_would_sound_the_band_waits_for_play(studio: Studio) -> None:
    studio.begin(start="auto")
    stage = studio.connect("stage")
    studio.connect("band")
    assert [(clock.running, clock.hold) for clock in stage.told(Clock)][-1] == (False, "unheard")
    stage.says(Command("start"))
    studio.turn_until(lambda: stage.told(Clock)[-1].running)
    assert stage.told(Clock)[-1].hold == "steady"
    stage.says(Command("stop"))
    studio.turn_until(lambda: not stage.told(Clock)[-1].running)
    assert stage.told(Clock)[-1].hold == "steady"  # whoever stops it knows how it goes on


def test_it_begins_as_soon_as_a_synth_is_connected(studio: Studio) -> None:
    studio.begin(start="auto")
    stage, patchbay = studio.connect("stage"), studio.connect("patchbay")
    patchbay.says(Command("catch up"))  # before the band is there
    studio.turn_until(lambda: True)
    studio.connect("band")
    studio.turn_until(lambda: stage.told(Clock)[-1].running)


@pytest.mark.parametrize("first", [True, False], ids=["at the start", "later"])
def test_it_begins_where_its_notes_go_to_a_device(studio: Studio, first: bool) -> None:
    studio.midi.outputs += ["Synth"] if first else []
    studio.begin(start="auto", ports=PortSettings(backend="alsa", output="auto"))
    stage = studio.connect("stage")
    studio.connect("band")
    if not first:
        assert not stage.told(Clock)[-1].running
        studio.midi.outputs.append("Synth")
        studio.connect("patchbay").says(Listing("alsa", (), ("Synth",)))
    studio.turn_until(lambda: stage.told(Clock)[-1].running)
