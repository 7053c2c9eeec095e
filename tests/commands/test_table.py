"""The table of commands is the one truth: each owner carries out exactly its rows, and every default stands there."""

import json
from typing import Any

import pytest
from commands.values import accepted, refused

from jamd.band import commands as band
from jamd.clock import conductor
from jamd.commands.choices import BAND
from jamd.commands.row import Owner, Row
from jamd.commands.table import COMMANDS, command_named, owned_by
from jamd.config.process_settings import configured
from jamd.config.schema import Config
from jamd.errors import CommandError
from jamd.music.planning import controls, leading, requests
from jamd.stage import process as stage
from jamd.wire import loop as wire

ROWS = [pytest.param(row, id=row.name) for row in COMMANDS.values()]
EFFECTS: list[tuple[Owner, dict[str, Any]]] = [
    ("clock", conductor.EFFECTS),
    ("jam", controls.EFFECTS | requests.EFFECTS | leading.EFFECTS),
    ("band", band.EFFECTS),
    ("stage", stage.EFFECTS),
    ("wire", wire.EFFECTS),
]


@pytest.mark.parametrize(("owner", "effects"), EFFECTS)
def test_an_owner_carries_out_exactly_its_rows(owner: Owner, effects: dict[str, Any]) -> None:
    assert effects.keys() == owned_by(owner)


def test_the_link_process_carries_out_commands() -> None:
    link = pytest.importorskip("jamd.link.process", exc_type=ImportError)  # Ableton Link is an extra
    assert link.EFFECTS.keys() == {row.name for row in COMMANDS.values() if "link" in row.also}


def test_a_setting_has_a_default_and_an_action_has_none() -> None:
    for row in COMMANDS.values():
        assert ("default" in row.describe()) == row.sticky, row.name
        assert row.sticky or not row.config, f"{row.name}: only a setting can stand in config.yaml"


@pytest.mark.parametrize("row", [row for row in COMMANDS.values() if row.config], ids=lambda row: row.name)
def test_the_config_has_the_defaults_of_the_table(row: Row[Any, Any]) -> None:
    assert configured(row, Config()) == row.default


@pytest.mark.parametrize("row", ROWS)
def test_a_row_reads_what_it_takes_and_says_so_of_the_rest(row: Row[Any, Any]) -> None:
    if "default" in row.describe():
        assert row.read(row.default) == row.default
    for value in accepted(row):
        read = row.read(value)
        assert read == (tuple(value) if isinstance(value, list) else value)
        assert row.read(read) == read
    for value in refused(row):
        if row.name == "chart" and isinstance(value, str) and len(value) <= 20_000:
            continue  # a text as any other here; who passes it on looks whether it is a chart
        with pytest.raises(CommandError, match=rf"^{row.name} takes .+, not "):
            row.read(value)


def test_whole_numbers_may_come_as_decimals() -> None:
    """OSC and MIDI mapping compute in floats."""
    for name, value, read in (("trade_bars", 8.0, 8), ("split", 60.0, 60), ("tempo", 120, 120.0)):
        assert (row := command_named(name)).read(value) == read
        assert type(row.read(value)) is type(read)


@pytest.mark.parametrize("row", ROWS)
def test_a_row_can_be_described_in_json(row: Row[Any, Any]) -> None:
    told = json.loads(json.dumps(row.describe()))
    assert told["name"] == row.name
    assert told["kind"] in ("none", "number", "integer", "choice", "switch", "text", "names", "pair")
    assert told["label"]


def test_all_parts_share_their_commands_and_bassist_and_pianist_have_more() -> None:
    of_part = {part: {name.partition(".")[2] for name in COMMANDS if name.startswith(f"{part}.")} for part in BAND}
    assert {"volume", "player", "latency"} <= of_part["drums"]
    assert of_part["drums"] | {"busy", "follow"} == of_part["bass"] < of_part["piano"]  # the drums' are the jam's own


@pytest.mark.parametrize(("name", "hint"), [("tpa", "did you mean tap?"), ("xyzzy", "there are start, stop,")])
def test_a_command_that_does_not_exist(name: str, hint: str) -> None:
    with pytest.raises(CommandError, match="there is no command"):
        command_named(name)
    with pytest.raises(CommandError, match=hint.replace("?", r"\?")):
        command_named(name)
