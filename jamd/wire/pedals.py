"""Pedals, keys and knobs bound to commands: which commands a message of the keyboardist gives, by the config.

A bound message is consumed and not heard as music, its note-off or the pedal's way up included. All bindings of one
message make one control, so that a tap, a double tap and a hold of a pedal can be told apart: the contact says when it
was pressed (`contact.py`), the presses say what that means (`presses.py`).
"""

from collections.abc import Iterable, Iterator
from typing import Final, Protocol, cast

from jamd.commands.binding import Binding, Control
from jamd.commands.gestures import OPPOSITES, TURNS
from jamd.commands.kinds import Number, Value
from jamd.commands.table import command_named
from jamd.music.channel_messages import CONTROL, KEY_PRESSURE, NOTE_OFF, NOTE_ON, PITCH_BEND, PROGRAM_CHANGE
from jamd.music.events import Command
from jamd.music.time.notes import Nanos
from jamd.wire.contact import Contact, Edge
from jamd.wire.held import Held
from jamd.wire.knob import Knob
from jamd.wire.presses import Presses

_STATUS: Final[dict[Control, tuple[int, ...]]] = {
    "note": (NOTE_OFF, NOTE_ON, KEY_PRESSURE),
    "cc": (CONTROL,),
    "program": (PROGRAM_CHANGE,),
    "bend": (PITCH_BEND,),
    "bend up": (PITCH_BEND,),
    "bend down": (PITCH_BEND,),
}
_ANY: Final = range(1, 17)


class Present(Protocol):
    """The settings as they are: `present_values.py`."""

    def value(self, name: str) -> Value: ...

    def number(self, name: str) -> float: ...


class Bound:
    """One control and all that it gives. Called from wire's loop alone."""

    def __init__(self, bindings: tuple[Binding, ...], present: Present, held: Held) -> None:
        self.bindings = bindings
        self._present, self._held = present, held
        self._contact = Contact(bindings[0].kind)
        self._presses = Presses({each.gesture for each in bindings})
        self._before: dict[Binding, Value] = {}  # what toggles have replaced
        self._knobs = {
            each: Knob(each, cast(Number, command_named(each.name).kind)) for each in bindings if each.gesture in TURNS
        }

    @property
    def wake_ns(self) -> Nanos | None:
        """When `advance` wants to be called."""
        decided = self._presses.wake_ns if self._contact.is_sure else None
        instants = (decided, self._contact.wake_ns, *(knob.wake_ns for knob in self._knobs.values()))
        return min((ns for ns in instants if ns is not None), default=None)

    def take(self, data: bytes, ns: Nanos) -> Iterator[Command]:
        """A message of its own."""
        for binding, knob in self._knobs.items():
            yield from self._turned(binding, knob.take(data, ns, self._present.number(binding.name)), ns)
        for edge in self._contact.take(data, ns):
            yield from self._edge(edge, ns)

    def let_go(self, data: bytes, ns: Nanos) -> Iterator[Command]:
        """A message of its own that may release it, and does nothing else."""
        for edge in self._contact.let_go(data, ns):
            yield from self._edge(edge, ns)

    def advance(self, ns: Nanos) -> Iterator[Command]:
        """Time has passed."""
        for binding, knob in self._knobs.items():
            yield from self._turned(binding, knob.advance(ns), ns)
        for edge in self._contact.advance(ns):
            yield from self._edge(edge, ns)
        if self._contact.is_sure:
            yield from self._given(self._presses.advance(ns), ns)

    def release(self, ns: Nanos) -> Iterator[Command]:
        """Its cable is gone: it is up."""
        for edge in self._contact.release(ns):
            yield from self._edge(edge, ns)

    def _edge(self, edge: Edge, ns: Nanos) -> Iterator[Command]:
        for binding in self.bindings:
            if binding.gesture == "while held" and edge.is_press and self._applies(binding):
                yield self._held.press(binding, self._present.value(binding.name), ns)
            elif binding.gesture == "while held" and not edge.is_press:
                yield from self._held.release(binding, ns)
        decided = self._presses.pressed(edge.ns) if edge.is_press else self._presses.released(ns, edge.ns)
        yield from self._given(decided, ns)

    def _given(self, gestures: Iterable[str], ns: Nanos) -> Iterator[Command]:
        for gesture in gestures:
            for binding in [each for each in self.bindings if each.gesture == gesture and self._applies(each)]:
                yield self._toggled(binding, ns) if binding.toggle else _command(binding, binding.value, ns)

    def _applies(self, binding: Binding) -> bool:
        """Whether it is for what the band does now."""
        return binding.during is None or (binding.during == "playing") == self._present.value("start")

    def _toggled(self, binding: Binding, ns: Nanos) -> Command:
        """It alternates with what was there before."""
        present = self._present.value(binding.name)
        if binding.name in OPPOSITES:
            return Command("stop" if present else "start", None, ns)
        if present != binding.value:
            self._before[binding] = present
            return _command(binding, binding.value, ns)
        usual = not binding.value if isinstance(binding.value, bool) else command_named(binding.name).default
        return _command(binding, self._before.pop(binding, usual), ns)

    def _turned(self, binding: Binding, value: float | None, ns: Nanos) -> Iterator[Command]:
        if value is not None:
            yield _command(binding, value, ns)


