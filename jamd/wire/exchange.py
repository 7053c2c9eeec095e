"""The processes that are connected to wire, and who gets which event. Nothing here waits: frames for a slow reader are
queued.

What belongs on the tape is kept for a while (`backlog.py`): a stage that dies may not have read all of it. The next
stage says how far its tape goes and gets the rest again. What is no longer kept is said.
"""

import time
from collections.abc import Callable, Iterable
from typing import Final

from jamd.ipc.bus import OVERLAP_NS, Connection, Listener, Waitable, encode, wait_readable
from jamd.ipc.tape_marks import WORTH_SAYING_S, TapeMarks
from jamd.music.events import Clock, Controls, Event, Heard, Hello, Lasting, Message, Notice, Ports, State, Ticked
from jamd.music.time.notes import Nanos
from jamd.wire.backlog import KEPT_BYTES, KEPT_S, Backlog

_RECORDED: Final = ("stage", "probe")  # a probe measures; it gets all that the stage gets
_LISTENERS: Final[dict[type, tuple[str, ...]]] = {
    Heard: ("band", "patchbay", *_RECORDED),
    Clock: ("band", "link", *_RECORDED),
    Ports: ("band", *_RECORDED),
    Ticked: ("probe",),
}  # others: recorded
_SHOWN: Final = (Controls, State)  # the last one of each is what a new stage has to show
_KEPT: Final = Lasting | Controls | State


class Exchange:
    """Owned by wire's loop. `greeting` gives what a process is told first, by the name it connects with."""

    def __init__(self, listener: Listener, greeting: Callable[[str], Iterable[Event]], tape: TapeMarks) -> None:
        self._listener = listener
        self._greeting = greeting
        self._tape = tape
        self._unnamed: list[Connection] = []  # have not said yet who they are
        self._connections: dict[str, Connection] = {}
        self._shown: dict[type, bytes] = {}
        self._gone_ns = tape.published  # by an earlier wire, which took its backlog with it
        self._backlog = Backlog(tape.began, self._gone_ns)

    @property
    def readers(self) -> list[Waitable]:
        # Some were closed while we sent to them.
        self._connections = {name: other for name, other in self._connections.items() if other.open}
        return [self._listener, *self._unnamed, *self._connections.values()]

    @property
    def writers(self) -> list[Connection]:
        return [connection for connection in self._connections.values() if connection.open and connection.has_unsent]

    def restore_listener(self) -> None:
        """Often: the socket that others call may be deleted."""
        self._listener.restore()

    def receive(self, readers: Iterable[Waitable]) -> list[Message]:
        """Accept new connections; what all that can be read have sent."""
        messages: list[Message] = []
        for reader in readers:
            if reader is self._listener and (caller := self._listener.accept()):
                self._unnamed.append(caller)
            elif isinstance(reader, Connection):
                for message in reader.receive():
                    if isinstance(message, Hello):
                        self._admit(message, reader)
                    elif reader in self._connections.values():
                        messages.append(message)
                if not reader.open:
                    self._forget(reader)
        return messages

    def _admit(self, hello: Hello, connection: Connection) -> None:
        self._unnamed = [other for other in self._unnamed if other is not connection]
        if hello.key != self._listener.key:
            connection.close()
            return
        greeting = list(self._greeting(hello.name))  # may start the clock: the greeting then says so
        self._connections[hello.name] = connection
        for event in greeting:
            connection.send(encode(event))
        if hello.name in _RECORDED:
            connection.send(*self._lost(hello.after), *self._backlog.since(hello.after), *self._shown.values())

    def _lost(self, after: Nanos) -> list[bytes]:
        """What to say to a stage whose tape lacks events that nobody has any more."""
        lost_s = (self._backlog.lost_ns(after) - (OVERLAP_NS if after else 0)) / 1e9
        if lost_s < WORTH_SAYING_S:
            return []
        if self._backlog.dropped_ns == self._gone_ns:
            why = "wire died before the recorder had read everything"
        else:
            bounds = f"{KEPT_S // 60} minutes and {KEPT_BYTES // 1_000_000} MB are kept for it"
            why = f"the recorder was away for too long ({bounds})"
        return [encode(Notice(self._backlog.dropped_ns, f"{why}: {lost_s:.1f} seconds are missing in the take"))]

    def _forget(self, connection: Connection) -> None:
        self._unnamed = [other for other in self._unnamed if other is not connection]
        self._connections = {name: other for name, other in self._connections.items() if other is not connection}

    def publish(self, event: Event) -> None:
        """Send an event to every process that wants this kind."""
        names = _LISTENERS.get(type(event), _RECORDED)
        connections = [self._connections[name] for name in names if name in self._connections]
        if not connections and not isinstance(event, _KEPT):
            return
        frame = encode(event)
        for connection in connections:
            connection.send(frame)
        if isinstance(event, Lasting):
            self._backlog.add(event.ns, frame)
            self._tape.publish(event.ns)
        elif isinstance(event, _SHOWN):
            self._shown[type(event)] = frame

    def send_to(self, name: str, event: Event) -> None:
        """Send an event to one process, if it is connected."""
        if (connection := self._connections.get(name)) is not None:
            connection.send(encode(event))

    @property
    def _stage_is_due(self) -> bool:
        return "stage" not in self._connections and self._tape.missing_s > 0

    def close(self, patience_s: float) -> None:
        """Wait until what is queued has been read, at most so long, then close all connections. If the stage has died,
        wait for the next one: the supervisor starts it."""
        give_up = time.monotonic() + patience_s
        self.receive(wait_readable(self.readers, [], 0))  # who has died
        while (self.writers or self._stage_is_due) and time.monotonic() < give_up:
            self.receive(wait_readable(self.readers, self.writers, 0.05))
        for connection in self._connections.values():
            connection.close()
        self._listener.close()
