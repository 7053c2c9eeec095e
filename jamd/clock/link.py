"""Ableton Link as a source of time: the band's timeline follows the beat that programs on one network share.

- A start lies on a bar line of the session (its quantum is our bar), never in the past.
- Music that plays continues: it slides to the session's nearest beat, its tempo changed by a sixteenth at most, so half
  a beat takes two bars of four; the form never jumps, and no tick comes twice.
- The session's tempo is the band's at once; the error from before it was heard is made up for within a beat or two.
- As long as nobody else has joined, the session is ours: the band keeps its own beat, and Link takes it from us.
- A session that falls silent changes nothing: the band continues.
"""

from typing import Final

from jamd.clock.source import ClockAction, Hold, Notify, Retime, Standby, Start, Stop
from jamd.commands.choices import SourceName
from jamd.music.events import Session
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline

_CLOSE_NS: Final = 50_000  # a timeline this close to the session's beat is left alone
_ON_IT_NS: Final = 10_000  # closer than this, only the tempo is wrong
_GENTLE: Final = 16  # beats that it takes, at least, to make up for one
_ASTRAY: Final = 0.75  # beats; further off than this, the session's beat has jumped and another one is nearer
_LEAD_NS: Final = 300_000_000  # from "start" to the first beat in our own session, so that the first plan is there
_BREATH_NS: Final = 20_000_000  # a bar line closer than this is missed
_LATE_NEWS_NS: Final = 200_000_000  # Link may hold a tempo change back for up to half of this
_PATIENCE_NS: Final = 3_000_000_000  # after joining, how long a start waits for a session: finding one takes 2 s
_SILENT_NS: Final = 1_000_000_000  # news of the session comes twenty times a second
_FASTEST: Final = 60_000_000  # ns a beat, of a Timeline


