"""The conductor: which source of time holds, what people ask of it, and where the music stands. Pure: it is told the
time, and what it says is carried out by wire.

One source at a time. A change while the music plays goes on along the same line; the new source bends it as soon as it
knows better. What people may do depends on whose the tempo is: a MIDI clock's cannot be set here.
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
from jamd.music.events import Command, Ending, Session
from jamd.music.time.notes import TICKS_PER_BEAT, Nanos, Tick
from jamd.music.time.timeline import Timeline

_RITARDANDO: Final = 0.6  # of the tempo is left at the last hit
_LEAD_NS: Final = 300_000_000  # from "start" to the first count, so that the first plan is there
LINK_MISSING: Final = "Ableton Link is not installed: run pip install '.[link]' in jamd's folder"
_FOREIGN: Final[dict[SourceName, str]] = {"midi": "the MIDI clock", "link": "the Link session"}


class Conductor:
    """Called from wire's loop alone. `line` is what the music plays along, None where none plays."""

    def __init__(self, settings: ClockSettings) -> None:
        self._settings = settings
        self.offset_ns = settings.offset_ns
        self._first = Tick(-settings.count_in * settings.meter.bar)
        self.line: Timeline | None = None
        self.bpm = settings.bpm
        self.tick = self._first if settings.source in ("internal", "follow") else Tick(0)  # of the next beginning
        self._internal = InternalClock(settings.bpm)
        self._midi = MidiClock(settings.bpm)
        self._follow = Follow(settings.meter)
        self._link = LinkClock(settings.bpm, settings.meter, settings.start_stop)
        self._sources: dict[SourceName, Source] = {
            source.name: source for source in (self._internal, self._midi, self._follow, self._link)
        }
        self._source: Source = self._sources[settings.source]
        self._end: Tick | None = None  # where the music ends by itself, and
        self._full_bpm = settings.bpm  # the tempo before it slowed down for that

    @property
    def source(self) -> SourceName:
        return self._source.name

    @property
    def hold(self) -> Hold:
        return self._source.hold

    @property
    def wake_ns(self) -> Nanos | None:
        """When `advance` wants to be called."""
        wake = self._source.wake_ns
        if self.line is None or self._end is None:
            return wake
        end = self.line.ns_at(self._end)
        return end if wake is None else min(wake, end)

    # -- what is heard

    def advance(self, now: Nanos) -> list[ClockAction]:
        actions = self._carry(self._source.advance(now))
        if self.line is not None and self._end is not None and now >= self.line.ns_at(self._end):
            actions += self._stop(None, now)
        return actions

    def end(self, ending: Ending) -> list[ClockAction]:
        """The band plays its last bars: our own clock slows down for it."""
        if self._end is None:  # asked again, it may have slowed down already
            self._full_bpm = self.bpm
        self._end = ending.until
        if self.line is None or self._source is not self._internal:
            return []
        beats = (ending.at - ending.slow_from) / TICKS_PER_BEAT
        return self._keep(self._internal.ramp(self._full_bpm * _RITARDANDO, beats, ending.ns, ending.slow_from))

    def message(self, data: bytes, ns: Nanos) -> list[ClockAction]:
        """A system message of the MIDI input."""
        return self._carry(self._midi.message(data, ns)) if self._source is self._midi else []

    def struck(self, pitch: int, ns: Nanos) -> list[ClockAction]:
        """The keyboardist has struck a key."""
        return self._carry(self._follow.struck(pitch, ns)) if self._source is self._follow else []

    def session(self, session: Session, now: Nanos) -> list[ClockAction]:
        """What the Link session says."""
        return self._carry(self._link.session(session, now)) if self._source is self._link else []

    def resume(self, timeline: Timeline, now: Nanos) -> list[ClockAction]:
        """A former life of ours was killed while it played along this line: go on."""
        return self._take_up(Start(timeline, timeline.tick_at(now)), now)

    # -- commands

    def command(self, command: Command) -> list[ClockAction]:
        """CommandError where it takes another value."""
        value = command_named(command.name).read(command.value)
        return EFFECTS[command.name](self, value, command.ns)

    def _start(self, _: Any, now: Nanos) -> list[ClockAction]:
        if self.line is not None:
            return []
        if self._source is self._link:
            return self._carry(self._link.start(now))
        begins = Nanos(now + _LEAD_NS)
        if self._source is self._midi:  # it may run on behind our stop, and its beats are the beats
            begins = Nanos(self._midi.next_beat(now, Nanos(begins + self.offset_ns)) - self.offset_ns)
        line = Timeline.at_bpm(self.bpm, begins, self._first)
        return self._take_up(Start(line, self._first), now)

    def _take_up(self, begin: Start, now: Nanos) -> list[ClockAction]:
        """Begin by ourselves; the source goes on from there."""
        return [*self._keep([begin]), *self._carry(self._join(now))]

    def _stop(self, _: Any, now: Nanos) -> list[ClockAction]:
        if self._source is self._midi:  # it may have heard Start, and wait for its first clock
            return self._carry(self._midi.message(STOP, now))
        if self.line is None:
            return []
        if self._source is self._link:
            return self._carry(self._link.stop(now))
        return [*self._keep([Stop(self._first)]), *self._carry(self._join(now))]

    def _tempo(self, bpm: float, now: Nanos) -> list[ClockAction]:
        if self._source is self._link:
            return self._carry(self._link.tempo(bpm, now))
        if not self._is_ours():
            return [self._not_ours()]
        self._full_bpm = bpm  # said while the band slows down to its end, it holds for the next beginning
        return self._by_hand(self._internal.tempo(bpm, now), now)

    def _tap(self, _: Any, now: Nanos) -> list[ClockAction]:
        if self._source is self._follow:
            return self._carry(self._follow.tap(now))
        return self._by_hand(self._internal.tap(now), now) if self._is_ours() else [self._not_ours()]

    def _nudge(self, ms: float, now: Nanos) -> list[ClockAction]:
        """So many ms earlier; of a foreign clock: from now on."""
        push = round(ms * 1e6)
        if self._source is self._follow:
            return [Notify("the beat is yours: play later or earlier, and the band follows")]
        if not self._is_ours():
            return self._shift(self.offset_ns + push)
        bpm = self.bpm
        actions = self._keep(self._internal.nudge(push, now))
        self.bpm = bpm  # a push is no other tempo: whoever stops in it begins again at the old one
        return actions

    def _set_offset(self, ms: float, now: Nanos) -> list[ClockAction]:
        return self._shift(round(ms * 1e6))

    def _shift(self, offset_ns: int) -> list[ClockAction]:
        line = None if self.line is None else self._from_source(self._to_source(self.line), offset_ns)
        self.offset_ns = offset_ns
        return [] if line is None else self._keep([Retime(line)])

    def _ramp(self, there: tuple[float, float], now: Nanos) -> list[ClockAction]:
        """To this tempo within so many beats."""
        bpm, beats = there
        if self._source is self._follow:
            return [Notify("the tempo is yours: play slower or faster, and the band follows")]
        return self._keep(self._internal.ramp(bpm, beats, now)) if self._is_ours() else [self._not_ours()]

    def _choose(self, name: SourceName, now: Nanos) -> list[ClockAction]:
        if name == "link" and not self._settings.link:
            return [Notify(f"{LINK_MISSING}; the clock stays as it is")]
        if name == self._source.name:
            return []
        pushed = self.line is not None and self._source is self._internal and self.line.bpm != self.bpm
        retime: list[ClockAction] = []
        if self.line is not None and pushed:  # a nudge that has not ended is over, or its push would pass for the tempo
            retime = [Retime(self.line.with_bpm(self.bpm, now))]
        self._keep(retime)
        self._source = self._sources[name]
        self._internal.join(self.line, self.bpm, self.tick, now)
        tick = self._first if self._is_ours() else Tick(0)
        stand: list[ClockAction] = [Standby(tick, self.bpm)] if self.line is None else []
        return [*retime, *self._keep(stand), *self._carry(self._join(now))]

    # -- between the sources and the music

    def _is_ours(self) -> bool:
        return self._source.name not in _FOREIGN

    def _not_ours(self) -> Notify:
        return Notify(f"the tempo is set by {_FOREIGN[self._source.name]}: choose the internal clock to set it here")

    def _by_hand(self, actions: list[ClockAction], now: Nanos) -> list[ClockAction]:
        """The internal clock is the hand that sets the tempo; who follows the keyboardist is told of it."""
        kept = self._keep(actions)
        return kept if not actions or self._source is self._internal else [*kept, *self._carry(self._join(now))]

    def _join(self, now: Nanos) -> list[ClockAction]:
        line = None if self.line is None else self._to_source(self.line)
        return self._source.join(line, self.bpm, self.tick, now)

    def _to_source(self, line: Timeline) -> Timeline:
        """Our line as the source would draw it."""
        return self._from_source(line, -self.offset_ns)

    def _from_source(self, line: Timeline, offset_ns: int) -> Timeline:
        if self._is_ours() or not offset_ns:
            return line
        return Timeline(Nanos(line.anchor_ns - offset_ns), line.anchor_tick, line.ns_per_beat)

    def _carry(self, actions: list[ClockAction]) -> list[ClockAction]:
        """What the source says, as the music is to have it."""
        shifted = [
            msgspec.structs.replace(action, timeline=self._from_source(action.timeline, self.offset_ns))
            if isinstance(action, Start | Retime)
            else action
            for action in actions
        ]
        return self._keep(shifted)

    def _keep(self, actions: list[ClockAction]) -> list[ClockAction]:
        """Note where the music is now."""
        for action in actions:
            if isinstance(action, Start | Stop) and self._end is not None:
                self._end = None
                if self._source is self._internal:  # nobody else's tempo slowed down
                    self.bpm = self._full_bpm
            if isinstance(action, Start) or (isinstance(action, Retime) and self.line is not None):
                self.line = action.timeline
                self.bpm = action.timeline.bpm
            elif isinstance(action, Stop):
                self.line, self.tick = None, action.tick
            elif isinstance(action, Standby):
                self.tick, self.bpm = action.tick, action.bpm
        if self._source is not self._internal or any(isinstance(action, Start | Stop) for action in actions):
            self._internal.join(self.line, self.bpm, self.tick, Nanos(0))  # it is ready to take over
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
