"""The transport: carries out what the conductor decides, and tells the other processes what became of it."""

from collections.abc import Callable

import msgspec

from jamd.clock.conductor import Conductor
from jamd.clock.source import ClockAction, Notify, Retime, Standby, Start, Stop
from jamd.commands.choices import SourceName
from jamd.commands.clock_rows import OFFSET
from jamd.commands.table import command_named
from jamd.ipc.settings import WireSettings
from jamd.music.events import (
    Clock,
    Command,
    Delivery,
    Ending,
    Event,
    FallbackUsed,
    Form,
    Notice,
    Session,
)
from jamd.music.time.notes import Nanos
from jamd.music.time.timeline import Timeline
from jamd.wire.clock_reports import ClockReports
from jamd.wire.departures import Departures
from jamd.wire.output import Output
from jamd.wire.realtime import Grants
from jamd.wire.shared_state import SharedState


class Transport:
    """Owned by wire's loop, which calls `advance` when it is time to, and sends what is due of the `departures`.
    `publish` gets what happened."""

    def __init__(
        self,
        settings: WireSettings,
        grants: Grants,
        output: Output,
        state: SharedState,
        publish: Callable[[Event], None],
    ) -> None:
        self._output, self._state, self._grants, self._publish = output, state, grants, publish
        self.departures = Departures(settings, output, publish)
        self._settings = settings.clock
        self._meter = settings.clock.meter  # of this run, and
        self._next_meter = self._meter  # of the next one
        self._conductor = Conductor(settings.clock)
        self._reports = ClockReports(self._meter.bar)
        self.ever_started = False
        self._is_unheard = False  # it waits for somebody who listens

    @property
    def running(self) -> bool:
        return self.timeline is not None

    @property
    def timeline(self) -> Timeline | None:
        """What the music plays along."""
        return self.departures.timeline

    @property
    def wake_ns(self) -> int | None:
        """When `advance` wants to be called."""
        wake, report = self._conductor.wake_ns, self._reports.wake_ns
        return wake if report is None else report if wake is None else min(wake, report)

    # -- in

    def message(self, data: bytes, ns: Nanos) -> None:
        """A system message of the MIDI input."""
        if not self.departures.is_echo(data, ns):
            self._carry_out(self._conductor.message(data, ns), ns)

    def struck(self, pitch: int, ns: Nanos) -> None:
        """The keyboardist has struck a key."""
        self._carry_out(self._conductor.struck(pitch, ns), ns)

    def session(self, session: Session, now: Nanos) -> None:
        self._carry_out(self._conductor.session(session, now), now)

    def form(self, form: Form) -> None:
        """The band goes another way."""
        self._next_meter = form.meter
        self._carry_out(self._conductor.form(form), form.ns, commanded=form.meter != self._meter and not self.running)

    def end(self, ending: Ending) -> None:
        """The band has begun to end."""
        self._carry_out(self._conductor.end(ending), ending.ns)

    def no_ending(self, now: Nanos) -> None:
        """It plays on after all."""
        self._carry_out(self._conductor.no_ending(now), now)

    def advance(self, now: Nanos) -> None:
        self._carry_out(self._conductor.advance(now), now)

    def command(self, command: Command) -> None:
        """CommandError where it takes another value."""
        self._carry_out(self._conductor.command(command), command.ns, commanded=True)
        if command.name == OFFSET.name:
            self._publish(self.delivery(command.ns))

    def first_start(self, now: Nanos) -> None:
        """Start without being told to, but only once: whoever stops the band wants it to stay quiet. A MIDI clock sends
        its own Start, and a keyboardist who leads counts off."""
        if self._starts_by_itself:
            self.command(Command("start", ns=now))

    def wait_for_listener(self, now: Nanos) -> None:
        """It would start now, but nobody would hear it."""
        if self._starts_by_itself and not self._is_unheard:
            self._is_unheard = True
            self._publish(self.clock(now))

    @property
    def _starts_by_itself(self) -> bool:
        return not self.ever_started and self._conductor.source in ("internal", "link")

    def set_latency(self, command: Command) -> None:
        """'latency' of all that is sent, of a part ('bass.latency') or 'clock.latency', in ms."""
        whose = command.name.partition(".")[0] if "." in command.name else "all"
        self.departures.set_latency(whose, round(command_named(command.name).read(command.value) * 1e6))
        self._send_clock(command.ns)
        self._publish(self.delivery(command.ns))

    def current(self, settings: WireSettings) -> WireSettings:
        """These settings with what people have changed since."""
        conductor = self._conductor
        clock = msgspec.structs.replace(
            settings.clock, source=conductor.source, bpm=conductor.bpm, offset_ns=conductor.offset_ns
        )
        latency_ns = dict(self.departures.latency_ns)
        return msgspec.structs.replace(settings, clock=clock, send=self.departures.sending, latency_ns=latency_ns)

    def set_sending(self, command: Command) -> None:
        """When MIDI clock is sent: never, while the music plays, or always."""
        self.departures.set_sending(command_named(command.name).read(command.value), command.ns)
        self._send_clock(command.ns)
        self._publish(self.delivery(command.ns))

    def delivery(self, now: Nanos) -> Delivery:
        latency_ms = {whose: ns / 1e6 for whose, ns in self.departures.latency_ns.items()}
        offset_ms = self._conductor.offset_ns / 1e6
        return Delivery(now, self._grants.policy, self._grants.locked, self.departures.sending, latency_ms, offset_ms)

    # -- what the conductor decides

    def _carry_out(self, actions: list[ClockAction], now: Nanos, commanded: bool = False) -> None:
        """`commanded`: by a person, who sees at once what became of it."""
        hold = self._conductor.hold
        at_once = commanded or hold != self._reports.hold
        if hold == "lost" and self._reports.hold not in ("lost", None):
            self._publish(FallbackUsed(now, "clock lost", self._conductor.source))
        for action in actions:
            if isinstance(action, Start):
                self._begin(action, now)
            elif isinstance(action, Retime):
                self.departures.retime(action.timeline)
                self._reports.retimed()
            elif isinstance(action, Stop):
                self.departures.stop(now)
            elif isinstance(action, Notify):
                self._publish(Notice(now, action.text))
            at_once |= isinstance(action, Start | Stop | Standby)
        if at_once or self._reports.is_due(self.timeline, now):
            self._send_clock(now)
        elif actions and self.timeline is not None:
            self._state.set_clock(self.timeline, True, self._conductor.source)

    def _send_clock(self, now: Nanos) -> None:
        clock = self.clock(now)
        self._reports.sent(clock)
        if not clock.running:
            self.departures.standby(clock.timeline)
        if self.ever_started:
            self._state.set_clock(clock.timeline, clock.running, self._conductor.source)
        self._publish(clock)

    def _begin(self, start: Start, now: Nanos) -> None:
        self.ever_started = True
        if self.running:
            self.departures.stop(now)
            stopped = Timeline.at_bpm(start.timeline.bpm, now, start.tick)
            clock = msgspec.structs.replace(self.clock(now), timeline=stopped, began=start.tick)
            self._publish(clock)  # a jump is a stop and a start: the band plans for the new place
        self.departures.start(start.timeline, start.tick, now)

    def clock(self, now: Nanos) -> Clock:
        """The clock as it is."""
        conductor, line = self._conductor, self.timeline
        running = line is not None
        if not running:
            self._meter = self._next_meter
        timeline = line or Timeline.at_bpm(conductor.bpm, now, conductor.tick)
        began = self.departures.began if running else conductor.tick
        hold = "unheard" if self._is_unheard and self._starts_by_itself else conductor.hold
        return Clock(now, running, timeline, self._meter, began, conductor.source, hold, self.departures.ahead_ns)

    # -- begin and end

    def resume(self, timeline: Timeline, source: SourceName, running: bool, now: Nanos) -> None:
        """An earlier wire was killed: go on with its clock, where the form is now."""
        self.ever_started = True
        self._conductor = Conductor(msgspec.structs.replace(self._settings, bpm=timeline.bpm, source=source))
        if running:
            self.departures.stop_listeners()  # on the earlier wire's clock: Song Position needs a stop
            self._carry_out(self._conductor.resume(timeline, now), now)

    def panic(self, now: Nanos) -> None:
        self.command(Command("stop", ns=now))
        self._output.silence()