class LinkClock:
    """A `Source`. `start`, `stop` and `tempo` are commands of a person; Link is told, and the session answers."""

    name: SourceName = "link"

    def __init__(self, bpm: float, meter: Meter, start_stop: bool) -> None:
        self._meter = meter
        self._start_stop = start_stop
        self.join(None, bpm, Tick(0), Nanos(0))

    def join(self, timeline: Timeline | None, bpm: float, tick: Tick, now: Nanos) -> list[ClockAction]:
        """Music that plays continues along `timeline` until a session is heard; the next start is at the top of the
        form."""
        self._bpm = bpm
        self._ns_per_beat = Timeline.at_bpm(bpm, now, tick).ns_per_beat
        self._timeline = timeline  # the band's; None: it neither plays nor is about to
        self._pending = False  # the timeline's tick 0 is still ahead
        self._meeting: Tick | None = None  # where a slide ends
        self._session: Session | None = None
        self._beats: Timeline | None = None  # the session's: its beat 1 is tick 960
        self._shift: Tick | None = None  # the session's ticks less the band's: whole beats
        self._heard_ns = now
        self._patient_until = Nanos(now + _PATIENCE_NS)
        self._start_requested = False  # before anything was heard
        self._silent = False
        self._astray_ns = 0.0  # how far a tempo change that has just arrived may have put us off
        self._met = False  # somebody else has been there
        return [] if timeline is not None else [Standby(Tick(0), bpm)]

    @property
    def hold(self) -> Hold:
        if not self._met:
            return "waiting"
        return "steady" if self._session is not None and self._session.peers and not self._silent else "lost"

    @property
    def wake_ns(self) -> Nanos | None:
        instants = []
        if self._timeline is not None and self._meeting is not None:
            instants.append(self._timeline.ns_at(self._meeting))
        if self._session is not None and not self._silent:
            instants.append(Nanos(self._heard_ns + _SILENT_NS))
        if self._start_requested:
            instants.append(self._patient_until)
        return min(instants, default=None)

    def advance(self, now: Nanos) -> list[ClockAction]:
        actions: list[ClockAction] = []
        if self._timeline is not None and self._meeting is not None and now >= self._timeline.ns_at(self._meeting):
            self._meeting = None
            here = self._timeline.tick_at(now)
            actions.append(self._retime(Timeline(self._timeline.ns_at(here), here, self._ns_per_beat)))
        if self._session is not None and not self._silent and now >= self._heard_ns + _SILENT_NS:
            self._silent = True
            actions.append(Notify(f"no news from Link; the band plays on at {self._bpm:g} bpm"))
        if self._start_requested and now >= self._patient_until:
            actions += self.start(now)
        return actions

    def start(self, now: Nanos) -> list[ClockAction]:
        """A person starts the band: at the session's next bar line, or at once if the session is ours alone."""
        if self._timeline is not None:
            return []
        if self._session is None and now < self._patient_until:
            requested, self._start_requested = self._start_requested, True  # several keys may ask
            return [] if requested else [Notify("waiting for Link, to start on the session's bar line")]
        self._start_requested = False
        if self._beats is None or self._silent or (self._session is not None and self._session.ours):
            return self._begin(Timeline(Nanos(now + _LEAD_NS), Tick(0), self._ns_per_beat), None)
        return self._begin_on_a_bar(self._beats, now)

    def stop(self, now: Nanos) -> list[ClockAction]:
        """A person, or the session, stops the band; the next start is at the top of the form."""
        self._start_requested = False
        if self._timeline is None:
            return []
        self._timeline = self._meeting = self._shift = None
        return [Stop(Tick(0))]

    def tempo(self, bpm: float, now: Nanos) -> list[ClockAction]:
        """A person's tempo: the session's answer decides; without a session it holds at once."""
        if self._session is not None and not self._silent:
            return []
        self._bpm = bpm
        self._ns_per_beat = Timeline.at_bpm(bpm, now, Tick(0)).ns_per_beat
        if self._timeline is None:
            return [Standby(Tick(0), bpm)]
        self._meeting = None
        return [self._retime(self._timeline.with_bpm(bpm, now))]

    def session(self, session: Session, now: Nanos) -> list[ClockAction]:
        """News from Link, a few milliseconds old at most."""
        before, self._session = self._session, session
        if before is not None and before.since != session.since:
            before = None  # we were away: the state of then says nothing about changes
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
        """Peers and tempo."""
        changed, self._bpm = session.bpm != self._bpm, session.bpm
        actions: list[ClockAction] = [Standby(Tick(0), session.bpm)] if changed and self._timeline is None else []
        peers = before.peers if before is not None else 0
        if session.peers and not peers:
            self._met = True
            actions.append(Notify(f"Link: {session.peers} more in the session, {session.bpm:g} bpm"))
        elif peers and not session.peers:
            actions.append(Notify(f"Link: nobody else is in the session; the band plays on at {session.bpm:g} bpm"))
        return actions

    def _transport(self, before: Session | None, session: Session, now: Nanos) -> list[ClockAction]:
        """Somebody starts or stops the session; if it plays when we join, that is no start."""
        if not self._start_stop or before is None or before.playing == session.playing:
            return []
        if not session.playing:
            return self.stop(now)
        apart = self._shift is not None and self._shift % self._meter.bar != 0
        if self._beats is not None and (self._timeline is None or apart):
            return self._begin_on_a_bar(self._beats, now)
        return []

    # -- the timeline

    def _begin_on_a_bar(self, beats: Timeline, now: Nanos) -> list[ClockAction]:
        """At the session's next bar line, wherever it started itself: what was missed is not made up for."""
        bar = self._meter.bar
        shift = Tick((beats.tick_at(Nanos(now + _BREATH_NS)) // bar + 1) * bar)
        return self._begin(_moved(beats, shift), shift)

    def _begin(self, timeline: Timeline, shift: Tick | None) -> list[ClockAction]:
        self._timeline, self._shift, self._pending, self._meeting = timeline, shift, True, None
        return [Start(timeline, Tick(0))]

    def _follow(self, now: Nanos) -> list[ClockAction]:
        """Move onto the session's beat and tempo."""
        if self._timeline is None or self._beats is None or self._session is None:
            return []
        self._pending = self._pending and now < self._timeline.ns_at(Tick(0))
        here = self._timeline.tick_at(now)
        if self._session.ours:
            self._shift = None
            return self._slide(Timeline(self._timeline.ns_at(here), here, self._ns_per_beat), here)
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
        """Nothing sounds yet, so the start can jump. None if the start is so close that the session's own has just
        passed: the rest is a slide."""
        assert self._timeline is not None
        assert self._shift is not None
        goal = _moved(beats, self._shift)
        ahead = goal.ns_at(Tick(0)) - now
        if not -goal.ns_per_beat // 2 < ahead <= self._meter.beats * goal.ns_per_beat + _BREATH_NS:
            return self._begin_on_a_bar(beats, now)  # the session's beat has jumped
        if ahead <= 0:
            return None
        if all(abs(goal.ns_at(tick) - self._timeline.ns_at(tick)) <= _CLOSE_NS for tick in (Tick(0), self._meter.bar)):
            return []
        return [self._retime(goal)]

    def _find_the_beat(self, beats: Timeline, here: Tick) -> list[ClockAction]:
        """Match our beats with the session's; the match holds until the session jumps."""
        assert self._timeline is not None
        ahead = beats.tick_at(self._timeline.ns_at(here)) - here
        if self._shift is not None and abs(ahead - self._shift) < _ASTRAY * TICKS_PER_BEAT:
            return []
        self._shift = Tick(round(ahead / TICKS_PER_BEAT) * TICKS_PER_BEAT)
        off = self._shift // TICKS_PER_BEAT % self._meter.beats
        if not off:
            return []
        return [Notify(f"the band's bars begin {off} beat{'s' * (off > 1)} after the session's, until the next start")]

    def _slide(self, goal: Timeline, here: Tick) -> list[ClockAction]:
        """Aim for where the goal will be; nothing to do if both meet anyway, or stay together for a bar."""
        assert self._timeline is not None
        there = self._meeting if self._meeting is not None else Tick(here + self._meter.bar)
        if abs(goal.ns_at(there) - self._timeline.ns_at(there)) <= _CLOSE_NS:
            return []
        start = self._timeline.ns_at(here)
        lag = goal.ns_at(here) - start
        if abs(lag) <= _ON_IT_NS:
            self._meeting = None
            return [self._retime(Timeline(start, here, goal.ns_per_beat))]
        beats = 1 if abs(lag) <= self._astray_ns else max(1, -(-_GENTLE * abs(lag) // goal.ns_per_beat))
        self._meeting = Tick(here + beats * TICKS_PER_BEAT)
        return [self._retime(Timeline(start, here, max(_FASTEST, goal.ns_per_beat + lag // beats)))]

    def _retime(self, timeline: Timeline) -> Retime:
        self._timeline = timeline
        return Retime(timeline)


def _moved(beats: Timeline, shift: Tick) -> Timeline:
    """The session's timeline, counted in the band's ticks."""
    return Timeline(beats.anchor_ns, Tick(beats.anchor_tick - shift), beats.ns_per_beat)
