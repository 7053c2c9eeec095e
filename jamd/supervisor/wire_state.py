"""What wire leaves behind when it dies, read from its shared file: when its loop last turned, and the notes that still
sound. Wire closes its notes itself; if it could not (killed or stuck), they are closed here, on the same ports.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Protocol

from jamd.ipc.settings import PortSettings, WireSettings
from jamd.music.time.notes import Nanos
from jamd.wire.desk import Desk
from jamd.wire.ports import Rig
from jamd.wire.recall import recall

_DEAD_LISTED_S: Final = 0.2  # how long JACK may still list the ports of a client that died
_SENT_S: Final = 0.05  # until the driver has passed the messages on


class Output(Protocol):
    """An open MIDI output."""

    def send(self, batch: Sequence[bytes]) -> object: ...

    def close(self) -> None: ...


class Cables(Protocol):
    """What is used of wire's patchbay: it connects ports that come back to their old peers."""

    def await_rebirth(self) -> None: ...

    def look(self) -> None: ...


def open_output(ports: PortSettings) -> Output:
    rig = Rig(ports, lambda ns, data: None, lambda: None)
    rig.open()
    return rig


class WireState:
    """Called from the supervisor's thread; `silence` blocks for a quarter of a second."""

    def __init__(
        self, folder: Path, settings: WireSettings, open_output: Callable[[PortSettings], Output] = open_output
    ) -> None:
        self._folder = folder
        self._settings = settings
        self._open_output = open_output

    @property
    def last_turn_ns(self) -> Nanos | None:
        """When wire's loop last turned; None if it never has."""
        return Nanos(self._shared.pulse) if self._file.exists() else None

    def silence(self, cables: Cables, sleep: Callable[[float], None]) -> None:
        """Close every note that still sounds."""
        if not self._file.exists() or not self._shared.sounding:
            return
        cables.await_rebirth()
        sleep(_DEAD_LISTED_S)
        cables.look()
        output = self._open_output(recall(self._folder, self._settings).settings.ports)  # it may have been changed
        cables.look()
        output.send(self._shared.silencers())
        sleep(_SENT_S)
        output.close()

    @property
    def _file(self) -> Path:
        return self._folder / "desk"

    @property
    def _shared(self) -> Desk:
        return Desk(self._file)
