"""Ends system exclusive messages that were cut off on their way into wire.

A keyboard that is unplugged in the middle of a dump has sent F0 and never sends F7. RtMidi then keeps everything that
follows, notes and clocks, until an F7 comes on that port, and nothing that wire can set or read tells it so. So an F7
is sent to our inputs when nothing has been heard for a moment, and again after pauses that grow, as silence may be just
that. Wire then gets all that was kept, and takes the notes out of it (`wire/input.py`).

The cable is there for a few hundredths of a second only: where it stays, JACK makes wire's input wait for one more
client, and on a busy machine it loses one note in ten. The client is not wire's, which pays for each with half a second
when it is killed.
"""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol

from jamd.wire.driver import close_port, new_port

_END: Final = b"\xf7"
_FIRST_S: Final = 0.3  # of silence
_LONGEST_S: Final = 5.0
_TIMES: Final = 3  # it is sent: JACK lets a new cable in after some periods
_PAUSE_S: Final = 0.01
_PORT: Final = "end of sysex"


class InputCables(Protocol):
    """Connects ports to our inputs."""

    server_changed: bool

    def into_our_inputs(self, client: str) -> AbstractContextManager[bool]: ...

    @property
    def inputs_have_cables(self) -> bool: ...


def open_output(client: str) -> Any:
    output = new_port("jack", "MidiOut", client)
    output.open_virtual_port(_PORT)
    return output


class SysexEnd:
    """Called by the patchbay's one thread; `now` gives seconds."""

    def __init__(
        self,
        client: str,
        cables: InputCables,
        open_output: Callable[[str], Any] = open_output,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`client` is the name of the JACK client that sends it."""
        self._client = client
        self._cables = cables
        self._open_output = open_output
        self._sleep = sleep
        self._now = now
        self._output: Any = None
        self.heard()

    def heard(self) -> None:
        """Wire has just heard the keyboardist."""
        self._pause_s = _FIRST_S
        self._next_s = self._now() + _FIRST_S

    @property
    def wait_s(self) -> float:
        """Until it is time to look."""
        return max(0.0, self._next_s - self._now())

    def look(self) -> None:
        """Send an F7 if it is time to."""
        if self._cables.server_changed:
            self.close()
        if self.wait_s > 0:
            return
        self._pause_s = min(2 * self._pause_s, _LONGEST_S)
        self._next_s = self._now() + self._pause_s
        if self._cables.inputs_have_cables:
            self._send()

    def _send(self) -> None:
        if self._output is None:
            self._output = self._open_output(self._client)
        with self._cables.into_our_inputs(self._client) as connected:
            for _ in range(_TIMES if connected else 0):
                self._sleep(_PAUSE_S)
                self._output.send_message(_END)
            self._sleep(_PAUSE_S)

    def close(self) -> None:
        close_port(self._output)
        self._output = None
