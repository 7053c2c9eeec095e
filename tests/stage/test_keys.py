"""The terminal's keys."""

import pytest
from msgspec.structs import replace

from jamd.commands.table import command_named
from jamd.music.events import Clock, Command, Controls, Event, State
from jamd.music.settings import JamSettings, PartSettings
from jamd.music.time.notes import BAND, Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.stage.keys import DOWN, KEYS, LEFT, UP, typed
from jamd.stage.view import View

CLOCK = Clock(Nanos(0), True, Timeline.at_bpm(160, Nanos(0), Tick(0)), Meter(4))
SETTINGS = JamSettings(Meter(4), {part: PartSettings(mute=part == "piano") for part in BAND}, 1)
STATE = State(0, 0, "A", "F7", "Bb7", "accompany", "both", 0.5, 12.0, {})


def does(key: str, *events: Event) -> Command:
    view = View()
    for event in events:
        view.take(event)
    return KEYS[key].command(view)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("events", [(), (CLOCK, STATE, Controls(Nanos(0), SETTINGS, "", {}))], ids=["first", "later"])
def test_every_key_gives_a_command_that_there_is(key: str, events: tuple[Event, ...]) -> None:
    command = does(key, *events)
    assert command_named(command.name).read(command.value) == command.value


def test_space_starts_and_stops() -> None:
    assert does(" ") == Command("start")
    assert does(" ", CLOCK) == Command("stop")
    assert does(" ", CLOCK, replace(CLOCK, running=False)) == Command("start")


def test_the_tempo_goes_by_steps_and_to_the_end_of_its_range() -> None:
    assert does("+", CLOCK) == Command("tempo", 162.0)
    assert does("-", replace(CLOCK, timeline=Timeline.at_bpm(31, Nanos(0), Tick(0)))) == Command("tempo", 30.0)


def test_intensity_goes_by_steps_from_where_it_is() -> None:
    assert does(UP, STATE) == Command("intensity", 0.6)
    assert does(DOWN, replace(STATE, intensity=0.04)) == Command("intensity", 0.0)


def test_a_part_is_muted_and_heard_again() -> None:
    controls = Controls(Nanos(0), SETTINGS, "", {})
    assert does("k", controls) == Command("drums.mute", True)
    assert does("j", controls) == Command("bass.mute", True)
    assert does("m", controls) == Command("piano.mute", False)


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        (b"fF=", ["f", "f", "+"]),
        (b"\x1b[D\x1bOD", [LEFT, LEFT]),
        (b"\x1b[15~x", ["\x1b[15~", "x"]),
        (b"\x1b", ["\x1b"]),
        ("ü\xff".encode("latin-1") + b"b", ["b"]),
        (b"", []),
    ],
)
def test_what_a_terminal_sends(data: bytes, keys: list[str]) -> None:
    assert list(typed(data)) == keys
