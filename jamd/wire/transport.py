"""The transport: what the conductor says and what the band plans, carried out in time.

The cues of the next instant are fetched and booked just before it; at the instant itself messages are only handed to
the driver, one after another, the clock's first; who is told of them is told afterwards.
"""

import time
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from jamd.clock.conductor import Conductor
from jamd.clock.own_echo import OwnEcho
from jamd.clock.pulse import Begin, Bend, Halt, Pulse, Say, Stand
from jamd.clock.sender import ClockSender, Pulsed
from jamd.clock.words import STOP
from jamd.commands.choices import SourceName
from jamd.commands.table import command_named
from jamd.ipc.settings import WireSettings
from jamd.music.events import (
    Clock,
    Command,
    Delivery,
    Dropped,
    Ending,
    Event,
    Fellback,
    Notice,
    Plan,
    Played,
    Session,
    Ticked,
    Vamped,
)
from jamd.music.sequencing.sequencer import Cue, Sequencer
from jamd.music.time.notes import BAND, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.wire.outlet import Outlet
from jamd.wire.realtime import Grants

SPIN_NS: Final = 150_000  # the last stretch before a cue is spun: a sleeping process wakes 0.05 to 0.1 ms late
_TELL_NS: Final = 1_000_000  # a line that has moved by less is no news
_TELL_EVERY_NS: Final = 50_000_000


