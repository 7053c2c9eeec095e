"""The last words: wire closes its notes itself when it leaves; if it could not (killed or stuck), they are closed here,
on the same ports.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from jamd.ipc.settings import PortSettings, WireSettings
from jamd.wire.ports import MidiPorts
from jamd.wire.saved_settings import saved_settings
from jamd.wire.shared_state import SharedState

_DEAD_LISTED_S: Final = 0.2  # how long JACK may still list the ports of a client that died
_SENT_S: Final = 0.05  # until the driver has passed the messages on


class Output(Protocol):
    """An open MIDI output."""

    def send(self, data: bytes) -> object: ...

    def close(self) -> None: ...


class Cables(Protocol):
    """Connects ports that come back to their old peers."""

    def expect_new_ports(self) -> None: ...

    def look(self) -> None: ...


def open_output(ports: PortSettings) -> Output:
    output = MidiPorts(ports)
    output.open()
    return output


class LastWords:
    """Said by the patchbay when wire has left for good."""

    def __init__(
        self,
        folder: Path,
        state: SharedState,
        settings: WireSettings,
        open_output: Callable[[PortSettings], Output] = open_output,
    ) -> None:
        self._folder = folder
        self._state = state
        self._settings = settings
        self._open_output = open_output

    def say(self, cables: Cables, sleep: Callable[[float], None]) -> None:
        """Close every note that still sounds. Takes a quarter of a second if there are any."""
        if not self._state.sounding:
            return
        cables.expect_new_ports()
        sleep(_DEAD_LISTED_S)
        cables.look()
        saved = saved_settings(self._folder, self._settings)  # the output may have been changed
        output = self._open_output(saved.settings.ports)
        cables.look()
        for data in self._state.silencers():
            output.send(data)
        sleep(_SENT_S)
        output.close()
