"""What a page says is checked before it goes anywhere."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.commands.table import COMMANDS, owned_by
from jamd.music.channel_messages import note_off, note_on
from jamd.music.events import Command, Keyed
from jamd.music.planning import requests
from jamd.music.planning.controls import EFFECTS, changed
from jamd.music.planning.leading import from_the_top
from jamd.music.planning.requests import Requests
from jamd.music.settings import JamSettings, PartSettings
from jamd.music.time.notes import BAND, Meter, Tick
from jamd.stage.page_messages import Do, MessageError, Pedal, PlayedKey, Time, command, read

JAM = JamSettings(Meter(4), {part: PartSettings() for part in BAND}, seed=1)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3)
)


def test_every_command_stands_in_the_interface() -> None:
    said = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
    of_drums = {name: re.sub(r"^(piano|bass)\.", "drums.", name) for name in COMMANDS}
    assert [name for name, drums in of_drums.items() if f"`{name}`" not in said and f"`{drums}`" not in said] == []


def test_keys_become_midi() -> None:
    assert PlayedKey(60, 90).midi() == Keyed(note_on(1, 60, 90))
    assert PlayedKey(60, 0).midi() == Keyed(note_off(1, 60))
    assert Pedal(True).midi() == Keyed(bytes((0xB0, 64, 127)))


def test_messages_are_told_apart() -> None:
    assert read('{"type": "time", "client": 3}') == Time(3)
    assert read('{"type": "key", "pitch": 60}') == PlayedKey(60, 80)
    assert read('{"type": "do", "name": "stop", "id": "a"}') == Do("stop", None, "a")


def test_whole_numbers_stay_whole() -> None:
    """Wire and the band take 4 bars, not 4.0."""
    assert command(Do("trade_bars", 4)) == Command("trade_bars", 4)
    assert type(command(Do("trade_bars", 4)).value) is int


@given(st.text() | st.binary())
def test_law_whatever_comes_is_a_message_or_a_sentence(text: str | bytes) -> None:
    fault = fault_of(lambda: read(text))
    assert fault is None or (fault and "\n" not in fault)


@given(
    st.sampled_from([*sorted(owned_by("jam")), "tempo", "chart", "input", "start", "drums.player", "nonsense"]), JSON
)
def test_law_what_passes_is_what_the_band_takes(name: str, value: object) -> None:
    fault = fault_of(lambda: command(Do(name, value)))
    if fault is not None:
        assert name in fault
    else:
        sent = command(Do(name, value))
        assert isinstance(sent.value, str | int | float | bool | None)
        if name in requests.EFFECTS:
            requests.requested(Requests(), name, sent.value, requests.Place(Tick(0), from_the_top(None, JAM.meter)))
        elif name in EFFECTS:
            changed(JAM, name, sent.value)


def fault_of(act: Callable[[], object]) -> str | None:
    try:
        act()
    except MessageError as fault:
        return str(fault)
    return None


@pytest.mark.parametrize("name", ["input", "output", "mode"])
def test_names_are_texts(name: str) -> None:
    with pytest.raises(MessageError, match=name):
        command(Do(name, 5))
