"""Controls that are learned while wire runs: they act at once, are known to the next wire, and can be taken away."""

import time

from wire.studio import OFF, ON, Studio

from jamd.commands.binding import Binding
from jamd.music.control_events import Acted, Bindings, Learning, Shown
from jamd.music.events import Command, Heard, Keyed, Notice
from jamd.music.time.notes import Nanos

SOFT_PEDAL = b"\xb0\x43\x7f"


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


def test_controls_too_long_to_be_saved_are_said_once(studio: Studio) -> None:
    studio.begin()
    stage = studio.connect("stage")
    for number in (1, 2):
        too_long = Bindings((Binding("cc", number, None, "chart", "| C " * 100_000),))
        stage.says(too_long)
        studio.turn_until(lambda wanted=too_long: wanted in stage.told(Bindings))
    (notice,) = [notice.text for notice in stage.told(Notice) if "too long" in notice.text]
    assert "use shorter charts in controls" in notice
