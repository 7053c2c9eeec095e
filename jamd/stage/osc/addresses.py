"""The OSC addresses of the commands, from the table of commands, and what a message commands.

`piano.volume` is /jamd/piano/volume, `last chorus` is /jamd/last_chorus. Buttons and faders send numbers only, so a
switch takes 1 and 0, and a button that is let go (0) commands nothing. docs/osc.md
lists all of them.
"""

from typing import Any, Final

from jamd.commands.kinds import Choice, Kind, Nothing, Switch
from jamd.commands.row import Row, cut
from jamd.commands.table import COMMANDS
from jamd.music.events import Command
from jamd.stage.osc.packets import Argument, Message, PacketError
from jamd.stage.page_messages import Do, MessageError, command

ROOT: Final = "/jamd/"
REFRESH: Final = ROOT + "refresh"
_DIGITS: Final = 6  # that a number of 32 bits has for certain


def address_of(name: str) -> str:
    """Of a command."""
    return ROOT + name.replace(".", "/").replace(" ", "_")


_ROWS: Final = {address_of(name): row for name, row in COMMANDS.items()}


def command_of(message: Message) -> Command | None:
    """What is asked for; None if a button was let go. PacketError."""
    if (row := _ROWS.get(message.address)) is None:
        raise PacketError(f"there is no {cut(message.address)}: docs/osc.md lists the addresses")
    if _is_let_go(row, message.arguments):
        return None
    try:
        return command(Do(row.name, _value(row.kind, message.arguments)))
    except MessageError as fault:
        raise PacketError(str(fault)) from None


def _is_let_go(row: Row[Any, Any], arguments: tuple[Argument, ...]) -> bool:
    """0 from a button; where a number is asked for, 0 is one."""
    is_button = not row.sticky and isinstance(row.kind, Nothing | Choice)
    return is_button and len(arguments) == 1 and arguments[0] == 0


def _value(kind: Kind, arguments: tuple[Argument, ...]) -> object:
    """The value as a page would send it; what does not fit stays as it is, for the sentence that says so."""
    values = [_rounded(argument) for argument in arguments]
    if isinstance(kind, Nothing) and values in ([1], [None]):
        return None
    if isinstance(kind, Choice) and kind.null and values == [True] and isinstance(values[0], bool):
        return None
    if isinstance(kind, Switch) and values in ([0], [1]):
        return bool(values[0])
    if len(values) == 1:
        return values[0]
    return values or None


def _rounded(value: Argument) -> Argument:
    """0.8 is sent as 0.800000011920929."""
    return float(f"{value:.{_DIGITS}g}") if isinstance(value, float) else value
