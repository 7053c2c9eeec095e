"""The supervisor: starts wire, band and stage (and Link, where it is installed), restarts what dies, and leaves silence
behind when it goes.

Start: wire, band, stage; stop in that order too, so that the last note-off is on the tape. Each child leaves by itself
when its standard input ends, so that nothing plays on when even the supervisor is killed.
"""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import msgspec

from jamd.config.process_settings import (
    band_settings,
    clock_fault,
    link_is_installed,
    link_settings,
    stage_settings,
    wire_settings,
)
from jamd.config.schema import Config
from jamd.errors import ConfigError
from jamd.ipc.bus import Connection, connect, encode
from jamd.ipc.entry_point import BUG, FAULT
from jamd.music.events import Command, Event, Fellback
from jamd.music.time.notes import Nanos
from jamd.wire import shared_state
from jamd.wire.patchbay import Patchbay
from jamd.wire.ports import MidiPorts
from jamd.wire.saved_settings import saved_settings
from jamd.wire.shared_state import SharedState

_LOOK_S: Final = 0.05  # how often children are looked at
_PATCHBAY_S: Final = 0.5
_SETTLED_S: Final = 5.0  # a child that lived so long starts anew at once when it dies
_SLOWEST_RESTART_S: Final = 5.0
_STUCK_S: Final = 10.0  # wire turns at least twice a second; letting go of a dead driver takes one or two
_DEAD_LISTED_S: Final = 0.2  # how long JACK may list the ports of a client that died
_MOST_FALLS: Final = 6  # starts that fail at once before we give up
_GOODBYE_S: Final = {"wire": 3.0, "band": 2.0, "stage": 60.0, "link": 2.0}  # the stage writes the take


