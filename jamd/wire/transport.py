"""The transport: carries out what the conductor decides and what the band plans, in time.

The cues of the next instant are fetched just before it; at the instant itself messages are only sent, one after
another, the clock's first; the other processes are told afterwards.
"""

import time
from collections.abc import Callable
from typing import Final

import msgspec

from jamd.clock.conductor import Conductor
from jamd.clock.midi_messages import STOP
from jamd.clock.own_echo import OwnEcho
from jamd.clock.sender import ClockSender
from jamd.clock.source import ClockAction, Notify, Retime, Standby, Start, Stop
from jamd.commands.choices import SourceName
from jamd.commands.clock_rows import OFFSET
from jamd.commands.table import command_named
from jamd.ipc.settings import WireSettings
from jamd.music.channel_messages import program_change
from jamd.music.events import (
    Clock,
    Command,
    Delivery,
    Dropped,
    Ending,
    Event,
    FallbackUsed,
    Form,
    Notice,
    Plan,
    Played,
    Session,
    Ticked,
    Vamped,
)
from jamd.music.sequencing.cue import Cue
from jamd.music.sequencing.sequencer import Sequencer
from jamd.music.time.notes import BAND, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.wire.clock_reports import ClockReports
from jamd.wire.output import Output
from jamd.wire.realtime import Grants
from jamd.wire.shared_state import SharedState

SPIN_NS: Final = 150_000  # the last stretch before a cue is spun: a sleeping process wakes 0.05 to 0.1 ms late


