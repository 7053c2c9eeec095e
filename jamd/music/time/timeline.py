"""Time is a value: three integers and two inverse functions.

A tempo change swaps the Timeline, so that everything queued in ticks bends with it. `ns_at` rounds up and `tick_at`
rounds down, hence `tick_at(ns_at(t)) == t` for every tick, and neither ever runs backward.
"""

import msgspec

from jamd.music.time.notes import TICKS_PER_BEAT, Nanos, Tick


class Timeline(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A straight line through (`anchor_ns`, `anchor_tick`) with `ns_per_beat` nanoseconds to the quarter (10 to
    1000 bpm)."""

    anchor_ns: Nanos
    anchor_tick: Tick
    ns_per_beat: int

    def __post_init__(self) -> None:
        if not 60_000_000 <= self.ns_per_beat <= 6_000_000_000:
            raise ValueError(f"a tempo outside 10 to 1000 bpm: {self.ns_per_beat} ns a beat")

    @classmethod
    def at_bpm(cls, bpm: float, anchor_ns: Nanos, anchor_tick: Tick) -> "Timeline":
        return cls(anchor_ns, anchor_tick, round(60_000_000_000 / bpm))

    @property
    def bpm(self) -> float:
        return 60_000_000_000 / self.ns_per_beat

    def ns_at(self, tick: Tick) -> Nanos:
        """The first instant of a tick."""
        return Nanos(self.anchor_ns - (-(tick - self.anchor_tick) * self.ns_per_beat // TICKS_PER_BEAT))

    def tick_at(self, ns: Nanos) -> Tick:
        """The tick that an instant lies in."""
        return Tick(self.anchor_tick + (ns - self.anchor_ns) * TICKS_PER_BEAT // self.ns_per_beat)

    def with_bpm(self, bpm: float, now: Nanos) -> "Timeline":
        """The same position now, another tempo from now on."""
        tick = self.tick_at(now)
        return Timeline.at_bpm(bpm, self.ns_at(tick), tick)
