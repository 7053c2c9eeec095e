"""Ableton Link as a source of time: the band's line follows the beat that programs on one network share.

- A beginning lies on a bar line of the session (its quantum is our bar), never in the past.
- Music that plays already goes on: it slides to the session's nearest beat, bent by a sixteenth of the tempo at most,
  hence half a beat in two bars of four; the form never jumps, and no tick comes twice.
- The session's tempo is the band's at once; what it ran wrong until it heard of it is made up for within a beat or two.
- As long as nobody else has been there the session is ours: the band keeps its own beat, and Link takes it from us.
- A session that falls silent changes nothing: the band goes on.
"""

from typing import Final

from jamd.clock.source import ClockAction, Hold, Notify, Retime, Standby, Start, Stop
from jamd.commands.choices import SourceName
from jamd.music.events import Session
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline

_CLOSE_NS: Final = 50_000  # a line that strays no farther from the session's beat is left alone
_ON_IT_NS: Final = 10_000  # nearer than this only the tempo is wrong
_GENTLE: Final = 16  # beats that it takes at least to make up for one
_ASTRAY: Final = 0.75  # beats; farther off than this the session's beat has jumped, and another one is nearer
_LEAD_NS: Final = 300_000_000  # from "start" to the first beat where nobody is waited for: the first plan is there then
_BREATH_NS: Final = 20_000_000  # a bar line nearer than this is missed
_LATE_NEWS_NS: Final = 200_000_000  # Link lets a change of tempo wait up to half of this before it is sent
_PATIENCE_NS: Final = 3_000_000_000  # from joining until a start waits for no session any more: finding it takes 2 s
_SILENT_NS: Final = 1_000_000_000  # the session is told twenty times a second
_FASTEST: Final = 60_000_000  # ns a beat, of a Timeline


