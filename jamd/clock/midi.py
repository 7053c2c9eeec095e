"""MIDI clock in: 24 ticks to the quarter, Start, Stop, Continue and Song Position become clock actions.

The place in the music is counted, never measured: each tick of the clock is 40 of ours, so no bar can double or go
missing. Where a tick lies in time is the line's business (`ticking.py`, `trend.py`). The rules:
- the first tick behind Start is tick 0, the first behind Continue is where the music was halted or where Song Position
  says; Song Position while it plays is a jump at the next tick;
- a clock that runs before Start is listened to, so that the first beat already lies on its line;
- a clock that falls silent while it plays is gone: the music goes on along the last line, and ticks that come back are
  taken for the nearest ones. While nothing plays, silence is no loss.
A new line may lie a little behind the one before it, by what the line has learnt since, or where the clock slows down.
Nobody plays anything twice for that: what has been played stays played, and the band waits for the clock.
"""

from math import ceil
from typing import Final

from jamd.clock.midi_messages import (
    CLOCK,
    CLOCKS_PER_BEAT,
    CONTINUE,
    SONG_POSITION,
    START,
    STOP,
    TICKS_PER_CLOCK,
    position_said,
)
from jamd.clock.source import ClockAction, Hold, Notify, Retime, Standby, Start, Stop
from jamd.clock.ticking import Ticking
from jamd.commands.choices import SourceName
from jamd.music.time.notes import TICKS_PER_BEAT, Nanos, Tick
from jamd.music.time.timeline import Timeline

_LOST_NS: Final = 250_000_000  # silence after which a clock is gone, and
_LOST_TICKS: Final = 4  # ticks that must be missing for it
_NEWS: Final = 0.01  # a tempo that differs by this much is told while nothing plays
_SLIDE: Final = 0.8  # of a foreign phase is left after each tick: all but gone within a beat
_BURST: Final = 1 / 3  # ticks: what comes this close behind a silence was held up with the first


