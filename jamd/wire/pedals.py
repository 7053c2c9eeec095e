"""Pedals, keys and knobs bound to commands: which commands a message of the keyboardist gives, by the config.

A bound message is consumed and not heard as music, its note-off or the pedal's way up included. A pedal
acts when it goes down.
"""

from collections.abc import Iterable
from typing import Final

from jamd.ipc.settings import Binding
from jamd.music.events import CONTROL, NOTE_OFF, NOTE_ON, PEDAL_DOWN, PROGRAM_CHANGE, Command, is_note_on
from jamd.music.time.notes import Nanos

_STATUS: Final = {"note": (NOTE_OFF, NOTE_ON), "cc": (CONTROL,), "program": (PROGRAM_CHANGE,)}
_ANY: Final = range(1, 17)


class Pedals:
    """`bound` may be called from any thread, `commands` from wire's loop alone."""

    def __init__(self, bindings: tuple[Binding, ...]) -> None:
        self._bound: dict[bytes, tuple[Binding, ...]] = {}  # by the first two bytes of a message
        for binding in bindings:
            for status in _STATUS[binding.kind]:
                for channel in (binding.channel,) if binding.channel is not None else _ANY:
                    begins = bytes((status | channel - 1, binding.number))
                    self._bound[begins] = (*self._bound.get(begins, ()), binding)
        self._down: set[Binding] = set()

    def bound(self, data: bytes) -> tuple[Binding, ...]:
        """The bindings that a channel message is for; none: it is music."""
        return self._bound.get(data[:2], ())

    def commands(self, bound: Iterable[Binding], data: bytes, ns: Nanos) -> list[Command]:
        """What a message tells jamd to do, by the bindings that it is for."""
        return [Command(binding.name, binding.value, ns) for binding in bound if self._pressed(binding, data)]

    def _pressed(self, binding: Binding, data: bytes) -> bool:
        if binding.kind == "program":
            return True
        down = is_note_on(data) if binding.kind == "note" else data[2] >= PEDAL_DOWN
        was_down = binding in self._down
        (self._down.add if down else self._down.discard)(binding)
        return down and (binding.kind == "note" or not was_down)
