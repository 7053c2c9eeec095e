"""The internal clock: people set, tap, nudge and ramp its tempo, and it slows down for an ending."""

from collections import deque
from typing import Final

from jamd.clock.source import ClockAction, Hold, Retime, Standby
from jamd.clock.taps import Taps
from jamd.commands.choices import SourceName
from jamd.commands.row import BPM
from jamd.music.time.notes import TICKS_PER_BEAT, Nanos, Tick
from jamd.music.time.tempo_step import stepped
from jamd.music.time.timeline import Timeline

_STEP: Final = TICKS_PER_BEAT // 12  # a ramp is a staircase of steps this small
_MOST_NUDGE: Final = 0.25  # of a beat: a push, not a jump


class InternalClock:
    """A Source. `_ahead` holds tempo changes by tick; each takes effect when its instant has come."""

    name: SourceName = "internal"
    hold: Hold = "steady"

    def __init__(self, bpm: float) -> None:
        self.bpm = bpm
        self._timeline: Timeline | None = None
        self._tick = Tick(0)  # of the next start
        self._ahead: deque[tuple[Tick, int]] = deque()  # (from tick, ns a beat)
        self._tune: tuple[Tick, int] | None = None  # of these, the one that comes with a tune
        self._step: tuple[Tick, float, float] | None = None  # as `Form` has it
        self._stepped: Tick | None = None  # where the last step of this run was taken
        self._taps = Taps()

    def join(self, timeline: Timeline | None, bpm: float, tick: Tick, now: Nanos) -> list[ClockAction]:
        """Planned changes are off; the timeline continues as it is."""
        self.bpm, self._timeline, self._tick = bpm, timeline, tick
        self._ahead.clear()
        self._step = self._stepped = None
        return []

    def tempo(self, bpm: float, now: Nanos) -> list[ClockAction]:
        """Another tempo from now on; ends a ramp."""
        self._ahead.clear()
        self.bpm = bpm
        if self._timeline is None:
            return [Standby(self._tick, bpm)]
        self._timeline = self._timeline.with_bpm(bpm, now)
        return [Retime(self._timeline)]

    def tempo_from(self, change: tuple[Tick, float] | None) -> None:
        """The tempo that comes with a tune, from a tick on, in place of one that has not come yet."""
        ahead = [each for each in self._ahead if each != self._tune]
        self._tune = None if change is None else (change[0], _ns_per_beat(change[1]))
        self._ahead = deque(sorted([*ahead, *([] if self._tune is None else [self._tune])]))

    def step_from(self, step: tuple[Tick, float, float] | None, now: Nanos) -> list[ClockAction]:
        """From a tick on so many bpm faster, as far as a tempo; in place of a step that has not come yet.
        One that has been taken is not taken again: who asks may not know yet that it has come."""
        actions = self.advance(now)  # one that is due comes first
        is_taken = step is not None and self._stepped is not None and step[0] <= self._stepped
        self._step = None if is_taken else step
        return actions

    def tap(self, now: Nanos) -> list[ClockAction]:
        """A tapped beat: from the third tap on they set the tempo."""
        bpm = self._taps.tap(now)
        return [] if bpm is None else self.tempo(BPM.clamp(bpm), now)

    def nudge(self, earlier_ns: int, now: Nanos) -> list[ClockAction]:
        """Shift the beat earlier (later if negative) over the next beat; the tempo stays."""
        if self._timeline is None:
            return []
        here = self._timeline.tick_at(now)
        there = Tick(here + TICKS_PER_BEAT)
        then = self._as_planned(there)
        begins, arrives = self._timeline.ns_at(here), then.ns_at(there)
        most = round(_MOST_NUDGE * then.ns_per_beat)
        lasts = arrives - max(-most, min(most, earlier_ns)) - begins
        self._ahead = deque([(there, then.ns_per_beat), *(change for change in self._ahead if change[0] > there)])
        self._timeline = Timeline(begins, here, max(then.ns_per_beat // 2, lasts))
        return [Retime(self._timeline)]

    def _as_planned(self, tick: Tick) -> Timeline:
        """The timeline at a tick, with all changes that come before it."""
        assert self._timeline is not None
        timeline = self._timeline
        for at, ns_per_beat in self._ahead:
            if at <= tick:
                timeline = Timeline(timeline.ns_at(at), at, ns_per_beat)
        return timeline

    def ramp(self, bpm: float, beats: float, now: Nanos, at: Tick | None = None) -> list[ClockAction]:
        """Ritardando or accelerando: to another tempo over this many beats, from now or from tick `at`, linearly in
        beats."""
        if self._timeline is None:
            return self.tempo(bpm, now)
        start = self._timeline.tick_at(now) if at is None else at
        steps = max(1, round(beats * TICKS_PER_BEAT / _STEP))
        first = self._timeline.bpm
        self._ahead = deque(
            (Tick(start + step * _STEP), _ns_per_beat(first + (bpm - first) * (step + 0.5) / steps))
            for step in range(steps)
        )
        self._ahead.append((Tick(start + steps * _STEP), _ns_per_beat(bpm)))
        self.bpm = bpm
        return self.advance(now)

    def advance(self, now: Nanos) -> list[ClockAction]:
        timeline = self._timeline
        if timeline is None:
            return []
        while self._ahead and timeline.ns_at(self._ahead[0][0]) <= now:
            tick, ns_per_beat = self._ahead.popleft()
            timeline = Timeline(timeline.ns_at(tick), tick, ns_per_beat)
        if self._step is not None and not self._ahead and timeline.ns_at(self._step[0]) <= now:
            (tick, *how), self._step = self._step, None
            self._stepped = tick
            if (bpm := stepped(self.bpm, *how)) != self.bpm:
                self.bpm = bpm
                timeline = Timeline(timeline.ns_at(tick), tick, _ns_per_beat(bpm))
        if timeline is self._timeline:
            return []
        self._timeline = timeline
        return [Retime(timeline)]

    @property
    def wake_ns(self) -> Nanos | None:
        due = self._ahead[0] if self._ahead else self._step  # a step waits for a ramp, or a nudge, to be over
        return None if self._timeline is None or due is None else self._timeline.ns_at(due[0])


def _ns_per_beat(bpm: float) -> int:
    return round(60_000_000_000 / bpm)
