"""Lists the names of the ports of the MIDI system that wire uses. The more there are the longer it takes, and wire has
no time for it.
"""

from collections.abc import Callable
from typing import Final

from jamd.music.events import Listing
from jamd.patchbay.jack_cables import Names
from jamd.wire.driver import System, open_system

_JACK: Final = "jack"


class Lister:
    """One long-lived client of the system; on JACK the one that looks after the cables."""

    def __init__(
        self, jack_names: Callable[[], Names | None], open_system: Callable[[str], System] = open_system
    ) -> None:
        self._jack_names = jack_names
        self._open_system = open_system
        self._system: System | None = None

    def list(self, backend: str) -> Listing | None:
        """None where the system does not answer."""
        names = self._jack_names() if backend == _JACK else self._driver_names(backend)
        return Listing(backend, *names) if names is not None else None

    def _driver_names(self, backend: str) -> Names | None:
        if self._system is None or self._system.name != backend:
            self._system = self._open_system(backend)
        if self._system.name == "none":
            return None
        return tuple(self._system.inputs.get_ports()), tuple(self._system.outputs.get_ports())
