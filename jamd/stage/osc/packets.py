"""OSC packets: a datagram in, its messages out, and the reverse. The only home of python-osc.

Bundles are taken apart here: python-osc's own loop never ends where the size of an element is negative, and its
dispatcher turns addresses that anybody may send into regular expressions. The time that a bundle names is ignored, as
`Dispatcher(strict_timing=False)` does: where in the form a command takes effect is the band's to decide.
"""

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from pythonosc.osc_message import OscMessage, ParseError
from pythonosc.osc_message_builder import OscMessageBuilder

from jamd.errors import JamdError

Argument = str | int | float | bool | None
_BUNDLE: Final = b"#bundle\0"
_HEAD: Final = 16  # bytes: the word, and a time
_SIZE: Final = struct.Struct(">i")
_DEEPEST: Final = 4  # bundles in bundles
_TYPES: Final = frozenset(b",ifdhsTFN[]")


class PacketError(JamdError):
    """A packet, or a message in it, that cannot be carried out."""


class Message(NamedTuple):
    """An address, and what came with it; an array's members stand among the others."""

    address: str
    arguments: tuple[Argument, ...] = ()


def read(packet: bytes, depth: int = 0) -> list[Message]:
    """All messages, in order. PacketError."""
    if not packet.startswith(_BUNDLE):
        return [_message(packet)]
    if depth == _DEEPEST:
        raise PacketError("the bundles in it are nested too deeply")
    return [message for element in _elements(packet) for message in read(element, depth + 1)]


def _elements(bundle: bytes) -> Iterator[bytes]:
    at = _HEAD
    while at < len(bundle):
        if at + _SIZE.size > len(bundle):
            raise PacketError("the bundle is cut off")
        (size,) = _SIZE.unpack_from(bundle, at)
        at += _SIZE.size
        if not 0 < size <= len(bundle) - at:
            raise PacketError("a size in the bundle is wrong")
        yield bundle[at : at + size]
        at += size


def _message(packet: bytes) -> Message:
    address, _, rest = packet.partition(b"\0")
    if not address.startswith(b"/"):
        raise PacketError("it is not OSC")
    types = rest.lstrip(b"\0").partition(b"\0")[0]
    if not set(types) <= _TYPES:
        raise PacketError("an argument is of a type that no command takes")
    try:
        message = OscMessage(packet)
    except (ParseError, ValueError, struct.error):
        raise PacketError("the message is damaged") from None
    return Message(message.address, tuple(_flat(message.params)))


def _flat(values: list[object]) -> Iterator[Argument]:
    for value in values:
        if isinstance(value, list):
            yield from _flat(value)
        elif value is None or isinstance(value, str | int | float):
            yield value


def write(message: Message) -> bytes:
    """A datagram. Whole numbers are sent as i, others as f."""
    builder = OscMessageBuilder(message.address)
    for value in message.arguments:
        builder.add_arg(value)
    return bytes(builder.build().dgram)