class Transport:
    """Owned by wire's loop, which calls `send_due` and `advance` when it is time to. `publish` gets what happened."""

    def __init__(
        self,
        settings: WireSettings,
        grants: Grants,
        output: Output,
        state: SharedState,
        publish: Callable[[Event], None],
    ) -> None:
        self._output, self._state, self._grants, self._publish = output, state, grants, publish
        self._settings = settings.clock
        self._meter = settings.clock.meter  # of this run, and
        self._next_meter = self._meter  # of the next one
        self._latency_ns = dict(settings.latency_ns)
        self._conductor = Conductor(settings.clock)
        self._sequencer = Sequencer(self._meter, settings.channels, Nanos(settings.max_late_ns))
        self._sender = ClockSender(settings.send, 0)
        self._sounds = [program_change(settings.channels[part], each) for part, each in settings.programs.items()]
        self._own = OwnEcho()
        self._began = self._conductor.tick
        self._reports = ClockReports(self._meter.bar)
        self.ever_started = False
        self._is_unheard = False  # it waits for somebody who listens
        self._apply_latency()

    def _apply_latency(self) -> None:
        """Messages leave earlier by as much as the listeners are slow: each on its own, and all together."""
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
        wake, report = self._conductor.wake_ns, self._reports.wake_ns
        return wake if report is None else report if wake is None else min(wake, report)

    def send_due(self) -> None:
        due = self.next_ns()
        now = time.monotonic_ns()
        if due is None or due - now > SPIN_NS:
            return
        at = Nanos(max(due, now))
        vamps = self._sequencer.vamps
        cues = [*self._sender.due(at), *self._sequencer.due(at)]
        while time.monotonic_ns() < due:
            pass
        sent_ns = [self._output.send(cue.data) if cue.data is not None else Nanos(time.monotonic_ns()) for cue in cues]
        for cue, ns in zip(cues, sent_ns, strict=True):
            self._report(cue, ns)
        if self._sequencer.vamps > vamps:
            self._publish(Vamped(at, next((cue.tick for cue in cues if cue.part is not None), Tick(0))))

    def _report(self, cue: Cue, ns: Nanos) -> None:
        """What left, and when."""
        late_ns = ns - cue.due_ns
        if cue.data is None:
            assert cue.part is not None
            self._publish(Dropped(ns, cue.tick, cue.part, late_ns))
        elif cue.part is None:
            self._own.sent(cue.data, ns)
            self._publish(Ticked(ns, cue.tick, late_ns))
        else:
            self._publish(Played(ns, cue.tick, cue.part, cue.data, late_ns))

    # -- in

    def plan(self, plan: Plan) -> bool:
        """Queue it. False while nothing plays: then it waits for the next start."""
        if not self._sequencer.plan(plan):
            self._publish(FallbackUsed(Nanos(time.monotonic_ns()), "late plan"))
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
            self._publish(FallbackUsed(now, "echo ignored", "clock"))
            self._publish(
                Notice(now, "our own MIDI clock comes back to the input and is not followed: check for a loop")
            )

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
        self._latency_ns[whose] = round(command_named(command.name).read(command.value) * 1e6)
        self._apply_latency()
        self._send_clock(command.ns)
        self._publish(self.delivery(command.ns))

    def current(self, settings: WireSettings) -> WireSettings:
        """These settings with what people have changed since."""
        conductor = self._conductor
        clock = msgspec.structs.replace(
            settings.clock, source=conductor.source, bpm=conductor.bpm, offset_ns=conductor.offset_ns
        )
        latency_ns = dict(self._latency_ns)
        return msgspec.structs.replace(settings, clock=clock, send=self._sender.sending, latency_ns=latency_ns)

    def set_sending(self, command: Command) -> None:
        """When MIDI clock is sent: never, while the music plays, or always."""
        sending = command_named(command.name).read(command.value)
        self._announce(self._sender.stop())
        self._sender.sending = sending
        self.start_listeners(command.ns)
        self._send_clock(command.ns)
        self._publish(self.delivery(command.ns))

    def delivery(self, now: Nanos) -> Delivery:
        latency_ms = {whose: ns / 1e6 for whose, ns in self._latency_ns.items()}
        offset_ms = self._conductor.offset_ns / 1e6
        return Delivery(now, self._grants.policy, self._grants.locked, self._sender.sending, latency_ms, offset_ms)

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
                self._sequencer.retime(action.timeline)
                self._sender.retime(action.timeline)
                self._reports.retimed()
            elif isinstance(action, Stop):
                self._halt(now)
            elif isinstance(action, Notify):
                self._publish(Notice(now, action.text))
            at_once |= isinstance(action, Start | Stop | Standby)
        if at_once or self._reports.is_due(self._sequencer.timeline, now):
            self._send_clock(now)
        elif actions and self._sequencer.timeline is not None:
            self._state.set_clock(self._sequencer.timeline, True, self._conductor.source)

    def _send_clock(self, now: Nanos) -> None:
        clock = self.clock(now)
        self._reports.sent(clock)
        if not clock.running:
            self._sender.standby(clock.timeline)
        if self.ever_started:
            self._state.set_clock(clock.timeline, clock.running, self._conductor.source)
        self._publish(clock)

    def _begin(self, start: Start, now: Nanos) -> None:
        self.ever_started = True
        if self.running:
            self._halt(now)
            stopped = Timeline.at_bpm(start.timeline.bpm, now, start.tick)
            clock = msgspec.structs.replace(self.clock(now), timeline=stopped, began=start.tick)
            self._publish(clock)  # a jump is a stop and a start: the band plans for the new place
        self._began = start.tick
        self.choose_sounds()
        self._sequencer.start(start.timeline, start.tick, now)
        self._announce(self._sender.start(start.timeline, start.tick))

    def _announce(self, messages: list[bytes]) -> None:
        """Send transport messages to those who get our MIDI clock."""
        for data, ns in zip(messages, self._output.send_all(messages), strict=True):
            self._own.sent(data, ns)

    def choose_sounds(self) -> None:
        """Tell the synth which sounds the parts have."""
        self._output.send_all(self._sounds)

    def start_listeners(self, now: Nanos) -> None:
        """Start those who get our MIDI clock where the music is, if it plays: they may have missed some of it."""
        line = self._sequencer.timeline
        if line is not None:
            self._announce(self._sender.start(line, max(self._began, line.tick_at(now))))

    def before_close(self) -> None:
        """The output is about to be closed: stop those who run on our clock there."""
        if self.running and self._sender.sending != "never":
            self._announce([STOP])

    def _halt(self, now: Nanos) -> None:
        for cue in self._sequencer.stop(now):
            assert cue.data is not None
            self._output.send(cue.data)
            self._report(cue, cue.due_ns)
        self._announce(self._sender.stop())

    def clock(self, now: Nanos) -> Clock:
        """The clock as it is."""
        conductor, line = self._conductor, self._sequencer.timeline
        running = line is not None
        if not running:
            self._meter = self._next_meter
        timeline = line or Timeline.at_bpm(conductor.bpm, now, conductor.tick)
        began = self._began if running else conductor.tick
        ahead = max(0, *self._sequencer.ahead.values())
        hold = "unheard" if self._is_unheard and self._starts_by_itself else conductor.hold
        return Clock(now, running, timeline, self._meter, began, conductor.source, hold, ahead)

    # -- begin and end

    def resume(self, timeline: Timeline, source: SourceName, running: bool, now: Nanos) -> None:
        """An earlier wire was killed: go on with its clock, where the form is now."""
        self.ever_started = True
        self._conductor = Conductor(msgspec.structs.replace(self._settings, bpm=timeline.bpm, source=source))
        if running:
            if self._sender.sending != "never":  # listeners run on the earlier wire's clock: Song Position needs a stop
                self._announce([STOP])
            self._carry_out(self._conductor.resume(timeline, now), now)

    def panic(self, now: Nanos) -> None:
        self.command(Command("stop", ns=now))
        self._output.silence()
