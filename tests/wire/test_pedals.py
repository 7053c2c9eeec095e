"""Pedals and keys that steer are consumed, and act once each time they go down."""

from jamd.ipc.settings import Binding
from jamd.music.events import Command
from jamd.music.time.notes import Nanos
from jamd.wire.pedals import Pedals

TAP = Binding("cc", 67, None, "tap")
START = Binding("note", 36, 10, "start")
FAST = Binding("program", 3, None, "tempo", 220.0)


def commands(binding: Binding, *messages: bytes) -> list[list[str] | None]:
    pedals = Pedals((binding,))
    taken = [pedals.commands(bound, data, Nanos(0)) if (bound := pedals.bound(data)) else None for data in messages]
    return [None if commands is None else [command.name for command in commands] for commands in taken]


def test_a_pedal_acts_when_it_goes_down_and_not_on_its_way() -> None:
    down, further, up = b"\xb0\x43\x40", b"\xb0\x43\x7f", b"\xb0\x43\x00"
    assert commands(TAP, down, further, up, down) == [["tap"], [], [], ["tap"]]


def test_a_key_acts_on_its_channel_and_its_off_is_consumed() -> None:
    assert commands(START, b"\x99\x24\x50", b"\x89\x24\x00", b"\x90\x24\x50") == [["start"], [], None]


def test_a_program_change_carries_a_value() -> None:
    pedals, data = Pedals((FAST,)), b"\xc5\x03"
    assert pedals.commands(pedals.bound(data), data, Nanos(7)) == [Command("tempo", 220.0, Nanos(7))]


def test_everything_else_is_music() -> None:
    assert commands(TAP, b"\xb0\x40\x7f", b"\x90\x43\x40", b"\xd0\x43") == [None, None, None]
