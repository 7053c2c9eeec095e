"""MIDI clock out: 24 to the quarter, each at its own instant of the timeline; Start, Stop, Song Position and Continue.

A clock message is never left out, however late: the receiver counts clocks, and one too few would shift it for good.
"""

from jamd.clock.midi_messages import CLOCK, CONTINUE, START, STOP, TICKS_PER_CLOCK, TICKS_PER_POSITION, song_position
from jamd.commands.choices import Sending
from jamd.music.sequencing.cue import Cue
from jamd.music.time.notes import Nanos, Tick
from jamd.music.time.timeline import Timeline


class ClockSender:
    """Owned by wire's loop. `ahead_ns`: messages leave this much before their instant, for a slow receiver."""

    def __init__(self, sending: Sending, ahead_ns: int) -> None:
        self.sending = sending
        self.ahead_ns = ahead_ns
        self._timeline: Timeline | None = None  # None: nothing is sent
        self._next = Tick(0)  # of the next clock
        self._starts: Tick | None = None  # where the receiver is told to start or to continue
        self._playing = False

    def start(self, timeline: Timeline, tick: Tick) -> list[bytes]:
        """The music starts at `tick`; returns what to send now. The form starts at tick 0; a count-in is clock only."""
        if self.sending == "never":
            return []
        stop = [STOP] if self._playing else []  # a Song Position is only for receivers that have stopped
        self._timeline, self._playing = timeline, True
        self._next = _up(tick, TICKS_PER_CLOCK)
        self._starts = _up(max(tick, Tick(0)), TICKS_PER_POSITION)
        where = [song_position(self._starts)] if self._starts else []
        return stop + where

    def retime(self, timeline: Timeline) -> None:
        """The same clocks along another timeline."""
        if self._playing:
            self._timeline = timeline

    def standby(self, timeline: Timeline) -> None:
        """Nothing plays, at this tempo. If `sending` is "always" the clock runs all the same; one that runs already
        keeps its phase, so that a new tempo, or the same one again, adds no clock."""
        if self.sending != "always" or self._playing:
            return
        if self._timeline is None:
            self._next = _up(timeline.anchor_tick, TICKS_PER_CLOCK)
            self._timeline = timeline
        else:
            last = Tick(self._next - TICKS_PER_CLOCK)
            self._timeline = Timeline(self._timeline.ns_at(last), last, timeline.ns_per_beat)

    def stop(self) -> list[bytes]:
        """The music stops; returns what to send now."""
        was_playing, self._playing = self._playing, False
        self._timeline = self._starts = None
        return [STOP] if was_playing else []

    def next_ns(self) -> Nanos | None:
        """When to call `due`."""
        return None if self._timeline is None else Nanos(self._timeline.ns_at(self._next) - self.ahead_ns)

    def due(self, now: Nanos) -> list[Cue]:
        """All clocks that are to be sent by now; the word to start comes right before the clock that it means."""
        cues: list[Cue] = []
        while (due := self.next_ns()) is not None and due <= now:
            if self._starts is not None and self._next >= self._starts:
                cues.append(Cue(self._next, None, START if self._starts == 0 else CONTINUE, due))
                self._starts = None
            cues.append(Cue(self._next, None, CLOCK, due))
            self._next = Tick(self._next + TICKS_PER_CLOCK)
        return cues


def _up(tick: Tick, grid: int) -> Tick:
    return Tick(-(-tick // grid) * grid)