class LinkClock:
    """A `Source`. `start`, `stop` and `tempo` are a person's; Link is told of them, too, and the session answers."""

    name: SourceName = "link"

    def __init__(self, bpm: float, meter: Meter, start_stop: bool) -> None:
        self._meter = meter
        self._start_stop = start_stop
        self.join(None, bpm, Tick(0), Nanos(0))

    def join(self, timeline: Timeline | None, bpm: float, tick: Tick, now: Nanos) -> list[ClockAction]:
        """Music that plays goes on along `timeline` until a session is heard; silence lasts until the next start,
        which is at the top of the form."""
        self._bpm = bpm
        self._ns_per_beat = Timeline.at_bpm(bpm, now, tick).ns_per_beat
        self._line = timeline  # the band's: it plays, or is about to
        self._pending = False  # the line's tick 0 is still ahead
        self._meeting: Tick | None = None  # where a slide ends
        self._session: Session | None = None
        self._beats: Timeline | None = None  # the session's: its beat 1 is tick 960
        self._shift: Tick | None = None  # the session's ticks less the band's: whole beats
        self._heard_ns = now
        self._patient_until = Nanos(now + _PATIENCE_NS)
        self._start_requested = False  # before anything was heard
        self._silent = False
        self._astray_ns = 0.0  # what another tempo that has just come may have put us off
        self._met = False  # somebody else was there
        return [] if timeline is not None else [Standby(Tick(0), bpm)]

    @property
    def hold(self) -> Hold:
        if not self._met:
            return "waiting"
        return "steady" if self._session is not None and self._session.peers and not self._silent else "lost"

    @property
    def wake_ns(self) -> Nanos | None:
        instants = []
        if self._line is not None and self._meeting is not None:
            instants.append(self._line.ns_at(self._meeting))
        if self._session is not None and not self._silent:
            instants.append(Nanos(self._heard_ns + _SILENT_NS))
        if self._start_requested:
            instants.append(self._patient_until)
        return min(instants, default=None)

    def advance(self, now: Nanos) -> list[ClockAction]:
        actions: list[ClockAction] = []
        if self._line is not None and self._meeting is not None and now >= self._line.ns_at(self._meeting):
            self._meeting = None
            here = self._line.tick_at(now)
            actions.append(self._bend(Timeline(self._line.ns_at(here), here, self._ns_per_beat)))
        if self._session is not None and not self._silent and now >= self._heard_ns + _SILENT_NS:
            self._silent = True
            actions.append(Notify(f"no news from Link; the band plays on at {self._bpm:g} bpm"))
        if self._start_requested and now >= self._patient_until:
            actions += self.start(now)
        return actions

    def start(self, now: Nanos) -> list[ClockAction]:
        """A person starts the band: at the session's next bar line, or soon where there is no session but ours."""
        if self._line is not None:
            return []
        if self._session is None and now < self._patient_until:
            requested, self._start_requested = self._start_requested, True  # each key may say it again
            return [] if requested else [Notify("waiting for Link, to start on the session's bar line")]
        self._start_requested = False
        if self._beats is None or self._silent or (self._session is not None and self._session.ours):
            return self._begin(Timeline(Nanos(now + _LEAD_NS), Tick(0), self._ns_per_beat), None)
        return self._begin_on_a_bar(self._beats, now)

    def stop(self, now: Nanos) -> list[ClockAction]:
        """A person, or the session, stops the band; the next start is at the top of the form."""
        self._start_requested = False
        if self._line is None:
            return []
        self._line = self._meeting = self._shift = None
        return [Stop(Tick(0))]

    def tempo(self, bpm: float, now: Nanos) -> list[ClockAction]:
        """A person's tempo: the session's answer is what counts; without one it is ours at once."""
        if self._session is not None and not self._silent:
            return []
        self._bpm = bpm
        self._ns_per_beat = Timeline.at_bpm(bpm, now, Tick(0)).ns_per_beat
        if self._line is None:
            return [Standby(Tick(0), bpm)]
        self._meeting = None
        return [self._bend(self._line.with_bpm(bpm, now))]

    def session(self, session: Session, now: Nanos) -> list[ClockAction]:
        """What Link says, at most some milliseconds old."""
        before, self._session = self._session, session
        if before is not None and before.since != session.since:
            before = None  # we were away: what was so then says nothing about what happened since
        swept = before is not None and before.bpm != session.bpm
        self._astray_ns = _LATE_NEWS_NS * abs(session.ns_per_beat / self._ns_per_beat - 1) if swept else 0.0
        beat = int(session.beat // 1)
        downbeat = round(session.ns - (session.beat - beat) * session.ns_per_beat)
        self._beats = Timeline(Nanos(downbeat), Tick(beat * TICKS_PER_BEAT), session.ns_per_beat)
        self._ns_per_beat = session.ns_per_beat
        self._heard_ns, self._silent = now, False
        requested = self.start(now) if self._start_requested else []
        return [*requested, *self._company(before, session), *self._transport(before, session, now), *self._follow(now)]

    def _company(self, before: Session | None, session: Session) -> list[ClockAction]:
        """Who is there, and the tempo."""
        changed, self._bpm = session.bpm != self._bpm, session.bpm
        actions: list[ClockAction] = [Standby(Tick(0), session.bpm)] if changed and self._line is None else []
        peers = before.peers if before is not None else 0
        if session.peers and not peers:
            self._met = True
            actions.append(Notify(f"Link: {session.peers} more in the session, {session.bpm:g} bpm"))
        elif peers and not session.peers:
            actions.append(Notify(f"Link: nobody else is in the session; the band plays on at {session.bpm:g} bpm"))
        return actions

    def _transport(self, before: Session | None, session: Session, now: Nanos) -> list[ClockAction]:
        """Somebody starts or stops the session; that it plays when we come says nothing."""
        if not self._start_stop or before is None or before.playing == session.playing:
            return []
        if not session.playing:
            return self.stop(now)
        apart = self._shift is not None and self._shift % self._meter.bar != 0
        if self._beats is not None and (self._line is None or apart):
            return self._begin_on_a_bar(self._beats, now)
        return []

    # -- the line

    def _begin_on_a_bar(self, beats: Timeline, now: Nanos) -> list[ClockAction]:
        """At the next one of the session's, wherever its own start was: what is missed is not caught up with."""
        bar = self._meter.bar
        shift = Tick((beats.tick_at(Nanos(now + _BREATH_NS)) // bar + 1) * bar)
        return self._begin(_moved(beats, shift), shift)

    def _begin(self, line: Timeline, shift: Tick | None) -> list[ClockAction]:
        self._line, self._shift, self._pending, self._meeting = line, shift, True, None
        return [Start(line, Tick(0))]

    def _follow(self, now: Nanos) -> list[ClockAction]:
        """Onto the session's beat and tempo, if the band is not on them anyway."""
        if self._line is None or self._beats is None or self._session is None:
            return []
        self._pending = self._pending and now < self._line.ns_at(Tick(0))
        here = self._line.tick_at(now)
        if self._session.ours:
            self._shift = None
            return self._slide(Timeline(self._line.ns_at(here), here, self._ns_per_beat), here)
        if (
            self._pending
            and self._shift is not None
            and (moved := self._move_the_beginning(self._beats, now)) is not None
        ):
            return moved
        actions = self._find_the_beat(self._beats, here)
        assert self._shift is not None
        return [*actions, *self._slide(_moved(self._beats, self._shift), here)]

    def _move_the_beginning(self, beats: Timeline, now: Nanos) -> list[ClockAction] | None:
        """Nothing sounds yet, so there is nothing to bend gently. None where the beginning is so near that the
        session's own has just passed: the rest is a slide."""
        assert self._line is not None
        assert self._shift is not None
        goal = _moved(beats, self._shift)
        ahead = goal.ns_at(Tick(0)) - now
        if not -goal.ns_per_beat // 2 < ahead <= self._meter.beats * goal.ns_per_beat + _BREATH_NS:
            return self._begin_on_a_bar(beats, now)  # the session's beat has jumped
        if ahead <= 0:
            return None
        if all(abs(goal.ns_at(tick) - self._line.ns_at(tick)) <= _CLOSE_NS for tick in (Tick(0), self._meter.bar)):
            return []
        return [self._bend(goal)]

    def _find_the_beat(self, beats: Timeline, here: Tick) -> list[ClockAction]:
        """Which of the session's beats is whose; it stays so until the session jumps."""
        assert self._line is not None
        ahead = beats.tick_at(self._line.ns_at(here)) - here
        if self._shift is not None and abs(ahead - self._shift) < _ASTRAY * TICKS_PER_BEAT:
            return []
        self._shift = Tick(round(ahead / TICKS_PER_BEAT) * TICKS_PER_BEAT)
        off = self._shift // TICKS_PER_BEAT % self._meter.beats
        if not off:
            return []
        return [Notify(f"the band's bars begin {off} beat{'s' * (off > 1)} after the session's, until the next start")]

    def _slide(self, goal: Timeline, here: Tick) -> list[ClockAction]:
        """To where the goal will be, so that both meet; nothing where they meet anyway, or stay together for a bar."""
        assert self._line is not None
        there = self._meeting if self._meeting is not None else Tick(here + self._meter.bar)
        if abs(goal.ns_at(there) - self._line.ns_at(there)) <= _CLOSE_NS:
            return []
        start = self._line.ns_at(here)
        lag = goal.ns_at(here) - start
        if abs(lag) <= _ON_IT_NS:
            self._meeting = None
            return [self._bend(Timeline(start, here, goal.ns_per_beat))]
        beats = 1 if abs(lag) <= self._astray_ns else max(1, -(-_GENTLE * abs(lag) // goal.ns_per_beat))
        self._meeting = Tick(here + beats * TICKS_PER_BEAT)
        return [self._bend(Timeline(start, here, max(_FASTEST, goal.ns_per_beat + lag // beats)))]

    def _bend(self, line: Timeline) -> Retime:
        self._line = line
        return Retime(line)


def _moved(beats: Timeline, shift: Tick) -> Timeline:
    """The session's line, counted as the band counts."""
    return Timeline(beats.anchor_ns, Tick(beats.anchor_tick - shift), beats.ns_per_beat)
