"""Our own clock: the tempo that people set, tap, nudge and slow down at an ending."""

from collections import deque
from typing import Final

from jamd.clock.source import ClockAction, Hold, Retime, Standby
from jamd.clock.taps import Taps
from jamd.commands.choices import SourceName
from jamd.commands.table import BPM
from jamd.music.time.notes import TICKS_PER_BEAT, Nanos, Tick
from jamd.music.time.timeline import Timeline

_STEP: Final = TICKS_PER_BEAT // 12  # a ramp is a stair of so small steps
_MOST_NUDGE: Final = 0.25  # of a beat: a push, not a jump


class InternalClock:
    """A Source. Changes that lie ahead (`_ahead`) are tempi from a tick on; each comes when its instant has come."""

    name: SourceName = "internal"
    hold: Hold = "steady"

    def __init__(self, bpm: float) -> None:
        self.bpm = bpm
        self._line: Timeline | None = None
        self._tick = Tick(0)  # of the next beginning
        self._ahead: deque[tuple[Tick, int]] = deque()  # (from tick, ns a beat)
        self._taps = Taps()

    def join(self, timeline: Timeline | None, bpm: float, tick: Tick, now: Nanos) -> list[ClockAction]:
        """Whatever was to come is off; the line goes on as it is."""
        self.bpm, self._line, self._tick = bpm, timeline, tick
        self._ahead.clear()
        return []

    def tempo(self, bpm: float, now: Nanos) -> list[ClockAction]:
        """Another tempo from now on; no ramp goes on."""
        self._ahead.clear()
        self.bpm = bpm
        if self._line is None:
            return [Standby(self._tick, bpm)]
        self._line = self._line.with_bpm(bpm, now)
        return [Retime(self._line)]

    def tap(self, now: Nanos) -> list[ClockAction]:
        """A beat of somebody who taps: from the third on they are the tempo."""
        bpm = self._taps.tap(now)
        return [] if bpm is None else self.tempo(BPM.clamp(bpm), now)

    def nudge(self, earlier_ns: int, now: Nanos) -> list[ClockAction]:
        """Push the beat so much earlier (later where negative) within the next beat; the tempo stays."""
        if self._line is None:
            return []
        here = self._line.tick_at(now)
        there = Tick(here + TICKS_PER_BEAT)
        then = self._as_planned(there)
        begins, arrives = self._line.ns_at(here), then.ns_at(there)
        most = round(_MOST_NUDGE * then.ns_per_beat)
        lasts = arrives - max(-most, min(most, earlier_ns)) - begins
        self._ahead = deque([(there, then.ns_per_beat), *(change for change in self._ahead if change[0] > there)])
        self._line = Timeline(begins, here, max(then.ns_per_beat // 2, lasts))
        return [Retime(self._line)]

    def _as_planned(self, tick: Tick) -> Timeline:
        """The line on which a tick will lie, with all the changes that come before it."""
        assert self._line is not None
        line = self._line
        for at, ns_per_beat in self._ahead:
            if at <= tick:
                line = Timeline(line.ns_at(at), at, ns_per_beat)
        return line

    def ramp(self, bpm: float, beats: float, now: Nanos, at: Tick | None = None) -> list[ClockAction]:
        """To another tempo within so many beats from now, or from tick `at`: a ritardando, an accelerando. The tempo
        changes evenly with the beats."""
        if self._line is None:
            return self.tempo(bpm, now)
        start = self._line.tick_at(now) if at is None else at
        steps = max(1, round(beats * TICKS_PER_BEAT / _STEP))
        first = self._line.bpm
        self._ahead = deque(
            (Tick(start + step * _STEP), _ns_per_beat(first + (bpm - first) * (step + 0.5) / steps))
            for step in range(steps)
        )
        self._ahead.append((Tick(start + steps * _STEP), _ns_per_beat(bpm)))
        self.bpm = bpm
        return self.advance(now)

    def advance(self, now: Nanos) -> list[ClockAction]:
        line = self._line
        if line is None:
            return []
        while self._ahead and line.ns_at(self._ahead[0][0]) <= now:
            tick, ns_per_beat = self._ahead.popleft()
            line = Timeline(line.ns_at(tick), tick, ns_per_beat)
        if line is self._line:
            return []
        self._line = line
        return [Retime(line)]

    @property
    def wake_ns(self) -> Nanos | None:
        return self._line.ns_at(self._ahead[0][0]) if self._line is not None and self._ahead else None


def _ns_per_beat(bpm: float) -> int:
    return round(60_000_000_000 / bpm)
