"""Wire's borders: the bus and the MIDI system, without a process, JACK or ALSA."""

import contextlib
import select
import socket
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
import pytest

from jamd.clock.settings import ClockSettings
from jamd.commands.kinds import Value
from jamd.commands.table import command_named
from jamd.ipc.bus import Connection, Listener
from jamd.ipc.settings import PortSettings, WireSettings
from jamd.music.events import Command, Event, Message
from jamd.music.time.notes import Meter, Nanos
from jamd.wire import clients, ports
from jamd.wire.driver import System
from jamd.wire.ports import MidiPorts

SETTINGS = WireSettings(
    ports=PortSettings(backend="none"),
    clock=ClockSettings(bpm=120, meter=Meter(4), count_in=0, source="internal"),
    start="key",
    send="never",
    channels={"piano": 1, "bass": 2, "drums": 10},
    latency_ns={},
    max_late_ns=25_000_000,
    thru=False,
)

E = TypeVar("E", bound=Event)


class FakeValues:
    """Settings as they are, for pedals. What a command sets is remembered; the rest is as it is by default."""

    def __init__(self, values: dict[str, Value]) -> None:
        self.values = values

    def value(self, name: str) -> Value:
        if name in ("start", "stop"):
            return bool(self.values.get("start"))
        row = command_named(name)
        return self.values.get(name, row.default) if row.sticky else None

    def number(self, name: str) -> float:
        value = self.value(name)
        return 0.5 if value is None else float(value)  # type: ignore[arg-type]

    def obey(self, command: Command) -> None:
        if command.name in ("start", "stop"):
            self.values["start"] = command.name == "start"
        else:
            self.values[command.name] = command.value


NOTHING_SET = FakeValues({})


class FakeConnection(Connection):
    """Wire's end of a connection: `says` is what the other process sends, `told` what it has been told."""

    def __init__(self) -> None:
        self._ours, self._theirs = socket.socketpair()  # so that wire can wait for it
        self._arrived: list[Message] = []
        self._frames = bytearray()
        self.open = True

    def fileno(self) -> int:
        return self._ours.fileno()

    @property
    def has_unsent(self) -> bool:
        return False

    @property
    def has_news(self) -> bool:
        """Whether wire can read."""
        return bool(select.select([self], [], [], 0)[0])

    def says(self, *messages: Message) -> None:
        if messages:
            self._arrived += messages
            self._theirs.send(b"\0")

    def hangs_up(self) -> None:
        self._theirs.close()

    def receive(self) -> list[Message]:
        self._ours.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while self.open:
                self.open = bool(self._ours.recv(4096))
        arrived, self._arrived = self._arrived, []
        return arrived

    def send(self, *frames: bytes) -> bool:
        if self.open:
            self._frames += b"".join(frames)
        return self.open

    def told(self, kind: type[E]) -> list[E]:
        return [event for event in self.everything if isinstance(event, kind)]

    @property
    def everything(self) -> list[Message]:
        frames, events = bytes(self._frames), []
        while frames:
            end = 4 + int.from_bytes(frames[:4], "big")
            events.append(msgspec.msgpack.decode(frames[4:end], type=Message))
            frames = frames[end:]
        return events

    def close(self) -> None:
        self.open = False


class FakeListener(Listener):
    """Wire's listening end: `connect` is another process that connects."""

    def __init__(self, key: str = "") -> None:
        self.key = key
        self._ours, self._theirs = socket.socketpair()
        self._waiting: list[FakeConnection] = []
        self.open = True

    def fileno(self) -> int:
        return self._ours.fileno()

    def connect(self, *messages: Message) -> FakeConnection:
        connection = FakeConnection()
        self._waiting.append(connection)
        self._theirs.send(b"\0")
        connection.says(*messages)
        return connection

    def restore(self) -> None: ...

    def accept(self) -> Connection | None:
        if not self._waiting:
            return None
        self._ours.recv(1)
        return self._waiting.pop(0)

    def close(self) -> None:
        self.open = False


class FakePort:
    """A port of the driver: `receives` is what its cable brings. `listed`: the names that it can be connected to."""

    def __init__(self, listed: list[str]) -> None:
        self._listed = listed
        self.name = ""
        self.sent: list[bytes] = []
        self.is_open = False
        self.fails = False
        self._callback: Callable[[tuple[list[int], float], object], None] = lambda event, _: None

    def open_virtual_port(self, name: str) -> None:
        self.name, self.is_open = name, True

    def get_ports(self) -> list[str]:
        return list(self._listed)

    def ignore_types(self, **which: bool) -> None: ...

    def set_callback(self, callback: Callable[[tuple[list[int], float], object], None]) -> None:
        self._callback = callback

    def receives(self, data: bytes) -> None:
        self._callback((list(data), 0.0), None)

    def send_message(self, data: bytes) -> None:
        assert self.is_open
        if self.fails:
            raise RuntimeError("unplugged")
        self.sent.append(data)


class FakeMidi:
    """A MIDI system whose devices are lists, in the driver's place."""

    def __init__(self) -> None:
        self.running = True
        self.inputs: list[str] = []
        self.outputs: list[str] = []
        self.ports: list[FakePort] = []
        self.looks = 0  # at the names

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for function in (self.open_system, self.open_by_name, self.close_port):
            monkeypatch.setattr(ports, function.__name__, function)
        for function in (self.new_port, self.close_port):
            monkeypatch.setattr(clients, function.__name__, function)

    def port(self, name: str) -> FakePort:
        """The open one of this name."""
        (found,) = [port for port in self.ports if port.name == name and port.is_open]
        return found

    # -- the driver

    def open_system(self, wanted: str, client: str = "") -> System:
        if not self.running:
            return System("none", None, None, "no server")
        return System("alsa", _Names(self, self.inputs), _Names(self, self.outputs), "")

    def new_port(self, system: str, kind: str, *arguments: object) -> FakePort:
        self.ports.append(FakePort(self.inputs if kind == "MidiIn" else self.outputs))
        return self.ports[-1]

    def open_by_name(self, port: FakePort, name: str, own_name: str) -> bool:
        port.name, port.is_open = name, name in (*self.inputs, *self.outputs)
        return port.is_open

    def close_port(self, port: Any, keep_client: bool = False) -> None:
        if isinstance(port, FakePort):
            port.is_open = False


class _Names:
    def __init__(self, midi: FakeMidi, names: list[str]) -> None:
        self._midi, self._names = midi, names

    def get_ports(self) -> list[str]:
        self._midi.looks += 1
        return list(self._names)


class FakePorts(MidiPorts):
    """Ports whose driver is a list."""

    def __init__(self) -> None:
        super().__init__(PortSettings(backend="none"))
        self.carried: list[bytes] = []

    def send(self, data: bytes) -> Nanos:
        self.carried.append(data)
        return Nanos(0)