class Child:
    """One process and its restarts."""

    def __init__(self, name: str, folder: Path, settings: msgspec.Struct, vital: bool = True) -> None:
        self.name = name
        self.vital = vital  # without it there is no music
        settings_json = msgspec.json.encode(settings).decode()
        self._command = [sys.executable, "-P", "-m", f"jamd.{name}", str(folder), settings_json]  # -P: only our modules
        self.falls = 0  # deaths in a row, each soon after its birth
        self.ever_settled = False
        self.born = 0.0
        self._next_try = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.born = time.monotonic()
        # A session of its own: Ctrl-C, Ctrl-Z and a closed terminal reach the supervisor alone.
        self.process = subprocess.Popen(self._command, stdin=subprocess.PIPE, start_new_session=True)

    @property
    def ended(self) -> int | None:
        """Exit code of a child that has died and was not buried yet."""
        return self.process.poll() if self.process is not None else None

    def bury(self) -> None:
        """Note the death; the next start is due at once, or later and later where it keeps dying."""
        settled = time.monotonic() - self.born > _SETTLED_S
        self.ever_settled |= settled
        self.falls = 1 if settled else self.falls + 1
        pause = 0.0 if self.falls == 1 else min(0.25 * 2**self.falls, _SLOWEST_RESTART_S)
        self._next_try = time.monotonic() + pause
        self.process = None

    @property
    def due(self) -> bool:
        return self.process is None and time.monotonic() >= self._next_try

    def leave(self) -> None:
        """Ask to leave, wait, insist."""
        if self.process is None:
            return
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(_GOODBYE_S[self.name])
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Supervisor:
    """One thread that sleeps most of the time."""

    def __init__(self, config: Config) -> None:
        seed = config.jam.seed if config.jam.seed is not None else secrets.randbelow(2**32)
        self._wire_settings = wire_settings(config)
        briefs = band_settings(config, seed), stage_settings(config, seed)
        self._folder = runtime_folder()
        self._wire = Child("wire", self._folder, self._wire_settings)
        self._band = Child("band", self._folder, briefs[0])
        self._stage = Child("stage", self._folder, briefs[1], vital=False)
        link = [Child("link", self._folder, link_settings(config), vital=False)] if link_is_installed() else []
        self._children = (self._wire, self._band, self._stage, *link)
        self._patchbay = Patchbay()
        self._connection: Connection | None = None
        self._to_tell: list[Event] = []  # to wire, as soon as it can be reached
        self._state_file = self._folder / shared_state.FILE
        self._leaving = False

    def run(self) -> int:
        """Until a signal, or a fault that no new start can mend; the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
            if number in (signal.SIGINT, signal.SIGTERM) or signal.getsignal(number) is not signal.SIG_IGN:  # nohup
                signal.signal(number, self._asked_to_leave)
        try:
            for child in self._children:
                child.start()
            return self._watch()
        finally:
            self._leave()

    def _watch(self) -> int:
        next_patchbay = 0.0
        while not self._leaving:
            time.sleep(_LOOK_S)
            if (code := self._look_after_children()) is not None:
                return code
            self._shake_wire()
            if self._patchbay.hurried or time.monotonic() >= next_patchbay:
                self._look_after_cables()
                next_patchbay = time.monotonic() + _PATCHBAY_S
        return 0

    def _asked_to_leave(self, number: int, frame: object) -> None:
        self._leaving = True

    def _look_after_children(self) -> int | None:
        """Restart who died; an exit code where somebody says at the start that the rig or the config is at fault, or
        can never begin."""
        for child in self._children:
            if self._leaving:
                return None
            if (code := child.ended) is not None:
                child.bury()
                if child is self._wire:
                    self._patchbay.await_rebirth()
                hopeless = child.falls > _MOST_FALLS and child.vital
                if not child.ever_settled and (code == FAULT or hopeless):
                    return code if code > 0 else BUG
                print(f"jamd: {child.name} ended ({_how(code)}) and is started again", file=sys.stderr, flush=True)
                self._to_tell.append(Fellback(Nanos(time.monotonic_ns()), "restart", child.name))
            if child.due:
                child.start()
        return None

    def _look_after_cables(self) -> None:
        self._patchbay.look()
        if self._patchbay.server_changed:
            self._to_tell.append(Command("ports"))
        elif self._patchbay.plugged:
            self._to_tell.append(Command("catch up"))
        while self._to_tell and self._tell_wire(self._to_tell[0]):
            self._to_tell.pop(0)

    def _tell_wire(self, event: Event) -> bool:
        """False where wire is not there just now."""
        if self._connection is not None:
            self._connection.receive()  # what wire says is not for us, but here a dead line is noticed
        if self._connection is None or not self._connection.open:
            self._connection = connect(self._folder, "supervisor")
        return self._connection is not None and self._connection.send(encode(event))

    def _shake_wire(self) -> None:
        """A driver may hold wire for ever: one that has not turned for seconds is killed; its next life goes on."""
        if self._wire.process is None or time.monotonic() - self._wire.born < _STUCK_S or not self._state_file.exists():
            return
        if time.monotonic_ns() - SharedState(self._state_file).heartbeat_ns > _STUCK_S * 1e9:
            self._wire.process.kill()

    def _leave(self) -> None:
        for child in self._children:
            child.leave()
            if child is self._wire:
                with contextlib.suppress(Exception):  # whatever the driver says now, the others have to leave, too
                    self._silence_what_wire_left()
        self._patchbay.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _silence_what_wire_left(self) -> None:
        """Wire closes its notes itself; where it could not (killed, stuck), we do, on the same ports."""
        if not self._state_file.exists() or not SharedState(self._state_file).sounding:
            return
        self._patchbay.await_rebirth()
        time.sleep(_DEAD_LISTED_S)
        self._patchbay.look()
        ports = saved_settings(
            self._folder, self._wire_settings
        ).settings.ports  # the output may have been chosen since
        midi_ports = MidiPorts(ports)
        midi_ports.open()
        self._patchbay.look()
        for data in SharedState(self._state_file).silencers():
            midi_ports.send(data)
        time.sleep(0.05)
        midi_ports.close()


def runtime_folder() -> Path:
    """Ours alone (0700), in memory where the system has such a place: wire's state must never wait for a disk."""
    for place in (os.environ.get("XDG_RUNTIME_DIR"), "/dev/shm"):
        if place and os.access(place, os.W_OK | os.X_OK):
            return Path(tempfile.mkdtemp(prefix="jamd-", dir=place))
    return Path(tempfile.mkdtemp(prefix="jamd-"))


def _how(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def run(config: Config) -> int:
    """`jamd run`: until SIGINT, SIGTERM or a fault of the rig; the exit code. ConfigError where nothing could lead."""
    if (fault := clock_fault(config)) is not None:
        raise ConfigError(fault)
    return Supervisor(config).run()
