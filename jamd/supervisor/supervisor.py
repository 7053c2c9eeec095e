"""The supervisor: starts wire, band, stage and patchbay (and Link, where it is installed), restarts what dies, and ends
them all when it is asked to stop, within five seconds.

Wire leaves first: so the last note-off is still recorded. Each child leaves by itself when its standard input ends:
even if the supervisor is killed, nothing plays on.

The supervisor outlives what it watches only if it waits for nothing: it calls no MIDI system (the patchbay does), its
sentences are written by a thread, and a step that fails is reported and taken again.
"""

import contextlib
import secrets
import shutil
import signal
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from jamd.config.channels import gave_way
from jamd.config.process_settings import (
    band_settings,
    clock_fault,
    link_is_installed,
    link_settings,
    stage_settings,
    wire_settings,
)
from jamd.config.schema import Config
from jamd.errors import ConfigError, DeviceError
from jamd.ipc.bus import Connection, connect, encode
from jamd.ipc.entry_point import BUG, FAULT, bug_report
from jamd.ipc.memory import Memory, create_memory
from jamd.ipc.page_secrets import handed_down
from jamd.ipc.pulse import Pulse
from jamd.ipc.settings import WireSettings
from jamd.ipc.tape_marks import TapeMarks
from jamd.music.events import Event, FallbackUsed
from jamd.music.time.notes import Nanos
from jamd.supervisor.browser import open_when_served
from jamd.supervisor.child import Child
from jamd.supervisor.controlling_terminal import ControllingTerminal
from jamd.supervisor.instance import claim, midi_system
from jamd.supervisor.page_token import leave_token
from jamd.supervisor.process import launcher
from jamd.supervisor.runtime_folder import restore_folder, runtime_folder
from jamd.supervisor.spare import Spare
from jamd.supervisor.voice import Voice
from jamd.supervisor.watchdog import Watchdog

_LOOK_S: Final = 0.05  # how often the children are checked
_MAX_FAILURES: Final = 6  # starts in a row that fail at once before we give up
_WIRE_LEAVES_S: Final = 1.8  # a second to tell the stage, the rest to close its ports
_OTHERS_LEAVE_S: Final = 2.6  # the patchbay closes notes, the stage writes the take
_NEEDED_AT_THE_END: Final = ("stage", "patchbay")  # to tape what wire still has, to close notes if wire is dead
_LOSSES: Final = {"stage": "; the take is written at the next start"}  # by a child that is killed at the end


class Outside(NamedTuple):
    """The supervisor's border: everything that a test replaces by a fake, besides the children. Nothing here blocks."""

    tell_wire: Callable[[Event], bool]  # False if wire cannot be reached now
    beats: Callable[[str], int]  # the pulse of a child
    say: Callable[[str], None]
    loss: Callable[[], str]  # what of the take is lost in the end, in a sentence
    now_ns: Callable[[], int] = time.monotonic_ns
    sleep: Callable[[float], None] = time.sleep


class Supervisor:
    """One thread that sleeps most of the time. The first child is wire."""

    def __init__(self, children: Sequence[Child], outside: Outside) -> None:
        self._wire = children[0]
        self._children = children
        self._outside = outside
        self._watchdogs = {child.name: Watchdog(child.name, partial(outside.beats, child.name)) for child in children}
        self._to_tell: list[Event] = []  # to wire, as soon as it can be reached
        self._unstartable: set[str] = set()  # children that the system has no room for
        self._bugs: set[str] = set()  # those of ours that have been reported
        self._leaving = False

    def run(self) -> int:
        """Until a signal, or a fault that no restart can cure; the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
            if number in (signal.SIGINT, signal.SIGTERM) or signal.getsignal(number) is not signal.SIG_IGN:  # nohup
                signal.signal(number, self._request_leave)
        try:
            return self._watch()
        finally:
            self._stop()

    def _watch(self) -> int:
        code = None
        while not self._leaving and code is None:
            try:
                code = self._turn()
            except Exception as bug:  # the root of this process: whatever it is, the music goes on
                self._report(bug)
            self._outside.sleep(_LOOK_S)
        return code or 0

    def _report(self, bug: Exception) -> None:
        if repr(bug) not in self._bugs:
            self._bugs.add(repr(bug))
            self._outside.say(bug_report(bug))

    def _turn(self) -> int | None:
        code = self._check_children()
        self._kill_those_that_hang()
        self._send_pending()
        for child in self._children:
            child.prepare_spare()
        return code

    def _request_leave(self, number: int, frame: object) -> None:
        self._leaving = True

    def _check_children(self) -> int | None:
        """Start the children that are not there. An exit code if one says at its start that the user's setup or config
        is at fault, or if one without which there is no music never starts properly."""
        for child in self._children:
            if self._leaving:
                return None
            if (code := child.exit_code) is not None:
                child.record_death()
                if (final := self._final_code(child, code)) is not None:
                    return final
                self._outside.say(f"{child.name} ended ({_how(code)}) and is started again")
                self._to_tell.append(FallbackUsed(Nanos(self._outside.now_ns()), "restart", child.name))
            if child.is_due and (final := self._start(child)) is not None:
                return final
        return None

    def _start(self, child: Child) -> int | None:
        try:
            child.start()
        except OSError as fault:  # no file descriptors, no memory, no process left
            if child.name not in self._unstartable:
                self._unstartable.add(child.name)
                self._outside.say(f"{child.name} cannot be started ({fault.strerror}); jamd goes on trying")
            return self._give_up(child, "could not be started", FAULT)
        self._unstartable.discard(child.name)
        self._watchdogs[child.name].begin()
        return None

    def _final_code(self, child: Child, code: int) -> int | None:
        """The supervisor's own exit code if a restart would not help."""
        if child.has_settled:
            return None
        if code == FAULT:  # the child has said what is wrong
            return FAULT
        return self._give_up(child, f"ended at once ({_how(code)})", code if code > 0 else BUG)

    def _give_up(self, child: Child, why: str, code: int) -> int | None:
        """The code, after too many starts of a child without which there is no music."""
        if child.has_settled or not child.vital or child.failures <= _MAX_FAILURES:
            return None
        self._outside.say(f"{child.name} {why} {child.failures} times in a row; giving up")
        return code

    def _send_pending(self) -> None:
        while self._to_tell and self._outside.tell_wire(self._to_tell[0]):
            self._to_tell.pop(0)

    def _kill_those_that_hang(self) -> None:
        """A driver, a disk or a bug may block a child for ever. It is dead to us."""
        now = Nanos(self._outside.now_ns())
        for child in self._children:
            watchdog = self._watchdogs[child.name]
            if child.process is not None and watchdog.look(now):
                self._outside.say(f"{child.name} has hung for {watchdog.still_s:.0f} s and is killed")
                child.process.kill()
                watchdog.begin()

    def _stop(self) -> None:
        for child in self._children:
            if child.name in _NEEDED_AT_THE_END:
                self._revive(child)
        self._end([self._wire], _WIRE_LEAVES_S)
        self._end(self._children[1:], _OTHERS_LEAVE_S)
        if loss := self._outside.loss():
            self._outside.say(loss)

    def _revive(self, child: Child) -> None:
        """Start it once more if it has just been killed."""
        was_killed = (code := child.exit_code) is not None and code < 0
        if code is not None:
            child.record_death()
        if child.process is None and (was_killed or child.has_settled):
            with contextlib.suppress(OSError):  # no room: what it had to do is not done
                child.start()

    def _end(self, children: Sequence[Child], patience_s: float) -> None:
        for child in children:
            child.ask_to_leave()
        give_up = self._outside.now_ns() + round(patience_s * 1e9)
        for child in children:
            if not child.leaves_within(max(0.0, (give_up - self._outside.now_ns()) / 1e9)):
                self._outside.say(f"{child.name} did not end in time and was killed{_LOSSES.get(child.name, '')}")


