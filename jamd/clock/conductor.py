"""The conductor: which source of time is in charge, what people ask of it, and where the music is. Pure: the time is
handed in, and wire carries out the actions that come out.

One source at a time. After a change while the music plays, the timeline continues unchanged until the new source knows
better. What people may do depends on who sets the tempo: a MIDI clock's tempo cannot be set here.
"""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from jamd.clock.follow import Follow
from jamd.clock.internal import InternalClock
from jamd.clock.link import LinkClock
from jamd.clock.midi import MidiClock
from jamd.clock.midi_messages import STOP
from jamd.clock.settings import ClockSettings
from jamd.clock.source import ClockAction, Hold, Notify, Retime, Source, Standby, Start, Stop
from jamd.commands.choices import SourceName
from jamd.commands.table import command_named
from jamd.music.events import Command, Ending, Form, Session
from jamd.music.time.notes import TICKS_PER_BEAT, Nanos, Tick
from jamd.music.time.timeline import Timeline

_RITARDANDO: Final = 0.6  # of the tempo remains at the last hit
_LEAD_NS: Final = 300_000_000  # from "start" to the first count, so that the first plan is there
LINK_MISSING: Final = "Ableton Link is not installed: run pip install '.[link]' in jamd's folder"
_FOREIGN: Final[dict[SourceName, str]] = {"midi": "the MIDI clock", "link": "the Link session"}


