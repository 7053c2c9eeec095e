"""Controls that are learned while wire runs: they act at once, are known to the next wire, and can be taken away."""

import time

import pytest
from wire.fakes import FakeConnection
from wire.studio import OFF, ON, Studio

from jamd.commands.binding import Binding
from jamd.commands.gestures import can_be_turned
from jamd.commands.table import COMMANDS
from jamd.ipc.settings import IN_NAME
from jamd.music.control_events import Acted, Bindings, Learning, Shown
from jamd.music.events import Command, Heard, Keyed, Message, Notice
from jamd.music.time.notes import Nanos

SOFT_PEDAL, SOFT_PEDAL_UP = b"\xb0\x43\x7f", b"\xb0\x43\x00"
BENT, CENTRED = b"\xe0\x00\x7f", b"\xe0\x00\x40"
MUTED = Binding("cc", 67, None, "piano.mute", True, "while held")


def test_a_control_that_is_learned_acts_at_once_and_is_known_after_wire_was_killed(studio: Studio) -> None:
    studio.begin()
    band, stage = studio.connect("band"), studio.connect("stage")
    learned = Bindings((Binding("cc", 67, None, "mode", "trade"),))
    stage.says(learned)
    studio.turn_until(lambda: learned in stage.told(Bindings))
    studio.play(SOFT_PEDAL)
    assert [(command.name, command.value) for command in band.told(Command)] == [("mode", "trade")]
    assert [acted.name for acted in stage.told(Acted)] == ["mode"]
    studio.begin()  # after the first one was killed
    assert studio.connect("stage").told(Bindings) == [learned]


def test_a_control_that_is_taken_away_is_heard_as_music_again(studio: Studio) -> None:
    studio.begin(bindings=(Binding("cc", 67, None, "mode", "trade"),))
    band, stage = studio.connect("band"), studio.connect("stage")
    stage.says(Bindings(()))
    studio.turn_until(lambda: Bindings(()) in stage.told(Bindings))
    studio.play(SOFT_PEDAL)
    assert [heard.data for heard in band.told(Heard)] == [SOFT_PEDAL]
    assert band.told(Command) == []


def test_a_control_that_is_moved_to_show_it_is_told_and_not_heard_but_what_is_let_go_is(studio: Studio) -> None:
    studio.begin(bindings=(Binding("cc", 67, None, "mode", "trade"),), thru=False)
    stage, band = studio.connect("stage"), studio.connect("band")
    studio.play(ON)
    stage.says(Learning(Nanos(time.monotonic_ns() + 10_000_000_000)))
    stage.says(Keyed(ON))
    studio.turn_until(lambda: bool(stage.told(Shown)))
    for data in (SOFT_PEDAL, ON, OFF):
        studio.play(data)
    assert [shown.data for shown in stage.told(Shown)] == [ON, SOFT_PEDAL, ON, OFF]
    assert [heard.data for heard in band.told(Heard)] == [ON, OFF]
    assert band.told(Command) == []


def learn(studio: Studio, stage: FakeConnection) -> None:
    """Somebody begins to; wire knows it once it shows what is moved."""
    stage.says(Learning(Nanos(time.monotonic_ns() + 10_000_000_000)), Keyed(ON))
    studio.turn_until(lambda: bool(stage.told(Shown)))


def test_a_pedal_that_was_down_when_learning_began_is_released(studio: Studio) -> None:
    studio.begin(bindings=(MUTED,))
    stage, band = studio.connect("stage"), studio.connect("band")
    studio.play(SOFT_PEDAL)
    learn(studio, stage)
    studio.play(SOFT_PEDAL_UP)
    studio.turn_until(lambda: len(band.told(Command)) == 2)
    studio.play(SOFT_PEDAL)
    studio.wire.turn()
    assert [(command.name, command.value) for command in band.told(Command)] == [
        ("piano.mute", True),
        ("piano.mute", False),
    ]


def test_a_knob_that_is_moved_to_show_it_sets_nothing_on_its_way_down(studio: Studio) -> None:
    studio.begin(bindings=(Binding("cc", 67, None, "piano.volume", gesture="knob"),))
    stage, band = studio.connect("stage"), studio.connect("band")
    learn(studio, stage)
    for data in (SOFT_PEDAL, SOFT_PEDAL_UP):
        studio.play(data)
    assert band.told(Command) == []


def test_what_springs_back_while_somebody_learns_reaches_the_synth(studio: Studio) -> None:
    studio.begin(bindings=())
    stage = studio.connect("stage")
    pressed = (SOFT_PEDAL, BENT, b"\xb0\x01\x30", b"\xd0\x50", b"\xa0\x3c\x50")
    back = (SOFT_PEDAL_UP, CENTRED, b"\xb0\x01\x00", b"\xd0\x00", b"\xa0\x3c\x00")
    fader = b"\xb0\x07\x00"  # stands where it was put
    learn(studio, stage)
    studio.out.sent.clear()
    for data in (*pressed, *back, fader):
        studio.play(data)
    assert studio.out.sent == list(back)


@pytest.mark.parametrize("learned", [(), (Binding("cc", 67, None, "mode", "trade"),)])
def test_a_press_that_wire_has_not_handled_when_controls_change_is_of_the_new_ones(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, learned: tuple[Binding, ...]
) -> None:
    studio.begin(bindings=(MUTED,))
    stage, band = studio.connect("stage"), studio.connect("band")
    read = stage.receive

    def receive() -> list[Message]:
        studio.midi.port(IN_NAME).receives(SOFT_PEDAL)  # just before wire hears of the change
        return read()

    monkeypatch.setattr(stage, "receive", receive)
    stage.says(Bindings(learned))
    studio.turn_until(lambda: Bindings(learned) in stage.told(Bindings))
    studio.wire.turn()
    assert [command.name for command in band.told(Command)] == [binding.name for binding in learned]


def test_every_setting_that_can_be_turned_can_be_turned_before_anybody_has_set_it(studio: Studio) -> None:
    names = [name for name, row in COMMANDS.items() if can_be_turned(row)]
    studio.begin(bindings=tuple(Binding("cc", n, None, name, gesture="knob") for n, name in enumerate(names)))
    stage = studio.connect("stage")
    for n in range(len(names)):
        for position in (0, 127, 0):
            studio.play(bytes((0xB0, n, position)))
    assert {acted.name for acted in stage.told(Acted)} == set(names)


def test_controls_too_long_to_be_saved_are_said_once(studio: Studio) -> None:
    studio.begin()
    stage = studio.connect("stage")
    for number in (1, 2):
        too_long = Bindings((Binding("cc", number, None, "chart", "| C " * 100_000),))
        stage.says(too_long)
        studio.turn_until(lambda wanted=too_long: wanted in stage.told(Bindings))
    (notice,) = [notice.text for notice in stage.told(Notice) if "too long" in notice.text]
    assert "use shorter charts in controls" in notice
