"""Remembers who is connected to our own JACK ports, so that a wire that died comes back with the same connections.

JACK forgets the connections of a client that dies. ALSA, CoreMIDI and Windows offer no such list, or need none, since
there the other side connects by name.

Ports that come back get their old peers again until two seconds after the new wire has opened them, as often as it
takes: JACK may list the dead ones for a while, without their cables, and peers may come back later than we do. After
that the connections are what people make of them.
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

import msgspec

from jamd.ipc.record import Record
from jamd.ipc.settings import OwnPorts

_EXPECT_S: Final = 5.0  # after a death we look often
_RESTORE_S: Final = 2.0
Names = tuple[tuple[str, ...], tuple[str, ...]]
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

    def __init__(
        self,
        record: Record,
        own: OwnPorts,
        load_jack: Callable[[], Any] = load_jack,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`own`: the names of our ports; others may have ports of jamd's, too. The record holds the connections for
        the next patchbay, should this one die."""
        self._record = record
        self._own = own
        self._ours = (own.input, own.output)
        self._jack = load_jack()
        self._now = now
        self._client: Any = None
        self._shut_down = False  # the server was (JACK's thread writes it, we read it)
        self._was_there: bool | None = None  # the server, at the last look
        self._connections = _recorded(record, self._ours)
        self._saved = {short: set(peers) for short, peers in self._connections.items()}
        self._owed = {short: set(peers) for short, peers in self._connections.items()}  # peers that a port gets back
        self._listed_since: dict[str, float] = {}  # a port that gets peers back
        self._expected_until = 0.0
        self._wire_is_dead = False
        self._complete = False
        self.server_changed = False  # it went or came since the last look
        self.new_listener = False  # somebody new is connected to our output since the last look

    def expect_new_ports(self) -> None:
        """Ours are gone: the next ones will get the old connections."""
        for short in self._ours:
            self._lose(short)
        self._expected_until = self._now() + _EXPECT_S

    def wire_has_died(self) -> None:
        """Until the next one is there, whatever is listed is dead."""
        self._wire_is_dead = True
        self.expect_new_ports()

    def wire_is_back(self) -> None:
        """It has opened its ports."""
        self._wire_is_dead = False
        self._listed_since.clear()

    def _lose(self, short: str) -> None:
        self._owed.setdefault(short, set()).update(self._connections[short])
        self._listed_since.pop(short, None)

    @property
    def is_expecting(self) -> bool:
        """New ports may come at any moment: look as often as you can."""
        return bool(self._owed) and self._now() < self._expected_until

    @property
    def has_server(self) -> bool:
        """At the last look."""
        return bool(self._was_there)

    @property
    def has_listener(self) -> bool:
        """Whether anybody is, or was, connected to our output; without a server nobody knows."""
        return not self._was_there or bool(self._connections[self._own.output] or self._owed.get(self._own.output))

    @property
    def is_complete(self) -> bool:
        """Whether our output is back, with all its cables, as of the last look; without a server there is nothing to
        wait for."""
        return not self._was_there or self._complete

    def look(self) -> None:
        """Note who is connected. A port that came back is connected to whom it was connected before."""
        is_there = self._jack is not None and self._reach_server()
        self.server_changed = self._was_there is not None and is_there != self._was_there
        self._was_there = is_there
        self.new_listener = self._complete = False
        if not is_there:
            if self.server_changed:
                self.expect_new_ports()
            return
        with contextlib.suppress(self._jack.JackError):  # a port that goes while we look; we look again soon
            for short in self._ours:
                if ports := self._ports_named(short):
                    self._look_at(short, ports[0])
                else:
                    self._lose(short)
        self._save()

    def _save(self) -> None:
        """What is owed, too: a port that has just come back may be without its cables when we die."""
        known = {short: peers | self._owed.get(short, set()) for short, peers in self._connections.items()}
        if known != self._saved:
            self._saved = known
            self._record.write(msgspec.msgpack.encode(known))

    def _ports_named(self, short: str) -> list[Any]:
        """Our port of this name. JACK puts a number behind a client's name where it has that name already: ours, or a
        wire's that has just died."""
        ports: list[Any] = self._client.get_ports(f"^{self._own.client}(-[0-9]+)?:{short}$")
        return ports

    def _look_at(self, short: str, port: Any) -> None:
        peers = {peer.name for peer in self._client.get_all_connections(port)}
        back = self._give_back(short, port, peers)
        self.new_listener |= short == self._own.output and bool(back or peers - self._connections[short])
        self._connections[short] = peers | back
        self._complete |= short == self._own.output and self._owed.get(short, set()) <= peers | back

    def _give_back(self, short: str, port: Any, peers: set[str]) -> set[str]:
        """Connect a port that came back to those that it is owed; those that were connected now."""
        if short not in self._owed:
            return set()
        back = {peer for peer in self._owed[short] - peers if self._connect(port, peer)}
        since = self._listed_since.setdefault(short, self._now())
        if not self._wire_is_dead and self._now() - since > _RESTORE_S:
            del self._owed[short]
        return back

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

    @property
    def inputs_have_cables(self) -> bool:
        """As of now."""
        with contextlib.suppress(self._jack.JackError if self._jack else OSError):
            return self.has_server and any(map(self._client.get_all_connections, self._our_inputs()))
        return False

    @contextlib.contextmanager
    def into_our_inputs(self, client: str) -> Iterator[bool]:
        """The outputs of this client are connected to all our inputs for as long as this lasts; whether that worked."""
        connected = []
        with contextlib.suppress(self._jack.JackError):  # somebody has left
            for target in self._our_inputs():
                for source in self._client.get_ports(f"^{client}(-[0-9]+)?:", is_midi=True, is_output=True):
                    self._client.connect(source, target)
                    connected.append((source, target))
        try:
            yield bool(connected)
        finally:
            for source, target in connected:
                with contextlib.suppress(self._jack.JackError):
                    self._client.disconnect(source, target)

    def _our_inputs(self) -> list[Any]:
        """Our own, and the one that is connected to a keyboard."""
        inputs: list[Any] = self._client.get_ports(f"^{self._own.client}(-[0-9]+)?:", is_midi=True, is_input=True)
        return inputs

    def names(self) -> Names | None:
        """Of all ports that send MIDI, and of all that receive it; None where no server runs."""
        if not self.has_server:
            return None
        with contextlib.suppress(self._jack.JackError):
            return self._list(is_output=True), self._list(is_input=True)
        return None

    def _list(self, **way: bool) -> tuple[str, ...]:
        return tuple(port.name for port in self._client.get_ports(is_midi=True, **way))

    def close(self) -> None:
        if self._client is not None:
            self._client.close()


def _recorded(record: Record, ours: tuple[str, str]) -> _Connections:
    """What an earlier patchbay knew."""
    connections: _Connections = {short: set() for short in ours}
    if (value := record.read()) is not None:
        with contextlib.suppress(msgspec.MsgspecError):
            connections |= msgspec.msgpack.decode(value, type=_Connections)
    return connections


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