class Conductor:
    """Called from wire's loop alone. `timeline` is what the music plays along, None while nothing plays."""

    def __init__(self, settings: ClockSettings) -> None:
        self._settings = settings
        self.offset_ns = settings.offset_ns
        self._first = Tick(-settings.count_in * settings.meter.bar)
        self.timeline: Timeline | None = None
        self.bpm = settings.bpm
        self.tick = self._first if settings.source in ("internal", "follow") else Tick(0)  # of the next start
        self._internal = InternalClock(settings.bpm)
        self._midi = MidiClock(settings.bpm)
        self._follow = Follow(settings.meter)
        self._link = LinkClock(settings.bpm, settings.meter, settings.start_stop)
        self._sources: dict[SourceName, Source] = {
            source.name: source for source in (self._internal, self._midi, self._follow, self._link)
        }
        self._source: Source = self._sources[settings.source]
        self._end: Tick | None = None  # where the music ends on its own, and
        self._full_bpm = settings.bpm  # the tempo before it slowed down for that
        self._route_tempo: tuple[bytes, tuple[Tick, float] | None] = b"", None  # as the band told it last

    @property
    def source(self) -> SourceName:
        return self._source.name

    @property
    def hold(self) -> Hold:
        return self._source.hold

    @property
    def wake_ns(self) -> Nanos | None:
        """When to call `advance`."""
        wake = self._source.wake_ns
        if self.timeline is None or self._end is None:
            return wake
        end = self.timeline.ns_at(self._end)
        return end if wake is None else min(wake, end)

    # -- input

    def advance(self, now: Nanos) -> list[ClockAction]:
        actions = self._carry(self._source.advance(now))
        if self.timeline is not None and self._end is not None and now >= self.timeline.ns_at(self._end):
            actions += self._stop(None, now)
        return actions

    def end(self, ending: Ending) -> list[ClockAction]:
        """The band plays its last bars: the internal clock slows down for them."""
        if self._end is None:  # asked a second time, it may be slow already
            self._full_bpm = self.bpm
        self._end = ending.until
        if self.timeline is None or self._source is not self._internal:
            return []
        if ending.slow_from >= ending.at:
            return self._keep(self._internal.tempo(self._full_bpm, ending.ns)) if self.bpm != self._full_bpm else []
        beats = (ending.at - ending.slow_from) / TICKS_PER_BEAT
        return self._keep(self._internal.ramp(self._full_bpm * _RITARDANDO, beats, ending.ns, ending.slow_from))

    def no_ending(self, now: Nanos) -> list[ClockAction]:
        """It plays on: in the tempo of before, where it has slowed down already."""
        if self._end is None:
            return []
        self._end = None
        return self._keep(self._internal.tempo(self._full_bpm, now)) if self._source is self._internal else []

    def form(self, form: Form) -> list[ClockAction]:
        """The band goes another way: the next run begins in this meter, and a tune may bring its tempo. Link keeps to
        the bars that it has agreed on."""
        first, before = Tick(-form.count_in * form.meter.bar), self._first
        self._first = first
        self._follow.count_off_in(form.meter)
        actions = self._form_tempo(form) if self._source is self._internal else []
        if self.timeline is not None or first == before or not self._is_ours():
            return actions
        return [*actions, *self._keep([Standby(first, self.bpm)]), *self._carry(self._join(form.ns))]

    def _form_tempo(self, form: Form) -> list[ClockAction]:
        """A tune's from the tune on; whoever sets another tempo meanwhile wins. A step's from where it comes."""
        told, self._route_tempo = self._route_tempo, (form.route, form.tempo)
        if self.timeline is not None:
            if told != self._route_tempo:  # not where something is asked for once, which leaves the tempo alone
                self._internal.tempo_from(form.tempo)
            return self._keep(self._internal.step_from(form.step, form.ns))
        if form.tempo is not None:
            self._full_bpm = form.tempo[1]
            return self._keep(self._internal.tempo(form.tempo[1], form.ns))
        return []

    def message(self, data: bytes, ns: Nanos) -> list[ClockAction]:
        """A system message of the MIDI input."""
        return self._carry(self._midi.message(data, ns)) if self._source is self._midi else []

    def struck(self, pitch: int, ns: Nanos) -> list[ClockAction]:
        """The keyboardist has struck a key."""
        return self._carry(self._follow.struck(pitch, ns)) if self._source is self._follow else []

    def session(self, session: Session, now: Nanos) -> list[ClockAction]:
        """News of the Link session."""
        return self._carry(self._link.session(session, now)) if self._source is self._link else []

    def resume(self, timeline: Timeline, now: Nanos) -> list[ClockAction]:
        """The previous wire process was killed while it played along this timeline: continue."""
        return self._take_up(Start(timeline, timeline.tick_at(now)), now)

    # -- commands

    def command(self, command: Command) -> list[ClockAction]:
        """CommandError where it takes another value."""
        value = command_named(command.name).read(command.value)
        return EFFECTS[command.name](self, value, command.ns)

    def _start(self, _: Any, now: Nanos) -> list[ClockAction]:
        if self.timeline is not None:
            return []
        if self._source is self._link:
            return self._carry(self._link.start(now))
        begins = Nanos(now + _LEAD_NS)
        if self._source is self._midi:  # it may still run after our stop, and its beats count
            begins = Nanos(self._midi.next_beat(now, Nanos(begins + self.offset_ns)) - self.offset_ns)
        timeline = Timeline.at_bpm(self.bpm, begins, self._first)
        return self._take_up(Start(timeline, self._first), now)

    def _take_up(self, begin: Start, now: Nanos) -> list[ClockAction]:
        """Start without the source; it continues from there."""
        return [*self._keep([begin]), *self._carry(self._join(now))]

    def _stop(self, _: Any, now: Nanos) -> list[ClockAction]:
        if self._source is self._midi:  # it may have received Start and be waiting for the first clock
            return self._carry(self._midi.message(STOP, now))
        if self.timeline is None:
            return []
        if self._source is self._link:
            return self._carry(self._link.stop(now))
        return [*self._keep([Stop(self._first)]), *self._carry(self._join(now))]

    def _tempo(self, bpm: float, now: Nanos) -> list[ClockAction]:
        if self._source is self._link:
            return self._carry(self._link.tempo(bpm, now))
        if not self._is_ours():
            return [self._not_ours()]
        self._full_bpm = bpm  # set while the band slows down for its ending, it holds for the next start
        return self._by_hand(self._internal.tempo(bpm, now), now)

    def _tap(self, _: Any, now: Nanos) -> list[ClockAction]:
        if self._source is self._follow:
            return self._carry(self._follow.tap(now))
        return self._by_hand(self._internal.tap(now), now) if self._is_ours() else [self._not_ours()]

    def _nudge(self, ms: float, now: Nanos) -> list[ClockAction]:
        """This many ms earlier; with an external clock, from now on."""
        push = round(ms * 1e6)
        if self._source is self._follow:
            return [Notify("the beat is yours: play later or earlier, and the band follows")]
        if not self._is_ours():
            return self._shift(self.offset_ns + push)
        bpm = self.bpm
        actions = self._keep(self._internal.nudge(push, now))
        self.bpm = bpm  # a nudge is not a new tempo: after a stop during it, the old one holds
        return actions

    def _set_offset(self, ms: float, now: Nanos) -> list[ClockAction]:
        return self._shift(round(ms * 1e6))

    def _shift(self, offset_ns: int) -> list[ClockAction]:
        timeline = None if self.timeline is None else self._from_source(self._to_source(self.timeline), offset_ns)
        self.offset_ns = offset_ns
        return [] if timeline is None else self._keep([Retime(timeline)])

    def _ramp(self, there: tuple[float, float], now: Nanos) -> list[ClockAction]:
        """To this tempo over this many beats."""
        bpm, beats = there
        if self._source is self._follow:
            return [Notify("the tempo is yours: play slower or faster, and the band follows")]
        return self._keep(self._internal.ramp(bpm, beats, now)) if self._is_ours() else [self._not_ours()]

    def _choose(self, name: SourceName, now: Nanos) -> list[ClockAction]:
        if name == "link" and not self._settings.link:
            return [Notify(f"{LINK_MISSING}; the clock stays as it is")]
        if name == self._source.name:
            return []
        pushed = self.timeline is not None and self._source is self._internal and self.timeline.bpm != self.bpm
        retime: list[ClockAction] = []
        if self.timeline is not None and pushed:  # end a nudge, or its push would pass for the tempo
            retime = [Retime(self.timeline.with_bpm(self.bpm, now))]
        self._keep(retime)
        self._source = self._sources[name]
        self._internal.join(self.timeline, self.bpm, self.tick, now)
        tick = self._first if self._is_ours() else Tick(0)
        standby: list[ClockAction] = [Standby(tick, self.bpm)] if self.timeline is None else []
        return [*retime, *self._keep(standby), *self._carry(self._join(now))]

    # -- between the sources and the music

    def _is_ours(self) -> bool:
        return self._source.name not in _FOREIGN

    def _not_ours(self) -> Notify:
        return Notify(f"the tempo is set by {_FOREIGN[self._source.name]}: choose the internal clock to set it here")

    def _by_hand(self, actions: list[ClockAction], now: Nanos) -> list[ClockAction]:
        """A tempo set by hand goes through the internal clock; the source that follows the keyboardist joins it."""
        kept = self._keep(actions)
        return kept if not actions or self._source is self._internal else [*kept, *self._carry(self._join(now))]

    def _join(self, now: Nanos) -> list[ClockAction]:
        timeline = None if self.timeline is None else self._to_source(self.timeline)
        return self._source.join(timeline, self.bpm, self.tick, now)

    def _to_source(self, timeline: Timeline) -> Timeline:
        """The band's timeline as the source sees it, without the offset."""
        return self._from_source(timeline, -self.offset_ns)

    def _from_source(self, timeline: Timeline, offset_ns: int) -> Timeline:
        if self._is_ours() or not offset_ns:
            return timeline
        return Timeline(Nanos(timeline.anchor_ns - offset_ns), timeline.anchor_tick, timeline.ns_per_beat)

    def _carry(self, actions: list[ClockAction]) -> list[ClockAction]:
        """The source's actions with the offset applied."""
        shifted = [
            msgspec.structs.replace(action, timeline=self._from_source(action.timeline, self.offset_ns))
            if isinstance(action, Start | Retime)
            else action
            for action in actions
        ]
        return self._keep(shifted)

    def _keep(self, actions: list[ClockAction]) -> list[ClockAction]:
        """Remember where the music is now."""
        for action in actions:
            if isinstance(action, Start | Stop) and self._end is not None:
                self._end = None
                if self._source is self._internal:  # no other source has slowed down
                    self.bpm = self._full_bpm
            if isinstance(action, Start) or (isinstance(action, Retime) and self.timeline is not None):
                self.timeline = action.timeline
                self.bpm = action.timeline.bpm
            elif isinstance(action, Stop):
                self.timeline, self.tick = None, action.tick
            elif isinstance(action, Standby):
                self.tick, self.bpm = action.tick, action.bpm
        if self._source is not self._internal or any(isinstance(action, Start | Stop) for action in actions):
            self._internal.join(self.timeline, self.bpm, self.tick, Nanos(0))  # so that it can take over at any time
        return actions


EFFECTS: Final[dict[str, Callable[[Conductor, Any, Nanos], list[ClockAction]]]] = {
    "start": Conductor._start,
    "stop": Conductor._stop,
    "tempo": Conductor._tempo,
    "tap": Conductor._tap,
    "nudge": Conductor._nudge,
    "ramp": Conductor._ramp,
    "source": Conductor._choose,
    "clock.offset": Conductor._set_offset,
}
"""Of the commands that the clock owns; values are as their rows read them."""
