"""The contact of a pedal, a key or a wheel: when it was pressed and released, whatever it does on its way.

Contacts bounce, on the way down and on the way up, pads trigger twice, and a half-damper pedal trembles where it turns
from up to down. So what is down is up again only well below that point, a release counts once it has lasted for a
moment, and there are at most ten presses a second. A foot that taps twice as fast as it can takes longer: 120 ms, of
which the pedal is up for a third.
"""

from typing import Final, NamedTuple

from jamd.commands.binding import Control
from jamd.music.channel_messages import KEY_PRESSURE, PEDAL_DOWN, is_note_on
from jamd.music.time.notes import Nanos

UP_NS: Final = 30_000_000  # a release that lasts so long counts
DEAD_NS: Final = 100_000_000  # from a press to the next; no command needs it sooner
_PEDAL_UP: Final = 40  # a controller's value below which a pedal that was down is up
_CENTRE: Final = 64  # of a wheel, in its coarse byte, 0 to 127
_BENT: Final = 32  # from the centre: half its way
_BACK: Final = 16


class Edge(NamedTuple):
    """A press, or a release."""

    is_press: bool
    ns: Nanos  # when it was made, not when it counted


class Contact:
    """Called from wire's loop alone."""

    def __init__(self, kind: Control) -> None:
        self._kind = kind
        self.is_down = False
        self._pressed = Nanos(0)
        self._let_go: Nanos | None = None  # the release that does not count yet

    @property
    def wake_ns(self) -> Nanos | None:
        """When a release counts."""
        return None if self._let_go is None else max(Nanos(self._let_go + UP_NS), Nanos(self._pressed + DEAD_NS))

    def take(self, data: bytes, ns: Nanos) -> list[Edge]:
        """A message of its own."""
        if self._kind == "program":  # has no way up
            return [*self._goes_down(ns), *self._goes_up(ns)]
        if data[0] & 0xF0 == KEY_PRESSURE:  # of a pad that is down anyway
            return []
        return self._goes_down(ns) if self._points_down(data) else self._goes_up(ns)

    def let_go(self, data: bytes, ns: Nanos) -> list[Edge]:
        """A message of its own that may release it but shall not press it."""
        is_up = self._kind != "program" and data[0] & 0xF0 != KEY_PRESSURE and not self._points_down(data)
        return self._goes_up(ns) if is_up else []

    def _points_down(self, data: bytes) -> bool:
        was_down = self.is_down and self._let_go is None
        if self._kind == "note":
            return is_note_on(data)
        if self._kind == "cc":
            return data[2] >= (_PEDAL_UP if was_down else PEDAL_DOWN)
        bent = data[2] - _CENTRE if self._kind == "bend up" else _CENTRE - data[2]
        return bent >= (_BACK if was_down else _BENT)

    def _goes_down(self, ns: Nanos) -> list[Edge]:
        edges = self.advance(ns)
        if not self.is_down:
            return [*edges, self._press(ns)]
        if self._kind == "note" and ns - self._pressed >= DEAD_NS:  # a pad that sends no off, or sends it just before
            return [*edges, Edge(False, self._let_go or ns), self._press(ns)]
        self._let_go = None  # it bounced
        return edges

    def _press(self, ns: Nanos) -> Edge:
        self.is_down, self._pressed, self._let_go = True, ns, None
        return Edge(True, ns)

    def _goes_up(self, ns: Nanos) -> list[Edge]:
        edges = self.advance(ns)
        if self.is_down and self._let_go is None:
            self._let_go = ns
        return edges

    def advance(self, ns: Nanos) -> list[Edge]:
        """Time has passed."""
        if (wake := self.wake_ns) is None or wake > ns:
            return []
        return self.release(ns)

    def release(self, ns: Nanos) -> list[Edge]:
        """It is up, or its cable is gone."""
        if not self.is_down:
            return []
        edge = Edge(False, self._let_go or ns)
        self.is_down, self._let_go = False, None
        return [edge]

    @property
    def is_sure(self) -> bool:
        """Whether it is known to be down, or up: a release may still turn out to be a bounce."""
        return self._let_go is None
