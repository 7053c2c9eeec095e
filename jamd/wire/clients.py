"""The driver's clients that our ports belong to. On JACK there are as few as can be, and none is closed where another
one may be opened the next moment. When wire is killed, a JACK server that is not realtime stands still for half a
second for each of them but two; and they endanger each other.

JACK gives a client that opens the number of one that closed. All clients of a process share one table of semaphores by
number, and each of them hears of the one that closed on a thread of its own, which then unmaps the semaphore of that
number: on a busy machine the new one's, while its thread waits there. A segmentation fault in a thread of JACK's, or a
port that stays deaf, is what comes of it (JACK 1.9.21, JackLibClient::ClientNotifyImp). So the two clients that list
the names carry our input and output, too; a client whose port was closed takes the next one; and where the library does
not allow that, after a virtual port, it waits for a quiet moment to be closed.
"""

from typing import Any, Final

from jamd.wire.driver import QUEUE, System, close_port, new_port

_KEPT: Final = "jack"  # elsewhere a closed port may linger with its client


class Clients:
    """Those of one MIDI system that answers. Called from wire's loop alone."""

    def __init__(self, system: System, name: str) -> None:
        """`name` is theirs."""
        self._system, self._name = system, name
        self._finders = [system.outputs, system.inputs]
        self._keeps = system.name == _KEPT
        self._idle: list[Any] = list(self._finders) if self._keeps else []
        self._spent: list[Any] = []  # had a virtual port

    def take_input(self) -> Any:
        """A `MidiIn` without a port."""
        return self._take("MidiIn", QUEUE)

    def take_output(self) -> Any:
        """A `MidiOut` without a port."""
        return self._take("MidiOut")

    def _take(self, kind: str, *arguments: object) -> Any:
        for client in self._idle:
            if (kind == "MidiIn") == hasattr(client, "set_callback"):
                self._idle.remove(client)
                return client
        return new_port(self._system.name, kind, self._name, *arguments)

    def give_back(self, client: Any, virtual: bool) -> None:
        """Its port, a `virtual` one or not, is closed; nobody may send to it any more."""
        close_port(client, keep_client=self._keeps)
        if self._keeps and client is not None:
            (self._spent if virtual else self._idle).append(client)

    def tidy(self) -> None:
        """No port will be opened now: close those that cannot be taken again, unless they list the names."""
        for client in [spent for spent in self._spent if spent not in self._finders]:
            self._spent.remove(client)
            close_port(client)

    def close(self) -> None:
        """Those that were given back, and those that list the names."""
        for client in [*self._idle, *self._spent] if self._keeps else self._finders:
            close_port(client)
        self._idle, self._spent = [], []
