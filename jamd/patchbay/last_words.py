"""The last words: wire closes its notes itself when it leaves; if it could not (killed, stuck, or its cables not back
yet), they are closed here, on the same ports.
"""

from collections.abc import Callable
from typing import Final, Protocol

from jamd.ipc.record import Record
from jamd.ipc.settings import PortSettings, WireSettings
from jamd.wire.ports import MidiPorts
from jamd.wire.saved_settings import saved_settings
from jamd.wire.shared_state import SharedState

_PATIENCE_S: Final = 1.0  # until the new port has its cables
_LOOK_S: Final = 0.02
_TIMES: Final = 3  # they are said, since a JACK server that does not wait for late clients may lose one message
_IN_ONE_PERIOD: Final = 12  # messages: JACK may lose the end of a long burst
_PERIOD_S: Final = 0.003
_PAUSE_S: Final = 0.06  # until JACK lets a new cable in, and until the driver has passed the messages on


class Output(Protocol):
    """An open MIDI output."""

    def send(self, data: bytes) -> object: ...

    def close(self) -> None: ...


class Cables(Protocol):
    """Connects ports that come back to their old peers."""

    @property
    def has_listener(self) -> bool: ...

    @property
    def is_complete(self) -> bool: ...

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
        record: Record,
        state: SharedState,
        settings: WireSettings,
        open_output: Callable[[PortSettings], Output] = open_output,
    ) -> None:
        self._record = record
        self._state = state
        self._settings = settings
        self._open_output = open_output

    def say(self, cables: Cables, sleep: Callable[[float], None]) -> None:
        """Close every note that may still sound, if offs are owed to anybody. Takes a quarter of a second."""
        if not self._state.owed or not cables.has_listener:
            return
        cables.expect_new_ports()
        saved = saved_settings(self._record, self._settings)  # the output may have been changed
        output = self._open_output(saved.settings.ports)
        for _ in range(round(_PATIENCE_S / _LOOK_S)):
            cables.look()
            if cables.is_complete:
                break
            sleep(_LOOK_S)
        for _ in range(_TIMES):
            sleep(_PAUSE_S)
            cables.look()  # the port that had its cables may have been the dead one, still listed
            for number, data in enumerate(self._state.silencers()):
                output.send(data)
                if number % _IN_ONE_PERIOD == _IN_ONE_PERIOD - 1:
                    sleep(_PERIOD_S)
        sleep(_PAUSE_S)
        output.close()
        self._state.settle()
