"""Programs beside the jam that have ports of their own: one that looks on, and one that silences everybody."""

import time
from collections.abc import Callable
from typing import Any, Final

from jamd.errors import DeviceError
from jamd.ipc.settings import PortSettings
from jamd.wire.desk import silence_all
from jamd.wire.driver import FLUSH_S, QUEUE, OnMessage, close_port, new_port, open_by_name, open_system, stamped
from jamd.wire.survey import find, held

_VISITOR: Final = "jamd bench"


class Visitor:
    """A program beside jamd with ports of its own, as a keyboard or a synth has them: `jamd bench` looks from there.

    Each port is a client, so that JACK sees no circle between them. Called from one thread; what is heard is stamped
    and handed over on the driver's.
    """

    def __init__(self, backend: str) -> None:
        """DeviceError where the MIDI system does not answer."""
        self._system = open_system(backend)
        self.backend = self._system.name
        if self.backend == "none":
            raise DeviceError(f"no MIDI system: {self._system.why}")
        self._ports: list[Any] = []

    def offer(self, name: str, on_message: OnMessage) -> None:
        """An input of our own, which others see under its name."""
        self._input(on_message).open_virtual_port(name)

    def listen(self, name: str, on_message: OnMessage) -> None:
        """Hear what leaves at a port of this name, or one that begins so. DeviceError."""
        names = self._system.inputs.get_ports()
        if (full := find(name, names)) is None or not open_by_name(self._input(on_message), full, "ears"):
            raise DeviceError(held(name))

    def speak(self, name: str) -> Callable[[bytes], None]:
        """The way into a port of this name, or one that begins so. DeviceError."""
        port = self._client("MidiOut")
        if (full := find(name, self._system.outputs.get_ports())) is None or not open_by_name(port, full, "voice"):
            raise DeviceError(held(name))
        return lambda data: port.send_message(data)

    def _input(self, on_message: OnMessage) -> Any:
        port = self._client("MidiIn", QUEUE)
        port.ignore_types(sysex=False, timing=False)
        port.set_callback(stamped(on_message))
        return port

    def _client(self, kind: str, *arguments: object) -> Any:
        port = new_port(self.backend, kind, _VISITOR, *arguments)
        self._ports.append(port)
        return port

    def close(self) -> None:
        for port in (*self._ports, self._system.inputs, self._system.outputs):
            close_port(port)
        self._ports = []


def panic_everywhere(settings: PortSettings) -> list[str]:
    """Silence every output of the machine, whoever plays there: pedal up, every note off, on every channel; the
    names."""
    system = open_system(settings.backend)
    if system.name == "none":
        return []
    names: list[str] = list(system.outputs.get_ports())
    for name in names:
        port = new_port(system.name, "MidiOut", "jamd panic")
        open_by_name(port, name, "panic")
        for data in silence_all():
            port.send_message(data)
        time.sleep(FLUSH_S)
        close_port(port)
    return names
