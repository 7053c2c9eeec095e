"""Wire and band as the supervisor starts them, in a folder of their own. Bench connects as their stage: it receives
everything and shows nothing."""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Final

from jamd.bench.keyboardist import Keyboardist
from jamd.config.process_settings import band_settings, meter, wire_settings
from jamd.config.schema import Config
from jamd.errors import DeviceError
from jamd.ipc.bus import Connection, connect, encode, wait_readable
from jamd.ipc.memory import create_memory
from jamd.ipc.settings import OUT_NAME
from jamd.music.events import Clock, Command, Event, Keyed
from jamd.music.time.notes import Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.supervisor.child import Child
from jamd.supervisor.process import launcher
from jamd.supervisor.runtime_folder import runtime_folder
from jamd.wire.guest_ports import GuestPorts
from jamd.wire.shared_state import SharedState

_TIMEOUT_S: Final = 20.0  # enough to load two networks
_LOOK_S: Final = 0.05
_LEAVES_S: Final = 3.0


class Session:
    """One thread. If a process ends while it is needed, that is a DeviceError; the process itself has said why."""

    def __init__(self, config: Config, seed: int) -> None:
        self._wire_settings = wire_settings(config)
        self._folder = runtime_folder()
        memory = create_memory(self._folder)
        self._state = SharedState(memory.path)
        self._wire = Child("wire", launcher("wire", self._folder, memory, self._wire_settings))
        self._band = Child("band", launcher("band", self._folder, memory, band_settings(config, seed)))
        self._connection: Connection | None = None
        self.timeline: Timeline | None = None
        self.meter = meter(config)

    def begin(self) -> None:
        """Start both and connect to wire."""
        with _real_stderr():
            self._wire.start()
        give_up = time.monotonic() + _TIMEOUT_S
        while (connection := connect(self._folder, "stage")) is None:
            self._check_alive(give_up)
            time.sleep(_LOOK_S)
        self._connection = connection
        with _real_stderr():
            self._band.start()

    def wait_for(self, is_it: Callable[[Event], bool]) -> None:
        """Until an event arrives for which this is true."""
        give_up = time.monotonic() + _TIMEOUT_S
        while not any(is_it(event) for event in self.turn(_LOOK_S)):
            self._check_alive(give_up)

    @property
    def wire_pid(self) -> int:
        assert self._wire.process is not None
        return self._wire.process.pid

    def _check_alive(self, give_up: float) -> None:
        for child in (self._wire, self._band):
            if child.exit_code is not None:
                raise DeviceError(f"{child.name} ended during the measurement; nothing was measured")
        if time.monotonic() > give_up:
            raise DeviceError("the band did not start to play; nothing was measured")

    def turn(self, timeout_s: float) -> list[Event]:
        """The events that arrive, after waiting at most this long."""
        assert self._connection is not None
        wait_readable([self._connection], [self._connection], timeout_s)
        events: list[Event] = list(self._connection.receive())
        for event in events:
            if isinstance(event, Clock):
                self.timeline = event.timeline if event.running else None
        if not self._connection.open:
            self._check_alive(time.monotonic() + _TIMEOUT_S)
            raise DeviceError("wire closed the connection during the measurement; nothing was measured")
        return events

    def listen(self, until_ns: int, keyboardist: Keyboardist | None = None) -> Iterator[Event]:
        """All events up to an instant, while the keyboardist plays."""
        while (now := time.monotonic_ns()) < until_ns:
            wait_s = min(_LOOK_S, (until_ns - now) / 1e9)
            if keyboardist is not None and self.timeline is not None:
                due = keyboardist.play(self.timeline.tick_at(Nanos(now)))
                wait_s = min(wait_s, (self.timeline.ns_at(due) - now) / 1e9)
            yield from self.turn(wait_s)

    @property
    def tick(self) -> Tick:
        """Where the form is now."""
        assert self.timeline is not None
        return self.timeline.tick_at(Nanos(time.monotonic_ns()))

    def key(self, data: bytes) -> None:
        """Play a key without a port."""
        self._send(Keyed(data))

    def set_tempo(self, bpm: float) -> None:
        self._send(Command("tempo", bpm))

    def _send(self, event: Event) -> None:
        assert self._connection is not None
        self._connection.send(encode(event))

    def leave(self) -> None:
        """Close every note, end the processes, remove the folder."""
        for child in (self._wire, self._band):
            child.ask_to_leave()
            child.leaves_within(_LEAVES_S)
        with suppress(Exception):  # whatever the driver does now, the folder has to be removed, too
            self._silence_what_wire_left()
        if self._connection is not None:
            self._connection.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _silence_what_wire_left(self) -> None:
        """Wire closes its notes itself; if it was killed, they are closed here, on the named output."""
        ports = self._wire_settings.ports
        if ports.output == OUT_NAME or not self._state.sounding:
            return
        with closing(GuestPorts(ports.backend)) as guest:
            say = guest.sender_to(ports.output)
            for data in self._state.silencers():
                say(data)
            time.sleep(_LOOK_S)


@contextmanager
def _real_stderr() -> Iterator[None]:
    """The drivers' messages are suppressed in this process; our children's must not be."""
    void = os.dup(2)
    os.dup2(sys.stderr.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(void, 2)
        os.close(void)


@contextmanager
def session(config: Config, seed: int) -> Iterator[Session]:
    """A session that is begun, and ended in silence however the block is left."""
    jam = Session(config, seed)
    try:
        jam.begin()
        yield jam
    finally:
        jam.leave()
