"""Pedals, keys and knobs that steer: what a message of the keyboardist wishes, by the bindings of the config.

A bound message is consumed: it steers and is not heard as music, its note-off or the pedal's way up included. A pedal
acts when it goes down.
"""

from typing import Final

from jamd.ipc.settings import Binding
from jamd.music.events import CONTROL, Command, is_note_off, is_note_on
from jamd.music.time.notes import Nanos

_PROGRAM: Final = 0xC0
_DOWN: Final = 64  # a controller's value from which a pedal is down
_KINDS: Final = {0x80: "note", 0x90: "note", CONTROL: "cc", _PROGRAM: "program"}


class Pedals:
    """Called from wire's loop alone."""

    def __init__(self, bindings: tuple[Binding, ...]) -> None:
        self._bindings = bindings
        self._down: set[Binding] = set()

    def mean(self, data: bytes) -> bool:
        """Is this channel message theirs?"""
        return any(_means(binding, data) for binding in self._bindings)

    def take(self, data: bytes, ns: Nanos) -> list[Command] | None:
        """What a channel message wishes; None where it is music."""
        bound = [binding for binding in self._bindings if _means(binding, data)]
        if not bound:
            return None
        return [Command(b.name, b.value, ns) for b in bound if self._pressed(b, data)]

    def _pressed(self, binding: Binding, data: bytes) -> bool:
        if binding.kind == "program":
            return True
        down = is_note_on(data) if binding.kind == "note" else data[2] >= _DOWN
        was_down = binding in self._down
        (self._down.add if down else self._down.discard)(binding)
        return down and (binding.kind == "note" or not was_down)


def _means(binding: Binding, data: bytes) -> bool:
    if _KINDS.get(data[0] & 0xF0) != binding.kind or len(data) < 2 or data[1] != binding.number:
        return False
    if binding.kind == "note" and not (is_note_on(data) or is_note_off(data)):
        return False
    return binding.channel is None or data[0] & 0x0F == binding.channel - 1
