"""Wire and band as the supervisor starts them, in a folder of their own. Bench is their stage: it is told everything
and shows nothing."""

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
from jamd.ipc.settings import OUT_NAME
from jamd.music.events import Clock, Command, Event, Keyed
from jamd.music.time.notes import Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.supervisor.child import Child, launcher
from jamd.supervisor.runtime_folder import runtime_folder
from jamd.wire import shared_state
from jamd.wire.guest_ports import GuestPorts
from jamd.wire.shared_state import SharedState

_PATIENCE_S: Final = 20.0  # two networks are loaded meanwhile
_LOOK_S: Final = 0.05


class Session:
    """One thread. A process that ends while we need it is a DeviceError: it has said itself why."""

    def __init__(self, config: Config, seed: int) -> None:
        self._wire_settings = wire_settings(config)
        self._folder = runtime_folder()
        self._wire = Child("wire", launcher("wire", self._folder, self._wire_settings))
        self._band = Child("band", launcher("band", self._folder, band_settings(config, seed)))
        self._connection: Connection | None = None
        self.timeline: Timeline | None = None
        self.meter = meter(config)

    def begin(self) -> None:
        """Start both; back when both are there and we are on the line."""
        with _stderr_for_people():
            self._wire.start()
        give_up = time.monotonic() + _PATIENCE_S
        while (connection := connect(self._folder, "stage")) is None:
            self._look_after(give_up)
            time.sleep(_LOOK_S)
        self._connection = connection
        with _stderr_for_people():
            self._band.start()

    def wait_for(self, told: Callable[[Event], bool]) -> None:
        """Until something is told of which this is true."""
        give_up = time.monotonic() + _PATIENCE_S
        while not any(told(event) for event in self.turn(_LOOK_S)):
            self._look_after(give_up)

    @property
    def wire_pid(self) -> int:
        assert self._wire.process is not None
        return self._wire.process.pid

    def _look_after(self, give_up: float) -> None:
        for child in (self._wire, self._band):
            if child.exit_code is not None:
                raise DeviceError(f"the {child.name} ended while it was measured: no figures")
        if time.monotonic() > give_up:
            raise DeviceError("the band did not begin to play: no figures")

    def turn(self, timeout_s: float) -> list[Event]:
        """What was told, after waiting for it no longer than that."""
        assert self._connection is not None
        wait_readable([self._connection], [self._connection], timeout_s)
        events: list[Event] = list(self._connection.receive())
        for event in events:
            if isinstance(event, Clock):
                self.timeline = event.timeline if event.running else None
        if not self._connection.open:
            self._look_after(time.monotonic() + _PATIENCE_S)
            raise DeviceError("wire hung up while it was measured: no figures")
        return events

    def listen(self, until_ns: int, keyboardist: Keyboardist | None = None) -> Iterator[Event]:
        """All that is told up to an instant, while the keyboardist plays."""
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
        self._say(Keyed(data))

    def set_tempo(self, bpm: float) -> None:
        self._say(Command("tempo", bpm))

    def _say(self, event: Event) -> None:
        assert self._connection is not None
        self._connection.send(encode(event))

    def leave(self) -> None:
        """Silence, no process, no folder."""
        for child in (self._wire, self._band):
            child.stop()
        with suppress(Exception):  # whatever the driver says now, the folder has to go, too
            self._silence_what_wire_left()
        if self._connection is not None:
            self._connection.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _silence_what_wire_left(self) -> None:
        """Wire closes its notes itself; where it was killed, we do, at the output that was named."""
        state_file, ports = self._folder / shared_state.FILE, self._wire_settings.ports
        if ports.output == OUT_NAME or not state_file.exists() or not SharedState(state_file).sounding:
            return
        with closing(GuestPorts(ports.backend)) as guest:
            say = guest.sender_to(ports.output)
            for data in SharedState(state_file).silencers():
                say(data)
            time.sleep(_LOOK_S)


@contextmanager
def _stderr_for_people() -> Iterator[None]:
    """The drivers were hushed in this process; what our children say is not for the void."""
    void = os.dup(2)
    os.dup2(sys.stderr.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(void, 2)
        os.close(void)


@contextmanager
def session(config: Config, seed: int) -> Iterator[Session]:
    """Begun, and left in silence on every way out."""
    jam = Session(config, seed)
    try:
        jam.begin()
        yield jam
    finally:
        jam.leave()
