"""supriya-midi with python-rtmidi's interface, as far as `driver.py` uses it.

Both libraries wrap the same C++ library, RtMidi; supriya-midi has wheels for Python 3.13 and later. They differ in a
callback's arguments and in how they report errors: an exception that leaves RtMidi's error callback makes RtMidi silent
about all later errors of that port. So errors are only noted in the callback and raised after the call.
"""

from collections.abc import Callable
from typing import Any

from supriya_midi import MidiIn as _MidiIn
from supriya_midi import MidiOut as _MidiOut
from supriya_midi import RtMidiAPI, RtMidiError
from supriya_midi import get_compiled_apis as get_compiled_api

__all__ = [
    "API_LINUX_ALSA",
    "API_MACOSX_CORE",
    "API_UNIX_JACK",
    "API_WINDOWS_MM",
    "MidiIn",
    "MidiOut",
    "RtMidiError",
    "get_compiled_api",
]

API_LINUX_ALSA = RtMidiAPI.LINUX_ALSA
API_MACOSX_CORE = RtMidiAPI.MACOSX_CORE
API_UNIX_JACK = RtMidiAPI.UNIX_JACK
API_WINDOWS_MM = RtMidiAPI.WINDOWS_MM


class _Port:
    """What inputs and outputs share. `port` is a `MidiIn` or `MidiOut` of the library."""

    def __init__(self, port: Any) -> None:
        self._port = port
        self._errors: list[str] = []
        port.set_error_callback(lambda kind, text, data: self._errors.append(text))
        port.get_port_count()  # a client that has no server reports it only now
        self._raise_errors()

    def _raise_errors(self) -> None:
        if self._errors:
            text = "; ".join(self._errors)
            self._errors.clear()
            raise RtMidiError(text)

    def get_ports(self) -> list[str]:
        names: list[str] = self._port.get_ports()
        self._raise_errors()
        return names

    def open_port(self, number: int, name: str) -> None:
        self._port.open_port(number, name)
        self._raise_errors()

    def open_virtual_port(self, name: str) -> None:
        self._port.open_virtual_port(name)
        self._raise_errors()

    def close_port(self) -> None:
        self._port.close_port()

    def delete(self) -> None:
        self._port.delete()


class MidiIn(_Port):
    """An input, whose callback is called with ((message, seconds), data)."""

    def __init__(self, api: RtMidiAPI, client: str, queue: int) -> None:
        super().__init__(_MidiIn(api, client, queue))
        self._callback: Callable[[list[int], float, object], None] | None = None

    def ignore_types(self, sysex: bool = True, timing: bool = True, active_sense: bool = True) -> None:
        self._port.ignore_types(sysex, timing, active_sense)

    def set_callback(self, callback: Callable[[tuple[list[int], float], object], None]) -> None:
        """The library keeps no reference to what it calls: we do, until this object goes."""
        self._callback = lambda message, seconds, data: callback((message, seconds), data)
        self._port.set_callback(self._callback)

    def cancel_callback(self) -> None:
        self._port.cancel_callback()


class MidiOut(_Port):
    """An output."""

    def __init__(self, api: RtMidiAPI, client: str) -> None:
        super().__init__(_MidiOut(api, client))

    def send_message(self, data: bytes) -> None:
        self._port.send_message(data)
        if self._errors:
            self._raise_errors()
