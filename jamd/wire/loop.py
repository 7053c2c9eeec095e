"""Wire: owns the ports and the clock that sounds. One loop, no locks: wait for the next cue or the next event,
whichever is first.

The order inside one turn is what matters: cues that are due leave first, then what the keyboardist played is heard,
then the other processes are served. Nothing here waits for them; no numpy, no yaml, no network is loaded.
"""

import contextlib
import socket
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from jamd.bus import Waitable, lifeline, ready
from jamd.errors import DeviceError
from jamd.music.controls import Bpm
from jamd.music.events import (
    Clock,
    Command,
    Dropped,
    Event,
    Heard,
    Keyed,
    Message,
    Notice,
    Plan,
    Played,
    Ports,
    Vamped,
    is_note_on,
)
from jamd.music.notes import Nanos, Tick
from jamd.music.sequencer import Cue, Sequencer
from jamd.music.timeline import Timeline
from jamd.settings import WireSettings
from jamd.wire.desk import Desk
from jamd.wire.exchange import Exchange
from jamd.wire.feedback import Echoes
from jamd.wire.outlet import Outlet
from jamd.wire.ports import Rig
from jamd.wire.realtime import no_more_garbage

_SPIN_NS: Final = 150_000  # the last stretch before a cue is spun: a sleeping process wakes 0.05 to 0.1 ms late
_LEAD_NS: Final = 300_000_000  # from "start" to the first count, so that the first plan is there
_POLL_NS: Final = 1_000_000_000  # how often the names of the ports are looked at
_POLL_ROOM_NS: Final = 20_000_000  # only where no cue is due for so long
_FAREWELL_S: Final = 2.0  # how long the recorder may take to hear our last words
_IDLE_S: Final = 0.5


