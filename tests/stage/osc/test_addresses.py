"""What an OSC message commands: every command has an address, and takes there what it takes elsewhere."""

from typing import Any

import pytest
from commands.values import accepted, refused

from jamd.commands.kinds import Choice, Nothing, Switch
from jamd.commands.row import Row
from jamd.commands.table import COMMANDS
from jamd.music.events import Command
from jamd.stage.osc.addresses import address_of, command_of
from jamd.stage.osc.packets import Argument, Message, PacketError, read, write

ROWS = list(COMMANDS.values())
every_command = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)


def sent(address: str, *arguments: Argument) -> Command | None:
    """What a client commands: the message goes through a datagram, where numbers have 32 bits."""
    (message,) = read(write(Message(address, arguments)))
    return command_of(message)


def arguments(value: Any) -> tuple[Argument, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(max(each, -3e38) if isinstance(each, float) else each for each in values)  # what 32 bits hold


def test_no_two_commands_share_an_address() -> None:
    addresses = {address_of(name) for name in COMMANDS}
    assert len(addresses) == len(COMMANDS)
    assert not [address for address in addresses if set(address) & set(" #*,?[]{}")]


def nearly(value: Any) -> Any:
    """As exactly as 32 bits have it."""
    return pytest.approx(value, rel=1e-5) if isinstance(value, float | tuple) else value


@every_command
def test_every_value_goes_through(row: Row[Any, Any]) -> None:
    for value in accepted(row):
        command = sent(address_of(row.name), *arguments(value))
        assert command is not None
        assert (command.name, command.value) == (row.name, nearly(row.read(value)))


@every_command
def test_other_values_are_refused(row: Row[Any, Any]) -> None:
    for value in refused(row):
        if isinstance(value, dict) or (isinstance(row.kind, Nothing | Switch) and value in (0, 1)):
            continue  # OSC has no objects; 0 and 1 are off and on
        if isinstance(row.kind, Choice) and (value == 0 or value is True):
            continue  # a button
        if isinstance(row.kind, Nothing | Choice) and value is None:
            continue
        with pytest.raises(PacketError, match=rf"^({row.name} takes .+, not |chart: )"):
            sent(address_of(row.name), *arguments(value))


@pytest.mark.parametrize("name", ["ending", "drum solo"])
@pytest.mark.parametrize("pressed", [(), (1,), (1.0,), (True,), (None,)])
def test_a_button_acts_when_it_is_pressed_and_not_when_it_is_let_go(name: str, pressed: tuple[Argument, ...]) -> None:
    assert sent(address_of("ending"), *pressed) == Command("ending")
    for let_go in (0, 0.0, False):
        assert sent(address_of(name), let_go) is None


@pytest.mark.parametrize("argument", [1, 1.0, True])
def test_a_switch_takes_numbers(argument: Argument) -> None:
    assert sent("/jamd/piano/mute", argument) == Command("piano.mute", True)
    assert sent("/jamd/piano/mute", 0.0) == Command("piano.mute", False)


def test_nothing_is_null() -> None:
    assert sent("/jamd/intensity") == Command("intensity", None)
    with pytest.raises(PacketError, match="not null"):
        sent("/jamd/tempo")


def test_a_number_is_what_the_controller_shows() -> None:
    assert sent("/jamd/piano/volume", 0.8) == Command("piano.volume", 0.8)


@pytest.mark.parametrize("address", ["/jamd/tmpo", "/", "/jamd", "/other/tempo", "/jamd/*", "/" + "*a" * 5000])
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(PacketError, match=r"there is no /.*docs/osc\.md"):
        sent(address, 180)
