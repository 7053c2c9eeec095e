"""Wire: owns the ports and the clock that sounds. One loop, no locks: wait for the next cue or the next event,
whichever is first.

The order inside one turn is what matters: cues that are due leave first, then what the keyboardist played is heard,
then the other processes are served. Nothing here waits for them; no numpy, no yaml, no network is loaded.
"""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from jamd.clock.conductor import EFFECTS as CLOCK_COMMANDS
from jamd.commands.table import command_named
from jamd.errors import CommandError, DeviceError
from jamd.ipc.bus import Waitable, wait_readable, watch_parent
from jamd.ipc.settings import WireSettings
from jamd.music.events import (
    Command,
    Ending,
    Event,
    Fellback,
    Heard,
    Keyed,
    Message,
    Notice,
    Plan,
    Played,
    Ports,
    Session,
    is_note_on,
)
from jamd.music.time.notes import Nanos
from jamd.wire.desk import Desk
from jamd.wire.exchange import Exchange
from jamd.wire.feedback import Echoes
from jamd.wire.inlet import SYSTEM, Arrival, Inlet
from jamd.wire.outlet import Outlet
from jamd.wire.pedals import Pedals
from jamd.wire.ports import Rig
from jamd.wire.realtime import Grants, no_more_garbage
from jamd.wire.recall import Recall, recall
from jamd.wire.transport import SPIN_NS, Transport

_POLL_NS: Final = 1_000_000_000  # how often the names of the ports are looked at
_POLL_ROOM_NS: Final = 20_000_000  # only where no cue is due for so long
_FAREWELL_S: Final = 2.0  # how long the recorder may take to hear our last words
_IDLE_S: Final = 0.5
_PASSING: Final = frozenset({"ending"})  # wished of the band that is there, not of the next one
_TO_LINK: Final = frozenset({"start", "stop", "tempo", "source"})  # what the Link session is asked for


