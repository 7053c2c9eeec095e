"""The supervisor: starts wire, band and stage (and Link, where it is installed), restarts what dies, and leaves silence
behind when it stops.

Start and stop have the same order: wire, band, stage. So the last note-off is still recorded. Each child leaves by
itself when its standard input ends: even if the supervisor is killed, nothing plays on.
"""

import contextlib
import secrets
import shutil
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple, Protocol

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
from jamd.music.events import Command, Event, FallbackUsed
from jamd.music.time.notes import Nanos
from jamd.supervisor.child import Child, launcher
from jamd.supervisor.runtime_folder import runtime_folder
from jamd.supervisor.wire_state import Cables, WireState
from jamd.wire.patchbay import Patchbay

_LOOK_S: Final = 0.05  # how often the children are checked
_PATCHBAY_S: Final = 0.5
_STUCK_S: Final = 10.0  # wire's loop turns at least twice a second; closing a dead driver takes a second or two
_MAX_FAILURES: Final = 6  # starts in a row that fail at once before we give up


class JackCables(Cables, Protocol):
    """What is used of wire's patchbay."""

    server_changed: bool
    new_listener: bool

    @property
    def is_expecting(self) -> bool: ...

    def close(self) -> None: ...


class Outside(NamedTuple):
    """The supervisor's border: everything that a test replaces by a fake, besides the children."""

    patchbay: JackCables
    tell_wire: Callable[[Event], bool]  # False if wire cannot be reached now
    wire_state: WireState
    now_ns: Callable[[], int] = time.monotonic_ns
    sleep: Callable[[float], None] = time.sleep


class Supervisor:
    """One thread that sleeps most of the time. The first child is wire."""

    def __init__(self, children: Sequence[Child], outside: Outside) -> None:
        self._wire = children[0]
        self._children = children
        self._outside = outside
        self._to_tell: list[Event] = []  # to wire, as soon as it can be reached
        self._leaving = False

    def run(self) -> int:
        """Until a signal, or a fault that no restart can cure; the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
            if number in (signal.SIGINT, signal.SIGTERM) or signal.getsignal(number) is not signal.SIG_IGN:  # nohup
                signal.signal(number, self._request_leave)
        try:
            for child in self._children:
                child.start()
            return self._watch()
        finally:
            self._stop()

    def _watch(self) -> int:
        next_patchbay_ns = 0
        while not self._leaving:
            self._outside.sleep(_LOOK_S)
            if (code := self._check_children()) is not None:
                return code
            self._kill_stuck_wire()
            if self._outside.patchbay.is_expecting or self._outside.now_ns() >= next_patchbay_ns:
                self._check_cables()
                next_patchbay_ns = self._outside.now_ns() + round(_PATCHBAY_S * 1e9)
            self._send_pending()
        return 0

    def _request_leave(self, number: int, frame: object) -> None:
        self._leaving = True

    def _check_children(self) -> int | None:
        """Restart the children that have died. An exit code if one says at its start that the user's setup or config is
        at fault, or if one without which there is no music never starts properly."""
        for child in self._children:
            if self._leaving:
                return None
            if (code := child.exit_code) is not None:
                child.record_death()
                if child is self._wire:
                    self._outside.patchbay.expect_new_ports()
                if (final := _final_code(child, code)) is not None:
                    return final
                _say(f"{child.name} ended ({_how(code)}) and is started again")
                self._to_tell.append(FallbackUsed(Nanos(self._outside.now_ns()), "restart", child.name))
            if child.is_due:
                child.start()
        return None

    def _check_cables(self) -> None:
        patchbay = self._outside.patchbay
        patchbay.look()
        if patchbay.server_changed:
            self._to_tell.append(Command("ports"))
        elif patchbay.new_listener:
            self._to_tell.append(Command("catch up"))

    def _send_pending(self) -> None:
        while self._to_tell and self._outside.tell_wire(self._to_tell[0]):
            self._to_tell.pop(0)

    def _kill_stuck_wire(self) -> None:
        """A driver may block wire for ever: if its loop has not turned for seconds it is killed, and restarted."""
        if self._wire.process is None or self._wire.age_s < _STUCK_S:
            return
        last = self._outside.wire_state.last_turn_ns
        if last is not None and self._outside.now_ns() - last > _STUCK_S * 1e9:
            self._wire.process.kill()

    def _stop(self) -> None:
        for child in self._children:
            child.stop()
            if child is self._wire:
                with contextlib.suppress(Exception):  # whatever the driver does now, the others have to stop, too
                    self._outside.wire_state.silence(self._outside.patchbay, self._outside.sleep)
        self._outside.patchbay.close()


def _final_code(child: Child, code: int) -> int | None:
    """The supervisor's own exit code if a restart would not help."""
    if child.has_settled:
        return None
    if code == FAULT:  # the child has said what is wrong
        return FAULT
    if not child.vital or child.failures <= _MAX_FAILURES:
        return None
    _say(f"{child.name} failed to start {child.failures} times in a row ({_how(code)}); giving up")
    return code if code > 0 else BUG


def _how(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def _say(sentence: str) -> None:
    print(f"jamd: {sentence}", file=sys.stderr, flush=True)


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


def run(config: Config) -> int:
    """`jamd run`: until SIGINT, SIGTERM or a fault of the setup; the exit code. ConfigError if the clock's source
    cannot work here."""
    if (fault := clock_fault(config)) is not None:
        raise ConfigError(fault)
    seed = config.jam.seed if config.jam.seed is not None else secrets.randbelow(2**32)
    wire, band, stage = wire_settings(config), band_settings(config, seed), stage_settings(config, seed)
    folder = runtime_folder()
    try:
        children = [
            Child("wire", launcher("wire", folder, wire)),
            Child("band", launcher("band", folder, band)),
            Child("stage", launcher("stage", folder, stage), vital=False),
        ]
        if link_is_installed():
            children.append(Child("link", launcher("link", folder, link_settings(config)), vital=False))
        return Supervisor(children, Outside(Patchbay(), WireClient(folder).send, WireState(folder, wire))).run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