class Transport:
    """Owned by wire's loop, which calls `send_due` and `advance` when their instants have come. `tell` gets what
    happened."""

    def __init__(self, settings: WireSettings, grants: Grants, outlet: Outlet, tell: Callable[[Event], None]) -> None:
        self._outlet, self._grants, self._tell = outlet, grants, tell
        self._desk = outlet.desk
        self._settings = settings.clock
        self._meter = settings.clock.meter
        self._latency_ns = dict(settings.latency_ns)
        self._conductor = Conductor(settings.clock)
        self._sequencer = Sequencer(self._meter, settings.channels, Nanos(settings.max_late_ns))
        self._sender = ClockSender(settings.send, 0)
        self._own = OwnEcho()
        self._began = self._conductor.tick
        self._told: Clock | None = None  # what others know
        self._stale = False  # they know an older line, and should soon know this one
        self.ever_started = False
        self._make_up()

    def _make_up(self) -> None:
        """For what the listeners are slow by, each on its own and all together."""
        everybody = self._latency_ns.get("all", 0)
        self._sequencer.ahead = {part: everybody + self._latency_ns.get(part, 0) for part in BAND}
        self._sender.ahead_ns = everybody + self._latency_ns.get("clock", 0)

    @property
    def running(self) -> bool:
        return self._sequencer.running

    @property
    def timeline(self) -> Timeline | None:
        """What the music plays along."""
        return self._sequencer.timeline

    # -- out

    def next_ns(self) -> int | None:
        """The instant of the next message."""
        cue, clock = self._sequencer.next_ns(), self._sender.next_ns()
        return cue if clock is None else clock if cue is None else min(cue, clock)

    @property
    def wake_ns(self) -> int | None:
        """When `advance` wants to be called."""
        wake = self._conductor.wake_ns
        if not self._stale or self._told is None:
            return wake
        tell = self._told.ns + _TELL_EVERY_NS
        return tell if wake is None else min(wake, tell)

    def send_due(self) -> None:
        due = self.next_ns()
        now = time.monotonic_ns()
        if due is None or due - now > SPIN_NS:
            return
        at = Nanos(max(due, now))
        vamps = self._sequencer.vamps
        clocks = self._sender.due(at)
        cues = self._sequencer.due(at)
        booked = [self._outlet.ready([cue.data]) if cue.data is not None else [] for cue in cues]
        batch = [clock.data for clock in clocks] + [data for messages in booked for data in messages]
        while time.monotonic_ns() < due:
            pass
        stamps = self._outlet.hand_over(batch)
        for clock, ns in zip(clocks, stamps, strict=False):
            self._own.sent(clock.data, ns)
        for event in self._report(clocks, cues, booked, stamps):
            self._tell(event)
        if self._sequencer.vamps > vamps:
            self._tell(Vamped(at, cues[0].tick if cues else Tick(0)))

    def _report(
        self, clocks: list[Pulsed], cues: list[Cue], booked: list[list[bytes]], stamps: list[Nanos]
    ) -> Iterator[Event]:
        """What left, and when; a note that somebody else holds on to leaves with the message before it."""
        for clock, ns in zip(clocks, stamps, strict=False):
            yield Ticked(ns, clock.tick, ns - clock.due_ns)
        sent, now = len(clocks), Nanos(time.monotonic_ns())
        for cue, messages in zip(cues, booked, strict=True):
            sent += len(messages)
            if cue.data is None:
                yield Dropped(now, cue.tick, cue.part, now - cue.due_ns)
            else:
                ns = stamps[sent - 1] if sent else now
                yield Played(ns, cue.tick, cue.part, cue.data, ns - cue.due_ns)

    # -- in

    def plan(self, plan: Plan) -> bool:
        """Whether it is played already; one for the next beginning waits for it."""
        if not self._sequencer.plan(plan):
            self._tell(Fellback(Nanos(time.monotonic_ns()), "late plan"))
        return self.running

    def message(self, data: bytes, ns: Nanos) -> None:
        """A system message of the MIDI input."""
        if self._own.is_echo(data, ns):
            self._warn_of_loop(ns)
            return
        self._carry_out(self._conductor.message(data, ns), ns)

    def _warn_of_loop(self, now: Nanos) -> None:
        if self._own.caught == 1:
            self._own.caught += 1
            self._tell(Fellback(now, "echo ignored", "clock"))
            self._tell(Notice(now, "our own MIDI clock comes back and is not followed: look for a loop"))

    def played(self, data: bytes, ns: Nanos) -> None:
        """A channel message of the keyboardist."""
        self._carry_out(self._conductor.played(data, ns), ns)

    def session(self, session: Session, now: Nanos) -> None:
        self._carry_out(self._conductor.session(session, now), now)

    def end(self, ending: Ending) -> None:
        """The band has begun to end."""
        self._carry_out(self._conductor.end(ending), ending.ns)

    def advance(self, now: Nanos) -> None:
        self._carry_out(self._conductor.advance(now), now)

    def command(self, command: Command) -> None:
        """CommandError where it takes another value."""
        self._carry_out(self._conductor.command(command), command.ns, wished=True)

    def first_start(self, now: Nanos) -> None:
        """Begin by ourselves, once in a life: whoever stops the band wants it to be quiet. A MIDI clock says itself
        when to start, and who leads counts off."""
        if not self.ever_started and self._conductor.source in ("internal", "link"):
            self.command(Command("start", ns=now))

    def set_latency(self, command: Command) -> None:
        """'latency' of all that is sent, 'drums.latency', 'piano.latency' or 'clock.latency', in ms."""
        whose = command.name.partition(".")[0] if "." in command.name else "all"
        self._latency_ns[whose] = round(command_named(command.name).read(command.value) * 1e6)
        self._make_up()
        self._say_clock(command.ns)
        self._tell(self.delivery(command.ns))

    def settled(self, settings: WireSettings) -> WireSettings:
        """These as people have set them since."""
        conductor = self._conductor
        clock = msgspec.structs.replace(
            settings.clock, source=conductor.source, bpm=conductor.bpm, offset_ns=conductor.offset_ns
        )
        latency_ns = dict(self._latency_ns)
        return msgspec.structs.replace(settings, clock=clock, send=self._sender.sending, latency_ns=latency_ns)

    def set_sending(self, command: Command) -> None:
        """MIDI clock out from now on, or no longer."""
        sending = command_named(command.name).read(command.value)
        self._announce(self._sender.halt())
        self._sender.sending = sending
        self.start_listeners(command.ns)
        self._say_clock(command.ns)
        self._tell(self.delivery(command.ns))

    def delivery(self, now: Nanos) -> Delivery:
        latency_ms = {whose: ns / 1e6 for whose, ns in self._latency_ns.items()}
        return Delivery(now, self._grants.policy, self._grants.locked, self._sender.sending, latency_ms)

    # -- what the conductor says

    def _carry_out(self, pulses: list[Pulse], now: Nanos, wished: bool = False) -> None:
        """What has moved a little is told a little later, what a person wished or what begins or ends at once."""
        hold = self._conductor.hold
        at_once = wished or self._told is None or self._told.hold != hold
        if hold == "lost" and self._told is not None and self._told.hold != "lost":
            self._tell(Fellback(now, "clock lost", self._conductor.source))
        for pulse in pulses:
            if isinstance(pulse, Begin):
                self._begin(pulse, now)
            elif isinstance(pulse, Bend):
                self._sequencer.retime(pulse.timeline)
                self._sender.bend(pulse.timeline)
                self._stale = True
            elif isinstance(pulse, Halt):
                self._halt(now)
            elif isinstance(pulse, Say):
                self._tell(Notice(now, pulse.text))
            at_once |= isinstance(pulse, Begin | Halt | Stand)
        if at_once or (self._stale and self._is_news(now)):
            self._say_clock(now)
        elif pulses and self._sequencer.timeline is not None:
            self._desk.set_clock(self._sequencer.timeline, True, self._conductor.source)

    def _say_clock(self, now: Nanos) -> None:
        clock = self._told = self.clock(now)
        self._stale = False
        if not clock.running:
            self._sender.stand(clock.timeline)
        if self.ever_started:
            self._desk.set_clock(clock.timeline, clock.running, self._conductor.source)
        self._tell(clock)

    def _begin(self, begin: Begin, now: Nanos) -> None:
        self.ever_started = True
        if self.running:
            self._halt(now)
            stands = Timeline.at_bpm(begin.timeline.bpm, now, begin.tick)
            clock = msgspec.structs.replace(self.clock(now), timeline=stands, began=begin.tick)
            self._tell(clock)  # a jump is an end and a beginning: what is cued is cued for there
        self._began = begin.tick
        self._sequencer.start(begin.timeline, begin.tick, now)
        self._announce(self._sender.begin(begin.timeline, begin.tick))

    def _announce(self, messages: list[bytes]) -> None:
        """Tell those who get our clock where the music is."""
        for data, ns in zip(messages, self._outlet.hand_over(messages), strict=True):
            self._own.sent(data, ns)

    def start_listeners(self, now: Nanos) -> None:
        """Tell those who get the MIDI clock where the music is, if it plays: they may have missed some."""
        line = self._sequencer.timeline
        if line is not None:
            self._announce(self._sender.begin(line, max(self._began, line.tick_at(now))))

    def part(self) -> None:
        """The output is about to be closed: who runs on our clock there is to stop."""
        if self.running and self._sender.sending != "never":
            self._announce([STOP])

    def _halt(self, now: Nanos) -> None:
        for cue in self._sequencer.stop(now):
            assert cue.data is not None
            self._outlet.send(cue.data)
            self._tell(Played(now, cue.tick, cue.part, cue.data, 0))
        self._announce(self._sender.halt())

    def _is_news(self, now: Nanos) -> bool:
        """Others should know the line to a millisecond for the next bar; not more than twenty times a second."""
        told, line = self._told, self._sequencer.timeline
        if told is None or line is None or now - told.ns < _TELL_EVERY_NS:
            return False
        here = line.tick_at(now)
        self._stale = any(
            abs(line.ns_at(tick) - told.timeline.ns_at(tick)) > _TELL_NS
            for tick in (here, Tick(here + self._meter.bar))
        )
        return self._stale

    def clock(self, now: Nanos) -> Clock:
        """The clock as it is."""
        conductor, line = self._conductor, self._sequencer.timeline
        running = line is not None
        timeline = line or Timeline.at_bpm(conductor.bpm, now, conductor.tick)
        began = self._began if running else conductor.tick
        ahead = max(0, *self._sequencer.ahead.values())
        return Clock(now, running, timeline, self._meter, began, conductor.source, conductor.hold, ahead)

    # -- begin and end

    def resume(self, timeline: Timeline, source: SourceName, running: bool, now: Nanos) -> None:
        """A former life was killed: go on in time, at the place where the form is now, with the clock of then."""
        self.ever_started = True
        self._conductor = Conductor(msgspec.structs.replace(self._settings, bpm=timeline.bpm, source=source))
        if running:
            if self._sender.sending != "never":
                self._announce([STOP])  # a former life's listeners run, and positions are for those who stand
            self._carry_out(self._conductor.resume(timeline, now), now)

    def panic(self, now: Nanos) -> None:
        self.command(Command("stop", ns=now))
        self._outlet.silence()
