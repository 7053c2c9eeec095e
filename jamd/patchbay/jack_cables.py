"""Remembers who is connected to our own JACK ports, so that a wire that died comes back with the same connections.

JACK forgets the connections of a client that dies. ALSA, CoreMIDI and Windows offer no such list, or need none, since
there the other side connects by name.
"""

import contextlib
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final

from jamd.ipc.settings import IN_NAME, OUT_NAME

_EXPECT_S: Final = 5.0  # after a death
_OURS: Final = (IN_NAME, OUT_NAME)
_Connections = dict[str, set[str]]  # our port's short name -> full names of its peers


def load_jack() -> Any:
    """The jack module, or None if the system has no libjack."""
    with contextlib.suppress(ImportError, OSError):
        import jack

        jack.set_error_function(lambda text: None)  # its complaints of a missing server are not for people
        jack.set_info_function(lambda text: None)
        return jack
    return None


class JackCables:
    """Polled by the patchbay process. A server that is stopped keeps a call waiting for ever."""

    def __init__(self, load_jack: Callable[[], Any] = load_jack) -> None:
        self._jack = load_jack()
        self._client: Any = None
        self._connections: _Connections = defaultdict(set)
        self._shut_down = False  # the server was (JACK's thread writes it, we read it)
        self._expected: set[str] = set()  # our ports that died and are not back
        self._expected_until = 0.0
        self._unlisted: set[str] = set()  # those of them that JACK no longer lists
        self._was_there: bool | None = None  # the server, at the last look
        self.server_changed = False  # it went or came since the last look
        self.new_listener = False  # somebody new is connected to our output since the last look

    def expect_new_ports(self) -> None:
        """Wire died, and its ports with it: the new ones will get the old connections."""
        self._expected = set(_OURS)
        self._unlisted = set()
        self._expected_until = time.monotonic() + _EXPECT_S

    @property
    def is_expecting(self) -> bool:
        """New ports may come at any moment: look as often as you can."""
        return bool(self._expected) and time.monotonic() < self._expected_until

    def look(self) -> None:
        """Note who is connected. A port that came back is connected to whom it was connected before."""
        is_there = self._jack is not None and self._reach_server()
        self.server_changed = self._was_there is not None and is_there != self._was_there
        self._was_there = is_there
        self.new_listener = False
        if not is_there:
            if self.server_changed:
                self.expect_new_ports()
            return
        with contextlib.suppress(self._jack.JackError):  # a port that goes while we look; we look again soon
            for short in _OURS:
                ports = self._client.get_ports(f":{short}$")
                if not ports:
                    self._unlisted.add(short)
                elif short not in self._expected or short in self._unlisted:  # else it is the dead one, still listed
                    self._look_at(short, ports[0])

    def _look_at(self, short: str, port: Any) -> None:
        peers = {peer.name for peer in self._client.get_all_connections(port)}
        known = self._connections[short]
        back = {peer for peer in known - peers if self._connect(port, peer)} if short in self._expected else set()
        self._expected.discard(short)
        self.new_listener |= short == OUT_NAME and bool(back or peers - known)
        self._connections[short] = peers | back

    def _connect(self, port: Any, peer: str) -> bool:
        source, target = (port.name, peer) if port.is_output else (peer, port.name)
        with contextlib.suppress(self._jack.JackError):
            self._client.connect(source, target)
            return True
        return False  # the peer has left, too

    def _reach_server(self) -> bool:
        if self._client is not None and self._shut_down:
            with contextlib.suppress(self._jack.JackError):
                self._client.close()
            self._client, self._shut_down = None, False
            return False
        if self._client is None:
            try:
                self._client = self._jack.Client("jamd patchbay", no_start_server=True)
            except self._jack.JackError:
                return False
            self._client.set_shutdown_callback(self._on_shutdown)
        return True

    def _on_shutdown(self, status: object, reason: object) -> None:
        self._shut_down = True

    def close(self) -> None:
        if self._client is not None:
            self._client.close()


def jack_period() -> tuple[int, int] | None:
    """Frames to a period, and frames a second; None where no JACK server runs."""
    if (jack := load_jack()) is not None:
        with contextlib.suppress(jack.JackError):
            client = jack.Client("jamd patchbay", no_start_server=True)
            try:
                return client.blocksize, client.samplerate
            finally:
                client.close()
    return None
