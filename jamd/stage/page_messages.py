"""Messages from a page: one JSON text in, one value out, or a sentence that says what is wrong with it.

Everything is checked here before it goes to wire and the band: nothing that a page sends can harm them.
"""

from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from jamd.commands.form_rows import CHART
from jamd.commands.table import command_named
from jamd.errors import ChartError, CommandError, JamdError
from jamd.music.channel_messages import CONTROL, SUSTAIN, note_off, note_on
from jamd.music.charts.load import read_chart
from jamd.music.drawing import in_words
from jamd.music.events import Command, Keyed

_CHANNEL: Final = 1  # of the page's keys

Id = Annotated[str, Meta(max_length=100)] | Annotated[int, Meta(ge=-(2**53), le=2**53)] | float | None


class MessageError(JamdError):
    """A message that cannot be carried out; `id` as it was given, where it could be read."""

    def __init__(self, sentence: str, given_id: Id = None) -> None:
        super().__init__(sentence)
        self.id = given_id


class Time(msgspec.Struct, tag_field="type", tag="time", frozen=True):
    """What time is it?"""

    client: float


class PlayedKey(msgspec.Struct, tag_field="type", tag="key", frozen=True):
    """Velocity 0: up."""

    pitch: Annotated[int, Meta(ge=0, le=127)]
    velocity: Annotated[int, Meta(ge=0, le=127)] = 80

    def midi(self) -> Keyed:
        pressed = note_on(_CHANNEL, self.pitch, self.velocity)
        return Keyed(pressed if self.velocity else note_off(_CHANNEL, self.pitch))


class Pedal(msgspec.Struct, tag_field="type", tag="pedal", frozen=True):
    """The sustain pedal."""

    down: bool

    def midi(self) -> Keyed:
        return Keyed(bytes((CONTROL | _CHANNEL - 1, SUSTAIN, 127 if self.down else 0)))


class Do(msgspec.Struct, tag_field="type", tag="do", frozen=True):
    """A command by its name."""

    name: Annotated[str, Meta(max_length=100)]
    value: Any = None
    id: Id = None


FromPage = Time | PlayedKey | Pedal | Do
_decoder: Final[msgspec.json.Decoder[FromPage]] = msgspec.json.Decoder(FromPage)


def read(text: str | bytes) -> FromPage:
    """MessageError if this is not a valid message."""
    try:
        return _decoder.decode(text)
    except msgspec.ValidationError as fault:
        raise MessageError(_kinder(str(fault)) or in_words(fault), _id_of(text)) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError) as fault:
        raise MessageError(f"this is not JSON: {fault}") from None


def command(do: Do) -> Command:
    """The command for wire; MessageError where there is no such command, or it takes another value."""
    try:
        value = command_named(do.name).read(do.value)
        if do.name == CHART.name and value is not None:
            read_chart(value)
    except CommandError as fault:
        raise MessageError(str(fault), do.id) from None
    except ChartError as fault:
        raise MessageError(f"chart: {fault}", do.id) from None
    return Command(do.name, value)


def _kinder(fault: str) -> str:
    """For what msgspec says of `type` in its own words."""
    if "at `$.type`" in fault or "required field `type`" in fault:
        return "type must be time, key, pedal or do"
    return "a message is an object with a type" if fault.startswith("Expected `object`") else ""


class _WithId(msgspec.Struct):
    id: Id = None


def _id_of(text: str | bytes) -> Id:
    try:
        return msgspec.json.decode(text, type=_WithId).id
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
