"""The horizon: what is closer to now than this is frozen, and not planned again."""

from typing import Final, NamedTuple

from jamd.music.time.notes import TICKS_PER_BEAT, Nanos, Tick
from jamd.music.time.timeline import Timeline

MIN_COMMIT_NS: Final = 60_000_000  # with less, a plan could arrive after its own start


class Horizon(NamedTuple):
    """At one tempo."""

    timeline: Timeline
    commit: Tick  # as people ask for it
    needed_ns: Nanos  # what plans need on this machine
    ahead_ns: int  # messages leave up to this much before their instant, so plans are due earlier by as much

    def behind(self, tick: Tick) -> Tick:
        """Where a plan begins that is made at a tick."""
        return Tick(max(tick + self.commit + self._ticks(self.ahead_ns), self.soonest(tick)))

    @property
    def reach(self) -> Tick:
        """From a plan's making to its beginning."""
        return self.behind(Tick(0))

    def soonest(self, tick: Tick) -> Tick:
        """Where it can begin at the soonest and not come too late."""
        return Tick(tick + self._least)

    def latest_for(self, start: Tick) -> Tick:
        """When a plan must be made that begins here."""
        return Tick(start - self._least)

    @property
    def _least(self) -> int:
        return self._ticks(max(MIN_COMMIT_NS, self.needed_ns)) + self._ticks(self.ahead_ns)

    @property
    def asked_ns(self) -> Nanos:
        return Nanos(max(self.commit * self.timeline.ns_per_beat // TICKS_PER_BEAT, MIN_COMMIT_NS))

    def ms(self, tick: Tick) -> float:
        """From a tick to the plan that is made there."""
        return (self.behind(tick) - tick) * self.timeline.ns_per_beat / TICKS_PER_BEAT / 1e6

    def _ticks(self, ns: int) -> int:
        return ns * TICKS_PER_BEAT // self.timeline.ns_per_beat
