"""Commands that are in force while a pedal is held. Each is taken back once, whatever happens to the pedal.

Where several pedals hold one setting, letting one go gives way to the one that was pressed last before it; what was set
before all of them comes back with the last.
"""

from typing import NamedTuple

from jamd.commands.binding import Binding
from jamd.commands.gestures import undone
from jamd.commands.kinds import Value
from jamd.music.events import Command
from jamd.music.time.notes import Nanos


class _Hold(NamedTuple):
    by: Binding
    does: Command


class Held:
    """Called from wire's loop alone."""

    def __init__(self) -> None:
        self._holds: dict[str, list[_Hold]] = {}  # by the name of what they do, in the order of the presses
        self._undo: dict[str, Command] = {}

    def press(self, binding: Binding, before: Value, ns: Nanos) -> Command:
        """What it does; `before`: the present value of the setting."""
        name, value = undone(binding.name, before)
        self._undo.setdefault(binding.name, Command(name, value, ns, when=binding.when))
        does = Command(binding.name, binding.value, ns, when=binding.when)
        self._holds.setdefault(binding.name, []).append(_Hold(binding, does))
        return does

    def release(self, binding: Binding, ns: Nanos) -> list[Command]:
        """What takes it back, if nobody else holds the same in another way."""
        holds = self._holds.get(binding.name, [])
        left = [hold for hold in holds if hold.by is not binding]
        if not left:
            self._holds.pop(binding.name, None)
            return [self._stamped(self._undo.pop(binding.name), ns)] if holds else []
        self._holds[binding.name] = left
        return [] if left[-1] is holds[-1] else [self._stamped(left[-1].does, ns)]

    @staticmethod
    def _stamped(command: Command, ns: Nanos) -> Command:
        return Command(command.name, command.value, ns, when=command.when)

    @property
    def owed(self) -> tuple[Command, ...]:
        """What must be taken back by the next wire, should this one die."""
        return tuple(self._undo.values())
