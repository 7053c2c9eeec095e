"""When the other processes get the clock: starts, stops and commands at once, small tempo changes a little later."""

from typing import Final

from jamd.music.events import Clock
from jamd.music.time.notes import Nanos, Tick
from jamd.music.time.timeline import Timeline

_MOVED_NS: Final = 1_000_000  # a timeline that has moved by less is not sent again
_EVERY_NS: Final = 50_000_000  # at most so often, for small changes


class ClockReports:
    """Owned by the transport. `bar` is the length of one."""

    def __init__(self, bar: Tick) -> None:
        self._bar = bar
        self._last_sent: Clock | None = None
        self._stale = False  # the timeline has changed since, and is soon sent again

    def sent(self, clock: Clock) -> None:
        """The other processes have this one now."""
        self._last_sent, self._stale = clock, False

    def retimed(self) -> None:
        """The timeline has changed."""
        self._stale = True

    @property
    def wake_ns(self) -> int | None:
        """When a changed timeline may be sent."""
        return self._last_sent.ns + _EVERY_NS if self._stale and self._last_sent is not None else None

    @property
    def hold(self) -> str | None:
        """The state of the clock's source as the other processes know it; None at first."""
        return None if self._last_sent is None else self._last_sent.hold

    def is_due(self, timeline: Timeline | None, now: Nanos) -> bool:
        """Whether they need the new timeline: it is off by a millisecond now or a bar from now."""
        sent = self._last_sent
        if not self._stale or sent is None or timeline is None or now - sent.ns < _EVERY_NS:
            return False
        here = timeline.tick_at(now)
        self._stale = any(
            abs(timeline.ns_at(tick) - sent.timeline.ns_at(tick)) > _MOVED_NS for tick in (here, Tick(here + self._bar))
        )
        return self._stale