class Wire:
    """The whole process. Everything but `_on_midi` runs on the main thread."""

    def __init__(self, settings: WireSettings, folder: Path) -> None:
        self._settings = settings
        self._born_again = (folder / "desk").exists()
        self._desk = Desk(folder / "desk")
        self._sequencer = Sequencer(settings.meter, settings.channels, Nanos(settings.max_late_ns))
        self._rig = Rig(settings.ports, self._on_midi, lambda: self._outlet.part())
        self._echoes = Echoes()
        self._outlet = Outlet(self._rig, self._desk, self._echoes)
        self._heard: deque[tuple[int, bytes]] = deque()
        self._bell, self._button = socket.socketpair()  # wakes the loop from the driver's thread
        self._bell.setblocking(False)
        self._button.setblocking(False)
        self._exchange = Exchange(folder, self._greet)
        self._wishes: dict[str, Command] = {}  # what was wished of the band, so that a new one knows
        self._lifeline = lifeline()
        self._next_poll = Nanos(time.monotonic_ns() + _POLL_NS)
        self._ever_started = False
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
        self._send_due()
        if self._bell in readers:
            with contextlib.suppress(BlockingIOError):
                self._bell.recv(4096)
        self._hear()
        for message in self._exchange.serve(readers):
            self._take(message)
        if self._lifeline in readers:
            self.leave()
        self._poll_ports()

    def _wait(self) -> list[Waitable]:
        readers: list[Waitable] = [self._bell, self._lifeline, *self._exchange.readers]
        writers = self._exchange.writers
        due = self._due_ns()
        if due is None:
            return ready(readers, writers, _IDLE_S)
        return ready(readers, writers, min((due - time.monotonic_ns() - _SPIN_NS) / 1e9, _IDLE_S))

    def _due_ns(self) -> int | None:
        next_ns = self._sequencer.next_ns()
        return None if next_ns is None else next_ns - self._settings.latency_ns

    # -- out

    def _send_due(self) -> None:
        """Fetch the cues of the next instant just before it, spin up to it, send; telling comes last."""
        due = self._due_ns()
        now = time.monotonic_ns()
        if due is None or due - now > _SPIN_NS:
            return
        vamps = self._sequencer.vamps
        cues = self._sequencer.due(Nanos(max(due, now) + self._settings.latency_ns))
        while time.monotonic_ns() < due:
            pass
        told = [self._send_cue(cue) for cue in cues]
        if self._sequencer.vamps > vamps:
            told.append(Vamped(Nanos(due), cues[0].tick if cues else Tick(0)))
        for event in told:
            self._exchange.tell(event)

    def _send_cue(self, cue: Cue) -> Event:
        now = Nanos(time.monotonic_ns())
        if cue.data is None:
            return Dropped(now, cue.tick, cue.part, cue.late_ns)
        self._outlet.send(cue.data, now)
        timeline = self._sequencer.timeline
        late = now + self._settings.latency_ns - timeline.ns_at(cue.tick) if timeline else 0
        return Played(now, cue.tick, cue.part, cue.data, late)

    # -- in

    def _on_midi(self, ns: int, data: bytes) -> None:
        """The driver's thread: queue and ring."""
        self._heard.append((ns, data))
        with contextlib.suppress(OSError):
            self._button.send(b"\0")

    def _hear(self) -> None:
        while self._heard:
            ns, data = self._heard.popleft()
            if data[0] >= 0xF0:
                continue  # the door for foreign clocks: system messages end here for now
            if self._echoes.is_echo(data, Nanos(ns)):
                self._warn_of_echo()
            else:
                self._listen(Nanos(ns), data)

    def _listen(self, ns: Nanos, data: bytes) -> None:
        """The keyboardist plays, on keys of whatever kind."""
        if self._settings.start == "key" and is_note_on(data):
            self._first_start(ns)
        if self._settings.thru:
            self._outlet.send(data, ns)
        timeline = self._sequencer.timeline
        self._exchange.tell(Heard(ns, timeline.tick_at(ns) if timeline else None, data))

    def _warn_of_echo(self) -> None:
        if self._echoes.caught == 1:
            self._notice("our own notes come back and are ignored: look for a loop between output and input")

    # -- the other processes

    def _greet(self, name: str) -> list[Event]:
        """What a process that has just called is told; a band that is there may begin."""
        now = Nanos(time.monotonic_ns())
        if name == "band" and self._settings.start == "now":
            self._first_start(now)
        wishes = self._wishes.values() if name == "band" else ()
        return [self._ports_event(), *wishes, self._clock_event(now)]

    def _take(self, message: Message) -> None:
        if isinstance(message, Command):
            self._command(msgspec.structs.replace(message, ns=Nanos(time.monotonic_ns())))
            return
        if isinstance(message, Keyed):
            self._listen(Nanos(time.monotonic_ns()), message.data)
            return
        if isinstance(message, Plan):
            self._sequencer.plan(message)
        self._exchange.tell(message)

    def _notice(self, text: str) -> None:
        self._exchange.tell(Notice(Nanos(time.monotonic_ns()), text))

    # -- wishes

    def _command(self, command: Command) -> None:
        if (act := _COMMANDS.get(command.name)) is None:
            self._wishes[command.name] = command
            self._exchange.hand_on("band", command)
            return
        try:
            act(self, command)
        except msgspec.ValidationError as fault:
            self._notice(f"{command.name}: {fault}")

    def _start(self, command: Command) -> None:
        self._ever_started = True
        if self._sequencer.running:
            return
        first = Tick(-self._settings.count_in * self._settings.meter.bar)
        timeline = Timeline.at_bpm(self._settings.bpm, Nanos(command.ns + _LEAD_NS), first)
        self._sequencer.start(timeline, first)
        self._clock_changed(command.ns)

    def _first_start(self, now: Nanos) -> None:
        """Begin by ourselves, once in a life: whoever stops the band wants it to be quiet."""
        if not self._ever_started:
            self._start(Command("start", ns=now))

    def _stop(self, command: Command) -> None:
        for cue in self._sequencer.stop(command.ns):
            self._exchange.tell(self._send_cue(cue))
        self._clock_changed(command.ns)

    def _tempo(self, command: Command) -> None:
        bpm = msgspec.convert(command.value, Bpm)
        self._settings = msgspec.structs.replace(self._settings, bpm=bpm)
        if (timeline := self._sequencer.timeline) is not None:
            self._sequencer.retime(timeline.with_bpm(bpm, command.ns))
        self._clock_changed(command.ns)

    def _panic(self, command: Command) -> None:
        self._stop(command)
        self._outlet.silence()

    def _choose_port(self, command: Command) -> None:
        """Another input or output; one that is not there is said, and our own is opened."""
        name = msgspec.convert(command.value, str)
        ports = msgspec.structs.replace(self._settings.ports, **{command.name: name})
        self._settings = msgspec.structs.replace(self._settings, ports=ports)
        self._rig.wish(ports)
        self._open_ports()

    def _reopen(self, command: Command) -> None:
        """A MIDI system went or came: let go of every port, and look anew."""
        self._rig.close()
        self._open_ports()

    def _clock_changed(self, now: Nanos) -> None:
        clock = self._clock_event(now)
        if self._ever_started:
            self._desk.set_clock(clock.timeline, clock.running)
        self._exchange.tell(clock)

    def _clock_event(self, now: Nanos) -> Clock:
        timeline = self._sequencer.timeline
        stopped = Timeline.at_bpm(self._settings.bpm, now, Tick(0))
        return Clock(now, timeline is not None, timeline or stopped, self._settings.meter)

    # -- ports

    def _open_ports(self) -> None:
        survey = self._rig.open()
        if survey.missing and not self._born_again:  # at the first start a wrong name is a mistake, later a cable
            raise DeviceError("\n".join(survey.missing))
        for sentence in sorted(set(survey.missing) - self._complained):
            self._notice(sentence)
        self._complained = set(survey.missing)
        self._born_again = True
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
        due = self._due_ns()
        if now < self._next_poll or (due is not None and due - now < _POLL_ROOM_NS):
            return
        self._next_poll = Nanos(now + _POLL_NS)
        if self._rig.changed():
            self._open_ports()

    # -- begin and end

    def _resume(self) -> None:
        """A former life was killed while the clock ran: go on in time, at the place where the form is now."""
        for off in self._outlet.left_sounding(self._settings.channels):
            self._exchange.tell(off)
        self._outlet.silence()
        if (clock := self._desk.clock) is None:
            return
        timeline, running = clock
        self._ever_started = True
        self._settings = msgspec.structs.replace(self._settings, bpm=timeline.bpm)
        if running:
            self._sequencer.start(timeline, timeline.tick_at(Nanos(time.monotonic_ns())))

    def _leave(self) -> None:
        clock = self._desk.clock
        if self._sequencer.running:
            self._stop(Command("stop", ns=Nanos(time.monotonic_ns())))
        if clock is not None and not self._leaving:  # a bug of ours ends this life; the next one goes on in time
            self._desk.set_clock(*clock)
        self._rig.close()
        self._exchange.close(_FAREWELL_S)


_COMMANDS: Final[dict[str, Callable[[Wire, Command], None]]] = {
    "start": Wire._start,
    "stop": Wire._stop,
    "tempo": Wire._tempo,
    "panic": Wire._panic,
    "ports": Wire._reopen,
    "input": Wire._choose_port,
    "output": Wire._choose_port,
    "catch up": lambda wire, command: wire._outlet.catch_up(),
}