class Wire:
    """The whole process. Everything but `_on_midi` runs on the main thread."""

    def __init__(self, settings: WireSettings, folder: Path, grants: Grants) -> None:
        self._folder = folder
        self._recall = recall(folder, settings)  # as people have set it in a former life
        self._settings = settings = self._recall.settings
        self._born_again = (folder / "desk").exists()
        self._desk = Desk(folder / "desk")
        self._rig = Rig(settings.ports, lambda ns, data: self._inlet.take(ns, data), self._part)
        self._echoes = Echoes()
        self._echoes_told = 0
        self._outlet = Outlet(self._rig, self._desk, self._echoes)
        self._pedals = Pedals(settings.bindings)
        self._inlet = Inlet(self._outlet, self._echoes, self._pedals, settings.thru)
        self._exchange = Exchange(folder, self._greet)
        self._transport = Transport(settings, grants, self._outlet, self._exchange.tell)
        self._wishes = dict(self._recall.wishes)  # what was wished of the band, so that a new one knows
        self._parent_watch = watch_parent()
        self._next_poll = Nanos(time.monotonic_ns() + _POLL_NS)
        self._outputs = 0  # opened so far
        self._cables_due = False  # those that are cut when an output closes may come back to the new one
        self._complained: set[str] = set()  # of ports that are missing or refused
        self._leaving = False

    # -- the main loop

    def leave(self) -> None:
        """Safe to call from a signal."""
        self._leaving = True

    def run(self) -> None:
        """Until standard input ends; on every way out all notes are closed."""
        self._open_ports()
        self._resume()
        no_more_garbage()
        try:
            while not self._leaving:
                self._turn()
        finally:
            self._leave()

    def _turn(self) -> None:
        self._desk.beat(time.monotonic_ns())
        readers = self._wait()
        self._transport.send_due()
        for arrival in self._inlet.arrivals() if self._inlet.bell in readers else ():
            self._hear(arrival)
        self._warn_of_echo()
        self._advance()
        for message in self._exchange.serve(readers):
            self._take(message)
        if self._parent_watch in readers:
            self.leave()
        self._poll_ports()

    def _wait(self) -> list[Waitable]:
        readers: list[Waitable] = [self._inlet.bell, self._parent_watch, *self._exchange.readers]
        due, wake = self._transport.next_ns(), self._transport.wake_ns
        now = time.monotonic_ns()
        room = min(
            _IDLE_S,
            _IDLE_S if due is None else (due - now - SPIN_NS) / 1e9,
            _IDLE_S if wake is None else (wake - now) / 1e9,
        )
        return wait_readable(readers, self._exchange.writers, room)

    def _advance(self) -> None:
        wake = self._transport.wake_ns
        if wake is not None and wake <= (now := time.monotonic_ns()):
            self._transport.advance(Nanos(now))

    # -- in

    def _hear(self, arrival: Arrival) -> None:
        ns, data, passed_ns = arrival
        if data[:1] >= SYSTEM:
            self._transport.message(data, ns)
            return
        if passed_ns is not None:
            self._exchange.tell(Played(passed_ns, None, "you", data, passed_ns - ns))
        self._listen(ns, data)

    def _listen(self, ns: Nanos, data: bytes) -> None:
        """The keyboardist plays, on keys of whatever kind; a bound pedal or key steers instead."""
        if (commands := self._pedals.take(data, ns)) is not None:
            for command in commands:
                self._command(command)
            return
        if self._settings.start == "key" and is_note_on(data):
            self._transport.first_start(ns)
        self._transport.played(data, ns)
        timeline = self._transport.timeline
        self._exchange.tell(Heard(ns, timeline.tick_at(ns) if timeline else None, data))

    def _warn_of_echo(self) -> None:
        """Once for a loop; each note that came back is counted."""
        for _ in range(self._echoes.caught - self._echoes_told):
            self._exchange.tell(Fellback(Nanos(time.monotonic_ns()), "echo ignored"))
        if self._echoes.caught and not self._echoes_told:
            self._notice("our own notes come back and are ignored: look for a loop between output and input")
        self._echoes_told = self._echoes.caught

    # -- the other processes

    def _greet(self, name: str) -> list[Event]:
        """What a process that has just called is told; a band that is there may begin."""
        now = Nanos(time.monotonic_ns())
        if name == "band" and self._settings.start == "now":
            self._transport.first_start(now)
        clock = self._transport.clock(now)
        if name == "link":
            return [clock, Command("source", clock.source, now)]
        if name == "band":
            return [self._ports_event(), *self._wishes.values(), clock]
        return [self._ports_event(), self._transport.delivery(now), clock]

    def _take(self, message: Message) -> None:
        if isinstance(message, Command):
            self._command(msgspec.structs.replace(message, ns=Nanos(time.monotonic_ns())))
            return
        if isinstance(message, Keyed):
            now = Nanos(time.monotonic_ns())
            self._hear(Arrival(now, message.data, self._inlet.pass_on(message.data)))
            return
        if isinstance(message, Session):
            self._transport.session(message, Nanos(time.monotonic_ns()))
            return
        if isinstance(message, Ending):
            self._transport.end(message)
        if isinstance(message, Plan) and not self._transport.plan(message):
            return  # for a beginning that may never come
        self._exchange.tell(message)

    def _notice(self, text: str) -> None:
        self._exchange.tell(Notice(Nanos(time.monotonic_ns()), text))

    # -- wishes

    def _command(self, command: Command) -> None:
        try:
            if command.name in CLOCK_COMMANDS:
                self._transport.command(command)
                if command.name in _TO_LINK:
                    self._exchange.hand_on("link", command)
            elif (act := _COMMANDS.get(command.name)) is not None:
                act(self, command)
            else:
                if command.name not in _PASSING:
                    self._wishes[command.name] = command
                self._exchange.hand_on("band", command)
            self._remember()
        except CommandError as fault:
            self._notice(str(fault))

    def _remember(self) -> None:
        """For a next life."""
        now = Recall(self._transport.settled(self._settings), dict(self._wishes))
        if now != self._recall:
            self._recall = now
            with contextlib.suppress(OSError):  # a full disk: no next life, or one that knows less
                now.keep(self._folder)

    def _catch_up(self, command: Command) -> None:
        """Somebody has just connected to our output."""
        self._outlet.catch_up()
        if self._cables_due:  # they have missed clocks; who is there anyway is not disturbed for a newcomer
            self._cables_due = False
            self._transport.start_listeners(command.ns)

    def _choose_port(self, command: Command) -> None:
        """Another input or output; one that is not there is said, and our own is opened."""
        name = command_named(command.name).read(command.value)
        ports = msgspec.structs.replace(self._settings.ports, **{command.name: name})
        self._settings = msgspec.structs.replace(self._settings, ports=ports)
        self._rig.wish(ports)
        self._open_ports()

    def _reopen(self, command: Command) -> None:
        """A MIDI system went or came: let go of every port, and look anew."""
        self._rig.close()
        self._open_ports()

    # -- ports

    def _part(self) -> None:
        """The output is about to be closed: whoever listens there hears the end of it."""
        self._transport.part()
        self._outlet.part()

    def _open_ports(self) -> None:
        survey = self._rig.open()
        if survey.missing and not self._born_again:  # at the first start a wrong name is a mistake, later a cable
            raise DeviceError("\n".join(survey.missing))
        for sentence in sorted(set(survey.missing) - self._complained):
            self._notice(sentence)
        self._complained = set(survey.missing)
        self._born_again = True
        if self._rig.outputs != self._outputs:
            self._outputs, self._cables_due = self._rig.outputs, True
            self._transport.start_listeners(Nanos(time.monotonic_ns()))
        self._exchange.tell(self._ports_event())

    def _ports_event(self) -> Ports:
        survey = self._rig.survey
        return Ports(
            Nanos(time.monotonic_ns()),
            survey.input,
            survey.output,
            survey.backend,
            survey.virtual,
            survey.inputs,
            survey.outputs,
        )

    def _poll_ports(self) -> None:
        now = time.monotonic_ns()
        due = self._transport.next_ns()
        if now < self._next_poll or (due is not None and due - now < _POLL_ROOM_NS):
            return
        self._next_poll = Nanos(now + _POLL_NS)
        if self._rig.broken:
            self._exchange.tell(Fellback(Nanos(now), "unsent", self._rig.survey.output))
        if self._rig.changed():
            self._open_ports()

    # -- begin and end

    def _resume(self) -> None:
        """A former life was killed while the clock ran: go on in time, at the place where the form is now."""
        for off in self._outlet.left_sounding(self._settings.channels):
            self._exchange.tell(off)
        self._outlet.silence()
        if (clock := self._desk.clock) is not None:
            timeline, running, source = clock
            self._transport.resume(timeline, source, running, Nanos(time.monotonic_ns()))

    def _leave(self) -> None:
        clock = self._desk.clock
        if self._transport.running:
            self._transport.command(Command("stop", ns=Nanos(time.monotonic_ns())))
        if clock is not None and not self._leaving:  # a bug of ours ends this life; the next one goes on in time
            self._desk.set_clock(*clock)
        self._rig.close()
        self._exchange.close(_FAREWELL_S)


_COMMANDS: Final[dict[str, Callable[[Wire, Command], None]]] = {
    "panic": lambda wire, command: wire._transport.panic(command.ns),
    "ports": Wire._reopen,
    "input": Wire._choose_port,
    "output": Wire._choose_port,
    "catch up": Wire._catch_up,
    "clock.send": lambda wire, command: wire._transport.set_sending(command),
    **dict.fromkeys(
        ("latency", "drums.latency", "piano.latency", "clock.latency"),
        lambda wire, command: wire._transport.set_latency(command),
    ),
}
