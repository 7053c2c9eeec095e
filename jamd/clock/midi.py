"""MIDI clock in: 24 ticks to the quarter, Start, Stop, Continue and Song Position become clock actions.

The position is counted, never measured: each clock message is 40 ticks, so no bar can double or go missing. When a
clock message should have come is estimated from the trend of the last ones (`ticking.py`, `trend.py`). The rules:
- the first clock after Start is tick 0, the first after Continue is where the music stopped or what Song Position says;
  Song Position while the music plays is a jump at the next clock;
- clocks before Start are listened to, so that the first beat already lies on their trend;
- a clock that runs for a bar and has never sent Start, Continue or Stop waits for a person;
- a clock that falls silent during the music is lost: the music continues along the last timeline, and clocks that come
  back count as the nearest ticks. While nothing plays, silence is no loss.
A new timeline may lie a little behind the previous one, as the estimate improves or the clock slows down. Nothing is
played twice: what has been played stays played, and the band waits for the clock.
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
    tick_of_position,
)
from jamd.clock.source import ClockAction, Hold, Notify, Retime, Standby, Start, Stop
from jamd.clock.ticking import Ticking
from jamd.commands.choices import SourceName
from jamd.music.time.notes import TICKS_PER_BEAT, Nanos, Tick
from jamd.music.time.timeline import Timeline

_LOST_NS: Final = 250_000_000  # silence after which a clock is lost, and
_LOST_TICKS: Final = 4  # clocks that must be missing, too
_NEWS: Final = 0.01  # share by which a tempo must change to be reported while nothing plays
_ALONE: Final = 4 * CLOCKS_PER_BEAT  # clocks after which a Start should have come, if one comes at all
_SLIDE: Final = 0.8  # of a phase error remains after each clock: next to nothing after a beat


class MidiClock:
    """Called from wire's loop alone; never blocks."""

    name: SourceName = "midi"

    def __init__(self, bpm: float) -> None:
        """`bpm` stands in for the clock's tempo until it is heard."""
        self._ticking = Ticking(_period(bpm))
        self._hold: Hold = "waiting"
        self._timeline: Timeline | None = None  # while it plays
        self._first: Tick | None = None  # tick of the next clock, if a start or a jump is due
        self._stand = Tick(0)  # where it would continue
        self._told = bpm
        self._alone = 0  # clocks heard while nothing played
        self._transport = False  # it has sent Start, Continue or Stop
        self._offset: int | None = None  # our tick minus 40 times the number of the clock; None: not known yet
        self._slide = 0.0  # ns by which the timeline still lies behind the clock
        self._heard: Nanos | None = None  # the latest clock

    @property
    def hold(self) -> Hold:
        if self._hold == "steady" and self._timeline is None and not self._transport and self._alone >= _ALONE:
            return "unstarted"
        return self._hold

    @property
    def bpm(self) -> float:
        """The best estimate."""
        return 60e9 / CLOCKS_PER_BEAT / self._ticking.trend.period

    @property
    def wake_ns(self) -> Nanos | None:
        """When a clock that stays silent is lost."""
        if self._timeline is None or self._hold != "steady" or self._heard is None:
            return None
        return Nanos(self._heard + self._patience)

    @property
    def _patience(self) -> int:
        return max(_LOST_NS, int(_LOST_TICKS * self._ticking.trend.period))

    def next_beat(self, now: Nanos, soonest: Nanos) -> Nanos:
        """Where a person may start the band while the clock runs: its first beat at or after an instant; that instant
        itself if its beats are not known."""
        if self._offset is None or self._heard is None or now - self._heard > self._patience:
            return soonest
        trend = self._ticking.trend
        tick = (self._ticking.number + (soonest - self._ticking.ns) / trend.period) * TICKS_PER_CLOCK + self._offset
        beat = ceil(tick / TICKS_PER_BEAT) * TICKS_PER_BEAT
        return Nanos(round(trend.ns_at((beat - self._offset) // TICKS_PER_CLOCK)))

    def join(self, timeline: Timeline | None, bpm: float, tick: Tick, now: Nanos) -> list[ClockAction]:
        """While music plays, clocks without a Start count as the nearest ticks; the timeline slides onto them."""
        if self._heard is None or now - self._heard > self._patience:
            self._ticking.begin(_period(bpm))
            self._hold, self._heard = "waiting", None
        self._timeline, self._stand, self._told = timeline, tick, bpm
        self._alone, self._transport = 0, False
        self._first, self._offset, self._slide = None, None, 0.0
        return [] if timeline is not None else self._news()

    def advance(self, now: Nanos) -> list[ClockAction]:
        """Continue alone if the clock has been silent for too long."""
        wake = self.wake_ns
        if wake is None or now < wake:
            return []
        self._hold = "lost"
        return [Notify(f"the MIDI clock is lost; the band plays on at {self.bpm:.0f} bpm")]

    def message(self, data: bytes, ns: Nanos) -> list[ClockAction]:
        """One message as it came, stamped; those that are not for the clock are ignored."""
        status = data[:1]
        if status == CLOCK:
            return self._tick(ns)
        self._transport |= status in (START, CONTINUE, STOP)
        if status == START:
            return self._arm(Tick(0))
        if status == CONTINUE:
            return self._arm(self._stand) if self._timeline is None else []
        if status == STOP:
            return self._stop(ns)
        if status == SONG_POSITION and (tick := tick_of_position(data)) is not None:
            return self._place(tick)
        return []

    # -- transport

    def _arm(self, first: Tick) -> list[ClockAction]:
        moved = first != self._stand
        self._first = self._stand = first
        return [Standby(first, self.bpm)] if moved and self._timeline is None else []

    def _place(self, tick: Tick) -> list[ClockAction]:
        if self._timeline is not None:
            self._first = tick
            return []
        if self._first is not None:
            self._first = tick
        self._stand = tick
        return [Standby(tick, self.bpm)]

    def _stop(self, ns: Nanos) -> list[ClockAction]:
        if self._timeline is None:
            self._first = None
            return []
        if self._first is not None:
            self._stand = self._first
        elif self._hold == "steady" and self._offset is not None:
            self._stand = Tick((self._ticking.sent + 1) * TICKS_PER_CLOCK + self._offset)
        else:
            self._stand = Tick(-(-self._timeline.tick_at(ns) // TICKS_PER_CLOCK) * TICKS_PER_CLOCK)
        self._timeline = self._first = None
        if self._hold == "lost":
            self._hold = "steady"  # its Stop was heard
        return [Stop(self._stand)]

    # -- ticks

    @property
    def _here(self) -> Tick:
        """Our tick at the latest clock."""
        assert self._offset is not None
        return Tick(self._ticking.number * TICKS_PER_CLOCK + self._offset)

    def _tick(self, ns: Nanos) -> list[ClockAction]:
        if self._heard is not None:
            ns = max(ns, self._heard)
        actions = self.advance(ns)
        if self._heard is None or ns - self._heard > self._patience:
            actions += self._return(ns)
        self._heard, self._hold = ns, "steady"
        self._alone += self._timeline is None
        self._ticking.hear(ns)
        return actions + self._follow(ns)

    def _return(self, ns: Nanos) -> list[ClockAction]:
        """The first clock, or the first after a silence."""
        if self._timeline is None or self._offset is None or self._first is not None:
            self._ticking.begin(self._ticking.trend.period)
            self._offset = None  # nobody knows how many were missed
        else:
            self._ticking.skip(ns)
        return [Notify("the MIDI clock is back")] if self._hold == "lost" else []

    def _follow(self, ns: Nanos) -> list[ClockAction]:
        if self._first is not None:
            return [self._begin(ns, self._first)]
        if self._timeline is None:
            return self._news()
        if self._offset is None:
            self._meet(self._timeline)
        elif self._ticking.doubtful:
            return []
        else:
            self._slide *= _SLIDE
        self._timeline = self._along()
        return [Retime(self._timeline)]

    def _begin(self, ns: Nanos, first: Tick) -> Start:
        if self._ticking.doubtful:  # a clock that restarts at Start
            self._ticking.begin(self._ticking.trend.period)
            self._ticking.hear(ns)
        self._ticking.expect_none()  # what comes behind Start counts from there, late as it may be
        self._offset = first - self._ticking.number * TICKS_PER_CLOCK
        self._first, self._slide = None, 0.0
        self._timeline = self._along()
        return Start(self._timeline, first)

    def _meet(self, timeline: Timeline) -> None:
        """The clock counts as our nearest tick; the distance is slid away."""
        here = self._ticking.ns
        nearest = round(timeline.tick_at(Nanos(round(here))) / TICKS_PER_CLOCK) * TICKS_PER_CLOCK
        self._offset = nearest - self._ticking.number * TICKS_PER_CLOCK
        self._slide = timeline.ns_at(Tick(nearest)) - here

    def _along(self) -> Timeline:
        period = self._ticking.trend.period - (1 - _SLIDE) * self._slide
        per_beat = min(max(round(period * CLOCKS_PER_BEAT), 60_000_000), 6_000_000_000)
        return Timeline(Nanos(round(self._ticking.ns + self._slide)), self._here, per_beat)

    def _news(self) -> list[ClockAction]:
        """The tempo while nothing plays, if it differs from the one last sent."""
        if self._ticking.trend.ticks < CLOCKS_PER_BEAT or abs(self.bpm / self._told - 1) < _NEWS:
            return []
        self._told = self.bpm
        return [Standby(self._stand, self.bpm)]


def _period(bpm: float) -> float:
    """Nanoseconds from one tick of the clock to the next."""
    return 60e9 / CLOCKS_PER_BEAT / bpm
