"""Pedals, keys and knobs bound to commands: which commands a message of the keyboardist gives, by the config.

A bound message is consumed and not heard as music, its note-off or the pedal's way up included. A pedal
acts when it goes down.

Contacts bounce, on the way down and on the way up, pads trigger twice, and a half-damper pedal trembles where it turns
from up to down. So a pedal that is down is up again only well below that point, a press must come after it was up for a
moment, and nothing gives its commands twice within a tenth of a second. A foot that taps twice as fast as it can takes
longer: 120 ms, of which the pedal is up for a third.
"""

from collections.abc import Iterable
from typing import Final

from jamd.ipc.settings import Binding
from jamd.music.channel_messages import CONTROL, NOTE_OFF, NOTE_ON, PEDAL_DOWN, PROGRAM_CHANGE, is_note_on
from jamd.music.events import Command
from jamd.music.time.notes import Nanos

_STATUS: Final = {"note": (NOTE_OFF, NOTE_ON), "cc": (CONTROL,), "program": (PROGRAM_CHANGE,)}
_ANY: Final = range(1, 17)
_PEDAL_UP: Final = 40  # a controller's value below which a pedal that was down is up
_UP_NS: Final = 30_000_000  # between a release and a press
_DEAD_NS: Final = 100_000_000  # from a press to the next; for keys and programs too: no command needs it sooner


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
        self._released: dict[Binding, Nanos] = {}
        self._pressed: dict[Binding, Nanos] = {}

    def bound(self, data: bytes) -> tuple[Binding, ...]:
        """The bindings that a channel message is for; none: it is music."""
        return self._bound.get(data[:2], ())

    def commands(self, bound: Iterable[Binding], data: bytes, ns: Nanos) -> list[Command]:
        """What a message tells jamd to do, by the bindings that it is for."""
        return [Command(binding.name, binding.value, ns) for binding in bound if self._acts(binding, data, ns)]

    def _acts(self, binding: Binding, data: bytes, ns: Nanos) -> bool:
        if not self._goes_down(binding, data, ns) or ns - self._pressed.get(binding, -_DEAD_NS) < _DEAD_NS:
            return False
        self._pressed[binding] = ns
        return True

    def _goes_down(self, binding: Binding, data: bytes, ns: Nanos) -> bool:
        if binding.kind != "cc":
            return binding.kind == "program" or is_note_on(data)
        was_down = binding in self._down
        if was_down == (data[2] >= (_PEDAL_UP if was_down else PEDAL_DOWN)):
            return False
        if was_down:
            self._down.discard(binding)
            self._released[binding] = ns
            return False
        self._down.add(binding)
        return ns - self._released.get(binding, -_UP_NS) >= _UP_NS
