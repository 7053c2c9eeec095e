"""The event log of a take: one JSON object a line, messages in hex, in the order in which things happened.

The first line is the `Header`. A reader skips what it does not know and what is torn, so that a log is never worth less
than the lines that reached the disk.
"""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from jamd.music.events import (
    Clock,
    Command,
    Controls,
    Dropped,
    Event,
    FallbackUsed,
    Heard,
    Notice,
    Plan,
    Played,
    Ports,
    State,
    Vamped,
    is_note_on,
)
from jamd.music.time.notes import Meter

VERSION: Final = 1


class Header(Event, frozen=True):
    """What was true when the take began. `started_at` is ISO 8601 with the offset from UTC."""

    started_at: str
    meter: Meter = Meter(4)
    bpm: float = 120.0
    title: str = ""
    version: int = VERSION


_LOGGED: Final[tuple[type[Event], ...]] = (
    Header, Heard, Played, Dropped, Vamped, FallbackUsed, Clock, Ports, Notice, Plan, Command, State, Controls,
)  # fmt: skip
_KINDS: Final = {kind.__name__: kind for kind in _LOGGED}
_FORMER_NAMES: Final = {"FallbackUsed": "FallbackUsed"}  # as older versions wrote them
_FIELDS: Final = {name: kind.__struct_fields__ for name, kind in _KINDS.items()}
_IN_HEX: Final = ("data",)  # the field that is bytes, where there is one

_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(dict[str, Any]).decode


def log_line(event: Event) -> bytes:
    """The event as one line, with its line feed."""
    name, *values = msgspec.to_builtins(event, builtin_types=(bytes,))
    said = {"type": name}
    for field, value in zip(_FIELDS[name], values, strict=True):
        said[field] = value.hex() if field in _IN_HEX else value
    return _encode(said) + b"\n"


def events_of(log: bytes) -> Iterator[Event]:
    """What the lines say, in order; a line that is torn, or that another version wrote, is passed over."""
    for line in log.splitlines():
        try:
            said = _decode(line)
            name = _FORMER_NAMES.get(said["type"], said["type"])
            values = [
                bytes.fromhex(said[field]) if field in _IN_HEX else said[field]
                for field in _FIELDS[name]
                if field in said  # the last ones are missing where an older version wrote
            ]
            yield msgspec.convert([name, *values], _KINDS[name])
        except (ValueError, LookupError, TypeError):  # msgspec's own faults are ValueErrors
            continue


def holds_a_note(event: Event) -> bool:
    """Whether somebody was heard in this."""
    return isinstance(event, Heard | Played) and is_note_on(event.data)
