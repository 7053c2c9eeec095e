"""Where the music is, as the clock has told it last, and from where on it can still change."""

from jamd.music.events import Clock
from jamd.music.planning.clock_change import ClockChange, clock_change
from jamd.music.planning.horizon import Horizon
from jamd.music.planning.pace import Pace
from jamd.music.settings import JamSettings
from jamd.music.time.notes import Nanos, Tick
from jamd.music.time.timeline import Timeline


class Position:
    """Owned by the jam machine."""

    def __init__(self) -> None:
        self.timeline: Timeline | None = None  # that the music plays along
        self.stands: Clock | None = None  # while nothing plays; and the first bars of the next run are planned
        self._ahead_ns = 0  # as `Horizon` has it

    def take(self, clock: Clock) -> ClockChange:
        """Go on with this clock; what that changes."""
        change = clock_change(self.timeline, self.stands, clock)
        self._ahead_ns = clock.ahead_ns
        self.timeline = clock.timeline if clock.running else None
        self.stands = None if clock.running else clock
        return change

    def tick_at(self, now: Nanos) -> Tick | None:
        """None while nothing plays."""
        return None if self.timeline is None else self.timeline.tick_at(now)

    def horizon(self, settings: JamSettings, pace: Pace) -> Horizon:
        """While the music plays, or its first bars are planned."""
        assert self.timeline is not None
        return Horizon(self.timeline, settings.commit, pace.commit_ns, self._ahead_ns)