def _command(binding: Binding, value: Value, ns: Nanos) -> Command:
    return Command(binding.name, value, ns, when=binding.when)


class Pedals:
    """`is_bound` may be called from any thread, all else from wire's loop alone."""

    def __init__(self, bindings: tuple[Binding, ...], present: Present) -> None:
        self._held, self._present = Held(), present
        self.wake_ns: Nanos | None = None
        self.bind(bindings)

    def bind(self, bindings: tuple[Binding, ...]) -> None:
        """These from now on; those that were there before must have been released."""
        controls: dict[tuple[Control, int, int | None], tuple[Binding, ...]] = {}
        for binding in bindings:
            place = binding.kind, binding.number, binding.channel
            controls[place] = (*controls.get(place, ()), binding)
        self._all = [Bound(together, self._present, self._held) for together in controls.values()]
        bound: dict[bytes, tuple[Bound, ...]] = {}  # by the first two bytes of a message
        for control in self._all:
            for begins in _beginnings(control.bindings[0]):
                bound[begins] = (*bound.get(begins, ()), control)
        self._bound = bound  # at once, for other threads
        self._look_ahead()

    def is_bound(self, data: bytes) -> bool:
        """Whether a channel message is of a control; else it is music."""
        return data[:2] in self._bound

    def commands(self, data: bytes, ns: Nanos, is_shown: bool = False) -> Iterator[Command]:
        """What a message tells jamd to do, by the controls that it is of now; where it only shows them (`is_shown`),
        what is down may come up. Each command must be carried out before the next is asked for, and all must be."""
        yield from self._overdue(ns)
        for control in self._bound.get(data[:2], ()):
            yield from control.let_go(data, ns) if is_shown else control.take(data, ns)
        self._look_ahead()

    def advance(self, ns: Nanos) -> Iterator[Command]:
        """`wake_ns` is reached: what was not decided by a press may be by now."""
        yield from self._overdue(ns)
        self._look_ahead()

    def release_all(self, ns: Nanos) -> Iterator[Command]:
        """The keyboard is unplugged: no release will come."""
        for control in self._all:
            yield from control.release(ns)
        self._look_ahead()

    def _overdue(self, ns: Nanos) -> Iterator[Command]:
        if self.wake_ns is not None and self.wake_ns <= ns:
            for control in self._all:
                yield from control.advance(ns)

    def _look_ahead(self) -> None:
        self.wake_ns = min((wake for each in self._all if (wake := each.wake_ns) is not None), default=None)

    @property
    def owed(self) -> tuple[Command, ...]:
        """What takes back what is in force while pedals are held."""
        return self._held.owed


def _beginnings(binding: Binding) -> Iterator[bytes]:
    """The first two bytes of its messages. The second of a pitch bend, the fine one, may be any."""
    numbers = (binding.number,) if not binding.kind.startswith("bend") else range(128)
    for status in _STATUS[binding.kind]:
        for channel in (binding.channel,) if binding.channel is not None else _ANY:
            for number in numbers:
                yield bytes((status | channel - 1, number))
