"""The event log of a take: one JSON object per line, in the order of events, MIDI messages in hex.

The first line is the `Header`. A reader skips and counts lines that are torn or that it does not know, so that every
line that reached the disk keeps its worth.
"""

from typing import Any, Final, NamedTuple

import msgspec

from jamd.music.channel_messages import is_note_on
from jamd.music.events import (
    Clock,
    Command,
    Controls,
    Dropped,
    Event,
    FallbackUsed,
    Form,
    Heard,
    Notice,
    Plan,
    Played,
    Ports,
    State,
    Vamped,
)
from jamd.music.time.notes import BandPart, Meter

VERSION: Final = 1


class Header(Event, frozen=True):
    """The settings at the start of the take. `started_at` is ISO 8601 with the offset from UTC; `title` says the chart
    of the config and the seed."""

    started_at: str
    meter: Meter = Meter(4)
    bpm: float = 120.0
    title: str = ""
    version: int = VERSION
    tune: str = ""  # that the band starts with
    count_in: bool = True  # is in the MIDI file
    programs: dict[BandPart, int] = msgspec.field(default_factory=dict)  # General MIDI sounds, from 1, of parts


_LOGGED: Final[tuple[type[Event], ...]] = (
    Header, Heard, Played, Dropped, Vamped, FallbackUsed, Clock, Ports, Notice, Plan, Command, State, Controls, Form,
)  # fmt: skip
_KINDS: Final = {kind.__name__: kind for kind in _LOGGED}
_FORMER_NAMES: Final = {"Fellback": "FallbackUsed"}  # as older versions wrote them
_FIELDS: Final = {name: kind.__struct_fields__ for name, kind in _KINDS.items()}
_IN_HEX: Final = ("data", "route")  # the field that is bytes, where there is one

_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(dict[str, Any]).decode


def log_line(event: Event) -> bytes:
    """The event as one line, with the newline."""
    name, *values = msgspec.to_builtins(event, builtin_types=(bytes,))
    said = {"type": name}
    for field, value in zip(_FIELDS[name], values, strict=True):
        said[field] = value.hex() if field in _IN_HEX else value
    return _encode(said) + b"\n"


class Reading(NamedTuple):
    """What could be read of a log."""

    events: list[Event]
    skipped: int  # lines that were torn, or that this version does not know


def read_log(log: bytes) -> Reading:
    """All events that can be read, in order."""
    lines = [line for line in log.splitlines() if line]
    events = [event for line in lines if (event := _read_line(line)) is not None]
    return Reading(events, len(lines) - len(events))


def _read_line(line: bytes) -> Event | None:
    try:
        said = _decode(line)
        name = _FORMER_NAMES.get(said["type"], said["type"])
        values = [
            bytes.fromhex(said[field]) if field in _IN_HEX else said[field]
            for field in _FIELDS[name]
            if field in said  # an older version did not write the last ones
        ]
        return msgspec.convert([name, *values], _KINDS[name])
    except (ValueError, LookupError, TypeError):  # msgspec's own errors are ValueErrors
        return None


def holds_a_note(event: Event) -> bool:
    """Whether a note was played in this event."""
    return isinstance(event, Heard | Played) and is_note_on(event.data)
