"""Wire: owns the ports and the clock that sounds. One loop: wait for the next cue or the next event, whichever is
first. Only thru runs elsewhere, on the driver's threads: it meets the loop in `Output` and in the queue of `Input`.

The order inside one turn is what matters: cues that are due leave first, then what the keyboardist played is handled,
then the other processes are served. The loop never waits for them; no numpy, no yaml, no network is loaded.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Final

import msgspec

from jamd.commands.part_rows import PART_LATENCY
from jamd.commands.rig_rows import CLOCK_LATENCY, LATENCY
from jamd.ipc.bus import Listener, Waitable, wait_readable
from jamd.ipc.record import Record
from jamd.ipc.settings import WireSettings
from jamd.music.control_events import Bindings, Learning, Shown
from jamd.music.events import (
    Arrived,
    Command,
    Controls,
    Ending,
    Event,
    Form,
    Heard,
    Keyed,
    Listing,
    Message,
    NoEnding,
    Notice,
    Plan,
    Played,
    Ports,
    Session,
    State,
)
from jamd.music.time.notes import BAND, Nanos
from jamd.wire.commands import Commands
from jamd.wire.departures import SPIN_NS
from jamd.wire.echo_reports import EchoReports
from jamd.wire.exchange import Exchange
from jamd.wire.first_start import FirstStart
from jamd.wire.input import Arrival, Input
from jamd.wire.output import Output
from jamd.wire.port_watch import PortWatch
from jamd.wire.ports import MidiPorts
from jamd.wire.realtime import Grants, stop_garbage_collection
from jamd.wire.saved_settings import saved_settings
from jamd.wire.shared_state import SharedState
from jamd.wire.stand_still import StandStill
from jamd.wire.transport import Transport

_FAREWELL_S: Final = 1.0  # how long the stage may take to read our last events
_IDLE_S: Final = 0.5


class Wire:
    """The whole process. Everything runs on the main thread but `Input.receive`, which the driver calls."""

    def __init__(
        self,
        settings: WireSettings,
        record: Record,
        state: SharedState,
        grants: Grants,
        ports: MidiPorts,
        listener: Listener,
        parent_watch: Waitable,
    ) -> None:
        """Leaves when `parent_watch` can be read. Settings that an earlier wire saved in the record win."""
        saved = saved_settings(record, settings)
        settings = saved.settings
        self._parent_watch = parent_watch
        self._state = state
        self._ports = ports
        self._output = Output(ports, self._state)
        self._exchange = Exchange(listener, self._greeting, state.tape)
        self._stand_still = StandStill(self._output, self._handle, self._notice)
        self._transport = Transport(settings, grants, self._output, self._state, self._exchange.publish)
        self._departures = self._transport.departures
        effects = {name: partial(effect, self) for name, effect in EFFECTS.items()}
        self._commands = Commands(record, saved, self._transport, self._exchange, effects)
        self._pedals = self._commands.pedals
        self._input = Input(self._output, self._pedals, settings.thru)
        self._first_start = FirstStart(settings.start, self._transport, lambda: bool(ports.choice.output))
        self._port_watch = PortWatch(ports, state.has_begun, self._on_ports, self._on_new_output)
        ports.choose(settings.ports)
        ports.connect(self._input.receive, self._before_close)

        self._cables_due = False  # another output was opened: the cables of the old one may come back to it
        self._echo_reports = EchoReports(self._exchange.publish)
        self.leaving = False  # standard input has ended

    # -- the main loop

    def run(self) -> None:
        """Until standard input ends; on every way out all notes are closed."""
        self.begin()
        stop_garbage_collection()
        try:
            while not self.leaving:
                self.turn()
        finally:
            self.end()

    def begin(self) -> None:
        """DeviceError if a port that the config names is missing at the first start."""
        self._state.begin()
        self._port_watch.open()
        self._resume()

    def turn(self) -> None:
        """Wait for what comes next, at most half a second, and handle it."""
        readers = self._wait()
        self._departures.send_due()
        for arrival in self._input.arrivals() if self._input.wake_up in readers else ():
            self._handle_arrival(arrival)
        self._echo_reports.report(self._input.echoes())
        self._advance()
        for message in self._exchange.receive(readers):
            self._handle(message)
        self.leaving |= self._parent_watch in readers
        self._exchange.restore_listener()
        self._port_watch.poll(self._departures.next_ns())

    def _wait(self) -> list[Waitable]:
        readers: list[Waitable] = [self._input.wake_up, self._parent_watch, *self._exchange.readers]
        due, now = self._departures.next_ns(), time.monotonic_ns()
        instants = (None if due is None else due - SPIN_NS, self._transport.wake_ns, self._pedals.wake_ns)
        room = min([_IDLE_S, *((instant - now) / 1e9 for instant in instants if instant is not None)])
        readers = wait_readable(readers, self._exchange.writers, room)
        self._stand_still.waited((time.monotonic_ns() - now) / 1e9 - max(0.0, room))
        return readers

    def _advance(self) -> None:
        wake = self._transport.wake_ns
        if wake is not None and wake <= (now := time.monotonic_ns()):
            self._transport.advance(Nanos(now))
        wake = self._pedals.wake_ns
        if wake is not None and wake <= (now := time.monotonic_ns()):
            self._commands.obey_controls(self._pedals.advance(Nanos(now)))

    # -- in

    def _handle_arrival(self, arrival: Arrival) -> None:
        ns, data = arrival.ns, arrival.data
        if arrival.is_system:
            self._transport.message(data, ns)
            return
        if arrival.thru_ns is not None:
            self._exchange.publish(Played(arrival.thru_ns, None, "you", data, arrival.thru_ns - ns))
        if arrival.is_shown:
            self._exchange.publish(Shown(ns, data))
        if arrival.is_consumed:
            return
        if arrival.is_bound:
            self._commands.obey_controls(self._pedals.commands(data, ns, arrival.is_shown))
            return
        if arrival.note is not None and arrival.note.is_on:
            self._first_start.key_struck(ns)
            self._transport.struck(arrival.note.pitch, ns)
        timeline = self._transport.timeline
        self._exchange.publish(Heard(ns, timeline.tick_at(ns) if timeline else None, data))

    # -- the other processes

    def _greeting(self, name: str) -> list[Event]:
        """What a process that has just connected is told. With the band there, the music may start."""
        now = Nanos(time.monotonic_ns())
        if name == "band":
            self._first_start.band_is_there(now)
        clock = self._transport.clock(now)
        if name == "link":
            return [clock, Command("source", clock.source, now)]
        if name == "band":
            return [self._port_watch.event(), *self._commands.for_band(), clock]
        return [self._port_watch.event(), self._transport.delivery(now), self._commands.bindings(), clock]

    def _handle(self, message: Message) -> None:
        now = Nanos(time.monotonic_ns())
        if isinstance(message, Command) and message.name in FROM_PATCHBAY:
            FROM_PATCHBAY[message.name](self, msgspec.structs.replace(message, ns=now))
        elif isinstance(message, Command):
            self._commands.obey([msgspec.structs.replace(message, ns=now)])
        elif isinstance(message, Keyed):
            self._handle_arrival(self._input.arrive(now, message.data))
        elif isinstance(message, Bindings):
            self._commands.bind(message.bindings, now)
        elif isinstance(message, Learning):
            self._input.learning_until = message.until
        elif isinstance(message, Session):
            self._transport.session(message, now)
        elif isinstance(message, Listing):
            self._port_watch.told(message)
        elif isinstance(message, Arrived):
            self._commands.arrived(message, now)
        elif not isinstance(message, Plan) or self._departures.plan(message):  # one may wait for a start for ever
            if isinstance(message, Ending):
                self._transport.end(message)
            elif isinstance(message, NoEnding):
                self._transport.no_ending(message.ns)
            elif isinstance(message, Form):
                self._transport.form(message)
                self._commands.save(message)
            elif isinstance(message, State | Controls):
                self._commands.hear(message, now)
            self._exchange.publish(message)

    def _notice(self, text: str) -> None:
        self._exchange.publish(Notice(Nanos(time.monotonic_ns()), text))

    # -- commands

    def _catch_up(self, command: Command) -> None:
        """A synth has just been connected to our output."""
        self._output.catch_up()
        self._departures.sounds.choose()
        self._first_start.listener_came(command.ns)
        if self._cables_due:  # it has missed clocks; listeners that stayed connected are not restarted for others
            self._cables_due = False
            self._departures.start_listeners(command.ns)

    def _choose_port(self, command: Command) -> None:
        settings = self._commands.settings
        ports = msgspec.structs.replace(settings.ports, **{command.name: command.value})
        self._commands.settings = msgspec.structs.replace(settings, ports=ports)
        self._port_watch.choose(ports)

    # -- ports

    def _on_ports(self, event: Event) -> None:
        """Something happened to them. Of a keyboard that is unplugged no release will come."""
        self._exchange.publish(event)
        if isinstance(event, Ports):
            self._commands.obey(self._pedals.release_all(event.ns))
            self._first_start.look(event.ns)

    def _before_close(self) -> None:
        """The output is about to be closed: stop what plays there."""
        if self._transport.running:
            self._departures.stop_listeners()
        self._output.before_close()

    def _on_new_output(self) -> None:
        self._cables_due = True
        self._departures.sounds.choose()
        self._departures.start_listeners(Nanos(time.monotonic_ns()))

    # -- begin and end

    def _resume(self) -> None:
        """An earlier wire was killed: close its notes; if the clock ran, go on in time, where the form is now."""
        for off in self._output.left_sounding(self._commands.settings.channels):
            self._exchange.publish(off)
        self._output.silence()
        if (clock := self._state.clock) is not None:
            timeline, running, source = clock
            self._transport.resume(timeline, source, running, Nanos(time.monotonic_ns()))

    def end(self) -> None:
        """Stop the music, close the ports, and say so to everybody."""
        self._input.stop_thru()
        clock = self._state.clock
        if self._transport.running:
            self._transport.command(Command("stop", ns=Nanos(time.monotonic_ns())))
        if clock is not None and not self.leaving:  # a bug in jamd: the next wire goes on in time
            self._state.set_clock(*clock)
        self._ports.close()
        for arrival in self._input.arrivals():  # since the last turn
            self._handle_arrival(arrival)
        if not self._cables_due:
            self._state.settle()
        self._exchange.close(_FAREWELL_S)


EFFECTS: Final[dict[str, Callable[[Wire, Command], None]]] = {
    "panic": lambda wire, command: wire._transport.panic(command.ns),
    "ports": lambda wire, command: wire._exchange.send_to("patchbay", command),
    "input": Wire._choose_port,
    "output": Wire._choose_port,
    "clock.send": lambda wire, command: wire._transport.set_sending(command),
    **dict.fromkeys(
        (LATENCY.name, CLOCK_LATENCY.name, *(f"{part}.{PART_LATENCY.name}" for part in BAND)),
        lambda wire, command: wire._transport.set_latency(command),
    ),
}
"""Of the commands that wire owns; values are as their rows read them."""

FROM_PATCHBAY: Final[dict[str, Callable[[Wire, Command], None]]] = {  # nothing that a person commands
    "catch up": Wire._catch_up,  # a cable was plugged in
    "reopen": lambda wire, command: wire._port_watch.reopen(),  # a MIDI system came or went
}
