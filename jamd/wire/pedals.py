"""Pedals, keys and knobs that steer: which commands a message of the keyboardist gives, by the bindings of the config.

A bound message is consumed: it steers and is not heard as music, its note-off or the pedal's way up included. A pedal
acts when it goes down.
"""

from collections.abc import Iterable
from typing import Final

from jamd.ipc.settings import Binding
from jamd.music.events import CONTROL, NOTE_OFF, NOTE_ON, Command, is_note_on
from jamd.music.time.notes import Nanos

_PROGRAM: Final = 0xC0
_DOWN: Final = 64  # a controller's value from which a pedal is down
_KINDS: Final = {NOTE_OFF: "note", NOTE_ON: "note", CONTROL: "cc", _PROGRAM: "program"}


class Pedals:
    """`bound` may be called from any thread, `commands` from wire's loop alone."""

    def __init__(self, bindings: tuple[Binding, ...]) -> None:
        self._bindings = bindings
        self._down: set[Binding] = set()

    def bound(self, data: bytes) -> tuple[Binding, ...]:
        """The bindings that a whole channel message is for; none: it is music."""
        kind, channel = _KINDS.get(data[0] & 0xF0), (data[0] & 0x0F) + 1
        return tuple(
            binding
            for binding in self._bindings
            if binding.kind == kind and binding.number == data[1] and binding.channel in (None, channel)
        )

    def commands(self, bound: Iterable[Binding], data: bytes, ns: Nanos) -> list[Command]:
        """What a message tells jamd to do, by the bindings that it is for."""
        return [Command(binding.name, binding.value, ns) for binding in bound if self._pressed(binding, data)]

    def _pressed(self, binding: Binding, data: bytes) -> bool:
        if binding.kind == "program":
            return True
        down = is_note_on(data) if binding.kind == "note" else data[2] >= _DOWN
        was_down = binding in self._down
        (self._down.add if down else self._down.discard)(binding)
        return down and (binding.kind == "note" or not was_down)
