"""Who is connected to our own JACK ports: remembered, so that a wire that died comes back on the same cables.

Used by the supervisor, which outlives wire. JACK forgets the connections of a client that dies; ALSA, CoreMIDI and
Windows have no such book that could be read, or need none, since there the other side connects by name.
"""

import contextlib
import time
from collections import defaultdict
from typing import Any, Final

from jamd.ipc.settings import IN_NAME, OUT_NAME

_HURRY_S: Final = 5.0  # after a death
_OURS: Final = (IN_NAME, OUT_NAME)
_Cables = dict[str, set[str]]  # our port's short name -> full names of its peers


def _load() -> Any:
    """The jack module, or None where the system has no libjack."""
    with contextlib.suppress(ImportError, OSError):
        import jack

        jack.set_error_function(lambda text: None)  # its complaints of a missing server are not for people
        jack.set_info_function(lambda text: None)
        return jack
    return None


class Patchbay:
    """Polled by the supervisor; each call takes well under a millisecond."""

    def __init__(self) -> None:
        self._jack = _load()
        self._client: Any = None
        self._cables: _Cables = defaultdict(set)
        self._gone = False  # the server said goodbye (JACK's thread writes it, we read it)
        self.awaited: set[str] = set()  # our ports that died and are not back
        self._hurry_until = 0.0
        self._absent: set[str] = set()  # those of them that are no longer listed
        self._was_there: bool | None = None  # the server, at the last look
        self.server_changed = False  # it went or came since the last look
        self.plugged = False  # somebody new is connected to our output since the last look

    def await_rebirth(self) -> None:
        """Wire died, and its ports with it: what they were connected to waits for the new ones."""
        self.awaited = set(_OURS)
        self._absent = set()
        self._hurry_until = time.monotonic() + _HURRY_S

    @property
    def hurried(self) -> bool:
        """New ports are expected every moment: look as often as you can."""
        return bool(self.awaited) and time.monotonic() < self._hurry_until

    def look(self) -> None:
        """Note who is connected; a port that was born again is connected to those who were."""
        is_there = self._jack is not None and self._reach_server()
        self.server_changed = self._was_there is not None and is_there != self._was_there
        self._was_there = is_there
        self.plugged = False
        if not is_there:
            if self.server_changed:
                self.await_rebirth()
            return
        with contextlib.suppress(self._jack.JackError):  # a port that goes while we look; we look again soon
            for short in _OURS:
                ports = self._client.get_ports(f":{short}$")
                if not ports:
                    self._absent.add(short)
                elif short not in self.awaited or short in self._absent:  # else they are the dead ones, still listed
                    self._look_at(short, ports[0])

    def _look_at(self, short: str, port: Any) -> None:
        peers = {peer.name for peer in self._client.get_all_connections(port)}
        known = self._cables[short]
        back = {peer for peer in known - peers if self._plug(port, peer)} if short in self.awaited else set()
        self.awaited.discard(short)
        self.plugged |= short == OUT_NAME and bool(back or peers - known)
        self._cables[short] = peers | back

    def _plug(self, port: Any, peer: str) -> bool:
        source, target = (port.name, peer) if port.is_output else (peer, port.name)
        with contextlib.suppress(self._jack.JackError):
            self._client.connect(source, target)
            return True
        return False  # the peer has left, too

    def _reach_server(self) -> bool:
        if self._client is not None and self._gone:
            with contextlib.suppress(self._jack.JackError):
                self._client.close()
            self._client, self._gone = None, False
            return False
        if self._client is None:
            try:
                self._client = self._jack.Client("jamd patchbay", no_start_server=True)
            except self._jack.JackError:
                return False
            self._client.set_shutdown_callback(self._said_goodbye)
        return True

    def _said_goodbye(self, status: object, reason: object) -> None:
        self._gone = True

    def close(self) -> None:
        if self._client is not None:
            self._client.close()


def jack_period() -> tuple[int, int] | None:
    """Frames to a period, and frames a second; None where no JACK server runs."""
    if (jack := _load()) is not None:
        with contextlib.suppress(jack.JackError):
            client = jack.Client("jamd patchbay", no_start_server=True)
            try:
                return client.blocksize, client.samplerate
            finally:
                client.close()
    return None
