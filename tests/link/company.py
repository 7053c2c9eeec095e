"""Others in a Link session, and a band that joins them: real peers, the real process, the real clock; only the ports
and the players are missing."""

import asyncio
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from aalink import Link

from jamd.clock.link import LinkClock
from jamd.clock.source import ClockAction, Notify, Retime, Start, Stop
from jamd.ipc.bus import Connection, Listener, encode, wait_readable
from jamd.ipc.settings import LinkSettings
from jamd.link.membership import at_once
from jamd.music.events import Clock, Command, Session
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline

SEEN_S = 0.6  # what a newcomer waits before it is seen


def wait_until(done: Callable[[], Any], patience: float = 10.0, what: str = "") -> None:
    give_up = time.monotonic() + patience
    while not done():
        assert time.monotonic() < give_up, f"waited {patience} s in vain {what}"
        time.sleep(0.002)


class Peer:
    """Another program in the session."""

    _loop: asyncio.AbstractEventLoop | None = None

    def __init__(self, bpm: float, quantum: float = 4) -> None:
        if Peer._loop is None:
            Peer._loop = asyncio.new_event_loop()
            threading.Thread(target=Peer._loop.run_forever, daemon=True).start()
        self.link: Any = asyncio.run_coroutine_threadsafe(self._born(bpm), Peer._loop).result()
        self.link.quantum = quantum
        self.link.start_stop_sync_enabled = True
        self.tempos: list[float] = []  # all that it was ever told
        self.link.add_tempo_callback(self.tempos.append)

    async def _born(self, bpm: float) -> Any:
        return Link(bpm)

    def join(self) -> "Peer":
        time.sleep(SEEN_S)
        self.tempos.clear()
        self.link.enabled = True
        return self

    def leave(self) -> None:
        self.link.enabled = False

    def beat_at(self) -> tuple[Nanos, float]:
        """(ns, beat), to the microsecond."""
        return at_once(lambda: self.link.beat)


class Band:
    """Wire's share of it: carries out what the clock says, and tells the process what a person commands."""

    def __init__(self, meter: Meter | None = None, bpm: float = 140.0) -> None:
        meter = meter or Meter()
        self.clock = LinkClock(bpm, meter, True)
        self.bpm = bpm
        self.meter = meter
        self.line: Timeline | None = None
        self.actions: list[tuple[int, ClockAction]] = []  # with the instant
        self.sessions: list[Session] = []
        self._settings = LinkSettings(meter, offset_ns=0, start_stop=True)
        self._folder = tempfile.TemporaryDirectory()
        self._listener = Listener(Path(self._folder.name))
        self._lock = threading.RLock()
        self._over = False
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self.engage()

    # -- the process

    def engage(self) -> None:
        """Start the process, and wait for its call."""
        command = [sys.executable, "-P", "-m", "jamd.link", self._folder.name, str(Path(self._folder.name) / "memory")]
        settings = msgspec.json.encode(self._settings).decode()
        self._process = subprocess.Popen([*command, settings], stdin=subprocess.PIPE)
        wait_until(lambda: self._connection is not None, what="for the process")

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        wait_until(lambda: self._connection is None)

    def close(self) -> int:
        """The process's exit code."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        code = self._process.wait(5)
        self._over = True
        self._thread.join()
        self._listener.close()
        self._folder.cleanup()
        return code

    # -- commands

    def command(self, name: str, value: str | float | None = None) -> None:
        with self._lock:
            assert self._connection is not None
            self._connection.send(encode(Command(name, value)))

    def join(self, line: Timeline | None = None) -> None:
        """Link becomes the clock, and has been heard."""
        with self._lock:
            self.line = line
            now = Nanos(time.monotonic_ns())
            self._carry_out(self.clock.join(line, self.bpm, Tick(0), now))
            self.sessions.clear()
            self._tell_the_clock()
        self.command("source", "link")
        wait_until(lambda: self.sessions, what="for a session")

    def part(self) -> None:
        self.command("source", "internal")

    def start(self) -> None:
        with self._lock:
            self._carry_out(self.clock.start(Nanos(time.monotonic_ns())))
        self.command("start")

    def stop(self) -> None:
        with self._lock:
            self._carry_out(self.clock.stop(Nanos(time.monotonic_ns())))
        self.command("stop")

    # -- the loop

    def _run(self) -> None:
        while not self._over:
            connections = [self._connection] if self._connection else []
            readers = wait_readable([self._listener, *connections], [], self._room_s())
            with self._lock:
                if self._listener in readers:
                    self._connection = self._listener.accept()
                    self._tell_the_clock()
                self._turn()

    def _room_s(self) -> float:
        wake = self.clock.wake_ns
        return 0.02 if wake is None else min(0.02, (wake - time.monotonic_ns()) / 1e9)

    def _turn(self) -> None:
        for message in self._connection.receive() if self._connection else []:
            if isinstance(message, Session):
                self.sessions.append(message)
                self._carry_out(self.clock.session(message, Nanos(time.monotonic_ns())))
        if self._connection is not None and not self._connection.open:
            self._connection = None
        wake = self.clock.wake_ns
        now = Nanos(time.monotonic_ns())
        if wake is not None and wake <= now:
            self._carry_out(self.clock.advance(now))

    def _carry_out(self, actions: list[ClockAction]) -> None:
        for action in actions:
            self.actions.append((time.monotonic_ns(), action))
            if isinstance(action, Start) or (isinstance(action, Retime) and self.line is not None):
                self.line = action.timeline
            elif isinstance(action, Stop):
                self.line = None
            if isinstance(action, Start | Retime | Stop):
                self._tell_the_clock()

    def _tell_the_clock(self) -> None:
        now = Nanos(time.monotonic_ns())
        line = self.line or Timeline.at_bpm(self.bpm, now, Tick(0))
        if self._connection is not None:
            self._connection.send(encode(Clock(now, self.line is not None, line, self.meter)))

    # -- what is heard

    def of(self, kind: type) -> list[Any]:
        return [action for _, action in self.actions if isinstance(action, kind)]

    @property
    def said(self) -> str:
        return "\n".join(action.text for action in self.of(Notify))

    def off(self, peer: Peer, of: float = 1) -> float:
        """Seconds that the band's beat (or bar, or what has `of` beats) lies behind the peer's."""
        ns, beat = peer.beat_at()
        line = self.line
        assert line is not None
        ours = (ns - line.anchor_ns) / line.ns_per_beat + line.anchor_tick / TICKS_PER_BEAT
        behind = (beat - ours + of / 2) % of - of / 2
        return behind * line.ns_per_beat / 1e9


def playing_from(beat: float, bpm: float) -> Timeline:
    """A band that plays now, at `beat` of its form."""
    return Timeline.at_bpm(bpm, Nanos(time.monotonic_ns() - round(beat * 60e9 / bpm)), Tick(0))
