"""What the presses of one pedal mean: a tap, a double tap, or a hold. No gesture waits longer than it must: where only
taps are bound they act with the press; where double taps are, once no second press can come any more; where holds are,
a tap acts when the pedal comes up. A hold acts while the pedal is still down.
"""

from collections.abc import Collection
from typing import Final

from jamd.commands.choices import Gesture, Press
from jamd.music.time.notes import Nanos

DOUBLE_NS: Final = 300_000_000  # from the first press to the second
HOLD_NS: Final = 600_000_000


class Presses:
    """Called from wire's loop alone, with instants in order."""

    def __init__(self, bound: Collection[Gesture]) -> None:
        self._has_double, self._has_hold = "double tap" in bound, "hold" in bound
        self._first: Nanos | None = None  # the press that is not decided yet
        self._is_down = False

    @property
    def wake_ns(self) -> Nanos | None:
        """When time alone decides."""
        if self._first is None:
            return None
        return Nanos(self._first + (HOLD_NS if self._has_hold and self._is_down else DOUBLE_NS))

    def pressed(self, ns: Nanos) -> list[Press]:
        """What is decided by a press."""
        decided = self.advance(ns)
        self._is_down = True
        if self._first is not None:
            self._first = None
            return [*decided, "double tap"]
        if self._has_double or self._has_hold:
            self._first = ns
            return decided
        return [*decided, "tap"]

    def released(self, ns: Nanos, made: Nanos) -> list[Press]:
        """What is decided by a release that was made at an instant, and counts now."""
        held = self.advance(made)
        self._is_down = False
        if self._first is not None and not self._has_double:
            self._first = None
            return [*held, "tap"]
        return [*held, *self.advance(ns)]

    def advance(self, ns: Nanos) -> list[Press]:
        """What is decided by time."""
        if (wake := self.wake_ns) is None or wake > ns:
            return []
        self._first = None
        return ["hold" if self._has_hold and self._is_down else "tap"]
