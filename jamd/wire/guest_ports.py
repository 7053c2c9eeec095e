"""Ports of a program beside jamd: `jamd bench`, which measures from outside, `jamd learn`, and `jamd panic`,
which silences all."""

import time
from collections.abc import Callable
from typing import Any, Final

from jamd.errors import DeviceError
from jamd.ipc.settings import PortSettings
from jamd.wire.driver import FLUSH_S, QUEUE, OnMessage, close_port, new_port, open_by_name, open_system, stamped
from jamd.wire.port_choice import cannot_open, find_port
from jamd.wire.shared_state import silence_all

_CLIENT: Final = "jamd bench"


class GuestPorts:
    """Ports of a client of its own beside jamd, as a keyboard or a synth has them. `jamd bench` measures there.

    Each port is a JACK client, so that JACK sees no cycle between them. Called from one thread; `on_message` runs on
    the driver's.
    """

    def __init__(self, backend: str, client: str = _CLIENT) -> None:
        """`client`: how others see it. DeviceError where the MIDI system does not answer."""
        self._client_name = client
        self._system = open_system(backend)
        self.backend = self._system.name
        if self.backend == "none":
            raise DeviceError(f"no MIDI system: {self._system.why}")
        self._ports: list[Any] = []

    def open_input(self, name: str, on_message: OnMessage) -> None:
        """Open an input that others can connect to under this name."""
        self._input(on_message).open_virtual_port(name)

    def listen_to(self, name: str, on_message: OnMessage) -> None:
        """Receive what the port of this name, or one that begins so, sends. DeviceError."""
        names = self._system.inputs.get_ports()
        if (full := find_port(name, names)) is None or not open_by_name(self._input(on_message), full, "ears"):
            raise DeviceError(cannot_open(name))

    def sender_to(self, name: str) -> Callable[[bytes], None]:
        """A function that sends to the port of this name, or to one that begins so. DeviceError."""
        port = self._client("MidiOut")
        if (full := find_port(name, self._system.outputs.get_ports())) is None or not open_by_name(port, full, "voice"):
            raise DeviceError(cannot_open(name))
        return lambda data: port.send_message(data)

    def _input(self, on_message: OnMessage) -> Any:
        port = self._client("MidiIn", QUEUE)
        port.ignore_types(sysex=False, timing=False)
        port.set_callback(stamped(on_message))
        return port

    def _client(self, kind: str, *arguments: object) -> Any:
        port = new_port(self.backend, kind, self._client_name, *arguments)
        self._ports.append(port)
        return port

    def close(self) -> None:
        for port in (*self._ports, self._system.inputs, self._system.outputs):
            close_port(port)
        self._ports = []


def panic_everywhere(settings: PortSettings) -> list[str]:
    """Silence every output of the machine, whoever plays there: pedal up and every note off on every channel. Their
    names."""
    system = open_system(settings.backend)
    if system.name == "none":
        return []
    names: list[str] = list(system.outputs.get_ports())
    port = new_port(system.name, "MidiOut", "jamd panic")  # one for all: see `clients.py`
    for name in names:
        if open_by_name(port, name, "panic"):
            for data in silence_all():
                port.send_message(data)
            time.sleep(FLUSH_S)
            port.close_port()
    close_port(port)
    return names