def _how(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


class WireClient:
    """A connection to wire that is made when it is needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._connection: Connection | None = None

    def send(self, event: Event) -> bool:
        """False if wire is not there now."""
        if self._connection is not None:
            self._connection.receive()  # what wire says is not for us, but this notices a closed connection
        if self._connection is None or not self._connection.open:
            self._connection = connect(self._folder, "supervisor")
        return self._connection is not None and self._connection.send(encode(event))


def _with_own_ports(
    wire: WireSettings, folder: Path, memory: Memory, page: str | None, say: Callable[[str], None]
) -> tuple[WireSettings, Memory]:
    """The names of our ports if other jamds play on the same MIDI system; the processes hold on to them."""
    if (system := midi_system(wire.ports.backend)) is None:
        return wire, memory
    try:
        number, descriptor, others = claim(folder, system, page)
    except OSError:  # no room: the next thing that needs it will say so
        return wire, memory
    ports = msgspec.structs.replace(wire.ports, instance=number)
    if others:
        its_page = f" (its page is {others[0].page})" if others[0].page else ""
        say(f"another jamd is running{its_page}; this one's ports are '{ports.own.input}' and '{ports.own.output}'")
    held = () if descriptor is None else (descriptor,)
    return msgspec.structs.replace(wire, ports=ports), Memory(memory.path, (*memory.descriptors, *held))


def run(config: Config, file: Path, opens_page: bool = False) -> int:
    """`jamd run`: until SIGINT, SIGTERM or a fault of the setup; the exit code. `file`: where settings are saved;
    `opens_page`: in the browser. ConfigError if the clock's source cannot work here."""
    if (fault := clock_fault(config)) is not None:
        raise ConfigError(fault)
    seed = config.jam.seed if config.jam.seed is not None else secrets.randbelow(2**32)
    wire, band = wire_settings(config), band_settings(config, seed)
    stage = stage_settings(config, seed, str(file.absolute()))
    try:
        folder = runtime_folder()
        memory = create_memory(folder)
    except OSError as full:
        raise DeviceError(f"jamd finds no room for its runtime folder ({full.strerror}: {full.filename})") from full
    voice = Voice()
    try:
        for sentence in gave_way(config.parts):
            voice.say(sentence)
        wire, memory = _with_own_ports(wire, folder, memory, stage.web.address if stage.web else None, voice.say)
        if stage.web is not None and (token := handed_down().token) is not None:
            with contextlib.suppress(OSError):  # no room: whoever asks for it is told where it is shown
                leave_token(folder, stage.web.port, token)
        if opens_page and stage.web is not None:
            open_when_served(stage.web.address)
        recorder = Child("stage", launcher("stage", folder, memory, stage), vital=False)
        start_wire = launcher("wire", folder, memory, wire)
        children = [
            Child("wire", start_wire, spare=Spare(start_wire, partial(restore_folder, folder))),
            Child("band", launcher("band", folder, memory, band)),
            recorder,
        ]
        if link_is_installed():
            children.append(Child("link", launcher("link", folder, memory, link_settings(config)), vital=False))
        children.append(Child("patchbay", launcher("patchbay", folder, memory, wire), vital=False))
        pulses = {child.name: Pulse().attach(memory.path, child.name) for child in children}
        tape = TapeMarks(memory.path)
        with contextlib.closing(ControllingTerminal(lambda: recorder.process, voice.say)) as terminal:
            outside = Outside(
                WireClient(folder).send,
                lambda name: pulses[name].beats,
                voice.say,
                lambda: tape.loss,
                sleep=terminal.wait,
            )
            return Supervisor(children, outside).run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        voice.close()
