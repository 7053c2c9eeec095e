"""Datagrams and messages: whatever comes in, the reader ends, and says what is wrong."""

import contextlib
import struct
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pythonosc.osc_bundle_builder import OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder

from jamd.stage.osc.packets import Message, PacketError, read, write

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
NUMBERS = st.integers(-(2**31), 2**31 - 1) | st.floats(width=32, allow_nan=False)
ARGUMENTS = TEXT | NUMBERS | st.none() | st.booleans()
TEMPO = Message("/jamd/tempo", (180,))


def bundle(*elements: bytes, when: bytes = bytes(7) + b"\1") -> bytes:
    return b"#bundle\0" + when + b"".join(struct.pack(">i", len(element)) + element for element in elements)


@settings(max_examples=50)
@given(st.lists(ARGUMENTS, max_size=5))
def test_what_is_written_is_read(arguments: list[str | int | float | bool | None]) -> None:
    message = Message("/jamd/a/b", tuple(arguments))
    assert read(write(message)) == [message]


def test_the_messages_of_bundles_in_bundles_come_in_order() -> None:
    first, second, third = (write(Message("/jamd/tempo", (bpm,))) for bpm in (100, 110, 120))
    packet = bundle(first, bundle(second), third)
    assert [message.arguments for message in read(packet)] == [(100,), (110,), (120,)]


def test_a_bundle_of_the_future_is_read_at_once() -> None:
    later = OscBundleBuilder(time.time() + 2)  # python-osc's own server waits for these two seconds
    builder = OscMessageBuilder("/jamd/tempo")
    builder.add_arg(180)
    later.add_content(builder.build())
    assert read(later.build().dgram) == [TEMPO]


def test_the_members_of_an_array_are_arguments() -> None:
    builder = OscMessageBuilder("/jamd/ramp")
    builder.add_arg([90, 8])
    assert read(builder.build().dgram) == [Message("/jamd/ramp", (90, 8))]


@pytest.mark.parametrize(
    ("packet", "words"),
    [
        (b"", "not OSC"),
        (b"GET / HTTP/1.1\r\n\r\n", "not OSC"),
        (b"/jamd/tempo\0,i\0\0\0", "damaged"),
        (b"/jamd/tempo", "damaged"),
        (b"/jamd/\xff\xfe\0\0\0\0,\0\0\0", "damaged"),
        (b"/jamd/tempo\0,b\0\0\0\0\0\4abcd", "type"),
        (b"/jamd/tempo\0,[[\0", "damaged"),
        (bundle(write(TEMPO))[:-3], "size"),
        (bundle(write(TEMPO)) + b"\0\0", "cut off"),
        (b"#bundle\0" + bytes(8) + struct.pack(">i", -4), "size"),  # python-osc reads this one for ever
        (b"#bundle\0" + bytes(8) + bytes(4) * 10_000, "size"),
    ],
)
def test_what_is_wrong_is_said(packet: bytes, words: str) -> None:
    with pytest.raises(PacketError, match=words):
        read(packet)


def test_bundles_are_nested_four_deep_at_most() -> None:
    packet = write(TEMPO)
    for _ in range(4):
        packet = bundle(packet)
    assert read(packet) == [TEMPO]
    for _ in range(1000):
        packet = bundle(packet)
    with pytest.raises(PacketError, match="deep"):
        read(packet)


@settings(max_examples=200)
@given(st.sampled_from([b"", b"#bundle\0", b"/jamd/tempo\0,"]), st.binary(max_size=200))
def test_any_bytes_are_messages_or_a_fault(head: bytes, tail: bytes) -> None:
    with contextlib.suppress(PacketError):
        assert all(isinstance(message, Message) for message in read(head + tail))


def test_an_odd_type_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    """python-osc would write to standard error, for each packet."""
    with pytest.raises(PacketError, match="type"):
        read(b"/jamd/tempo\0,I\0\0")
    assert not caplog.records