class MidiClock:
    """Called from wire's loop alone; never blocks."""

    name: SourceName = "midi"

    def __init__(self, bpm: float) -> None:
        """`bpm` is taken for the clock's tempo until it is heard."""
        self._ticking = Ticking(_period(bpm))
        self._hold: Hold = "waiting"
        self._line: Timeline | None = None  # while it plays
        self._first: Tick | None = None  # what the next tick of the clock is, where a beginning or a jump is due
        self._stand = Tick(0)  # where it would go on
        self._told = bpm
        self._offset: int | None = None  # ours minus 40 times the clock's number; None: no tick was placed yet
        self._slide = 0.0  # ns by which the line still lies behind the clock's
        self._heard: Nanos | None = None  # the latest tick
        self._back: Nanos | None = None  # the first tick behind the last silence in the music

    @property
    def hold(self) -> Hold:
        return self._hold

    @property
    def bpm(self) -> float:
        """The best that is known now."""
        return 60e9 / CLOCKS_PER_BEAT / self._ticking.trend.period

    @property
    def wake_ns(self) -> Nanos | None:
        """When a clock that stays silent is gone."""
        if self._line is None or self._hold != "steady" or self._heard is None:
            return None
        return Nanos(self._heard + self._patience)

    @property
    def _patience(self) -> int:
        return max(_LOST_NS, int(_LOST_TICKS * self._ticking.trend.period))

    def next_beat(self, now: Nanos, soonest: Nanos) -> Nanos:
        """Where a person may begin while the clock runs: its first beat at an instant or after it. That instant itself
        where its beats are not known."""
        if self._offset is None or self._heard is None or now - self._heard > self._patience:
            return soonest
        trend = self._ticking.trend
        tick = (self._ticking.number + (soonest - self._ticking.ns) / trend.period) * TICKS_PER_CLOCK + self._offset
        beat = ceil(tick / TICKS_PER_BEAT) * TICKS_PER_BEAT
        return Nanos(round(trend.ns_at((beat - self._offset) // TICKS_PER_CLOCK)))

    def join(self, timeline: Timeline | None, bpm: float, tick: Tick, now: Nanos) -> list[ClockAction]:
        """Where music plays, ticks without a Start are taken for the nearest of ours; the line slides to theirs."""
        if self._heard is None or now - self._heard > self._patience:
            self._ticking.begin(_period(bpm))
            self._hold, self._heard = "waiting", None
        self._line, self._stand, self._told = timeline, tick, bpm
        self._first, self._offset, self._slide = None, None, 0.0
        return [] if timeline is not None else self._news()

    def advance(self, now: Nanos) -> list[ClockAction]:
        """Go on alone where the clock has been silent for too long."""
        wake = self.wake_ns
        if wake is None or now < wake:
            return []
        self._hold = "lost"
        return [Notify(f"the MIDI clock is lost; the band plays on at {self.bpm:.0f} bpm")]

    def message(self, data: bytes, ns: Nanos) -> list[ClockAction]:
        """One message as it came, stamped; those that are no clock's are ignored."""
        status = data[:1]
        if status == CLOCK:
            return self._tick(ns)
        if status == START:
            return self._arm(Tick(0))
        if status == CONTINUE:
            return self._arm(self._stand) if self._line is None else []
        if status == STOP:
            return self._stop(ns)
        if status == SONG_POSITION and (tick := position_said(data)) is not None:
            return self._place(tick)
        return []

    # -- transport

    def _arm(self, first: Tick) -> list[ClockAction]:
        moved = first != self._stand
        self._first = self._stand = first
        return [Standby(first, self.bpm)] if moved and self._line is None else []

    def _place(self, tick: Tick) -> list[ClockAction]:
        if self._line is not None:
            self._first = tick
            return []
        if self._first is not None:
            self._first = tick
        self._stand = tick
        return [Standby(tick, self.bpm)]

    def _stop(self, ns: Nanos) -> list[ClockAction]:
        if self._line is None:
            self._first = None
            return []
        if self._first is not None:
            self._stand = self._first
        elif self._hold == "steady" and self._offset is not None:
            self._stand = Tick(self._here + TICKS_PER_CLOCK)
        else:
            self._stand = Tick(-(-self._line.tick_at(ns) // TICKS_PER_CLOCK) * TICKS_PER_CLOCK)
        self._line = self._first = None
        if self._hold == "lost":
            self._hold = "steady"  # its Stop was heard
        return [Stop(self._stand)]

    # -- ticks

    @property
    def _here(self) -> Tick:
        """Our tick at the clock's latest."""
        assert self._offset is not None
        return Tick(self._ticking.number * TICKS_PER_CLOCK + self._offset)

    def _tick(self, ns: Nanos) -> list[ClockAction]:
        if self._heard is not None:
            ns = max(ns, self._heard)
        if self._back is not None and ns - self._back < _BURST * self._ticking.trend.period:
            return []
        actions = self.advance(ns)
        if self._heard is None or ns - self._heard > self._patience:
            actions += self._return(ns)
        self._heard, self._hold = ns, "steady"
        self._ticking.hear(ns)
        return actions + self._follow(ns)

    def _return(self, ns: Nanos) -> list[ClockAction]:
        """The first tick, or the first behind a silence."""
        if self._line is None or self._offset is None or self._first is not None:
            self._ticking.begin(self._ticking.trend.period)
            self._offset = None  # who knows what was missed
        else:
            self._ticking.skip(ns)
            self._back = ns
        return [Notify("the MIDI clock is back")] if self._hold == "lost" else []

    def _follow(self, ns: Nanos) -> list[ClockAction]:
        if self._first is not None:
            return [self._begin(ns, self._first)]
        if self._line is None:
            return self._news()
        if self._offset is None:
            self._meet(self._line)
        elif self._ticking.doubtful:
            return []
        else:
            self._slide *= _SLIDE
        self._line = self._along()
        return [Retime(self._line)]

    def _begin(self, ns: Nanos, first: Tick) -> Start:
        if self._ticking.doubtful:  # a clock that is set anew at Start
            self._ticking.begin(self._ticking.trend.period)
            self._ticking.hear(ns)
        self._offset = first - self._ticking.number * TICKS_PER_CLOCK
        self._first, self._slide = None, 0.0
        self._line = self._along()
        return Start(self._line, first)

    def _meet(self, line: Timeline) -> None:
        """Take the clock's tick for the nearest of ours, and the distance for something to be slid away."""
        here = self._ticking.ns
        nearest = round(line.tick_at(Nanos(round(here))) / TICKS_PER_CLOCK) * TICKS_PER_CLOCK
        self._offset = nearest - self._ticking.number * TICKS_PER_CLOCK
        self._slide = line.ns_at(Tick(nearest)) - here

    def _along(self) -> Timeline:
        period = self._ticking.trend.period - (1 - _SLIDE) * self._slide
        per_beat = min(max(round(period * CLOCKS_PER_BEAT), 60_000_000), 6_000_000_000)
        return Timeline(Nanos(round(self._ticking.ns + self._slide)), self._here, per_beat)

    def _news(self) -> list[ClockAction]:
        """The tempo, where nothing plays and it is another than the others know."""
        if self._ticking.trend.ticks < CLOCKS_PER_BEAT or abs(self.bpm / self._told - 1) < _NEWS:
            return []
        self._told = self.bpm
        return [Standby(self._stand, self.bpm)]


def _period(bpm: float) -> float:
    """Nanoseconds from one tick of the clock to the next."""
    return 60e9 / CLOCKS_PER_BEAT / bpm
