"""Who is on the lines to wire, and who is told what. Nothing here waits: a slow reader has its frames queued.

What belongs on the tape is kept a while, since frames that a dying stage never read are lost with it: the next one
says until when its tape goes, and is told the rest again.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from jamd.ipc.bus import Line, Switchboard, Waitable, encode, ready
from jamd.music.events import Clock, Controls, Event, Heard, Hello, Lasting, Message, Ports, State, Ticked
from jamd.music.time.notes import Nanos

_MEMORY: Final = 20_000  # events that are kept: ten minutes of music, 2 MB

_RECORDED: Final = ("stage", "probe")  # a probe measures, and is told what the stage is told
_LISTENERS: Final[dict[type, tuple[str, ...]]] = {
    Heard: ("band", *_RECORDED),
    Clock: ("band", "link", *_RECORDED),
    Ports: ("band", *_RECORDED),
    Ticked: ("probe",),
}  # others: recorded
_SHOWN: Final = (Controls, State)  # the last one of each is what a new stage has to show
_KEPT: Final = Lasting | Controls | State


class Exchange:
    """Owned by wire's loop. `greet` gives what a newcomer is told first, and learns its name."""

    def __init__(self, folder: Path, greet: Callable[[str], Iterable[Event]]) -> None:
        self._switchboard = Switchboard(folder)
        self._greet = greet
        self._strangers: list[Line] = []  # have not said yet who they are
        self._lines: dict[str, Line] = {}
        self._shown: dict[type, bytes] = {}
        self._recent: deque[tuple[Nanos, bytes]] = deque(maxlen=_MEMORY)  # what belongs on the tape

    @property
    def readers(self) -> list[Waitable]:
        self._lines = {name: line for name, line in self._lines.items() if line.open}  # some died under our words
        return [self._switchboard, *self._strangers, *self._lines.values()]

    @property
    def writers(self) -> list[Line]:
        return [line for line in self._lines.values() if line.open and line.waiting]

    def serve(self, readers: Iterable[Waitable]) -> list[Message]:
        """Take new callers and what all lines that can be read have to say."""
        messages: list[Message] = []
        for reader in readers:
            if reader is self._switchboard and (caller := self._switchboard.accept()):
                self._strangers.append(caller)
            elif isinstance(reader, Line):
                for message in reader.receive():
                    if isinstance(message, Hello):
                        self._admit(message, reader)
                    elif reader in self._lines.values():
                        messages.append(message)
                if not reader.open:
                    self._forget(reader)
        return messages

    def _admit(self, hello: Hello, line: Line) -> None:
        self._strangers = [stranger for stranger in self._strangers if stranger is not line]
        if hello.key != self._switchboard.key:
            line.close()
            return
        greeting = list(self._greet(hello.name))  # may start the clock, of which the newcomer learns by the greeting
        self._lines[hello.name] = line
        for event in greeting:
            line.send(encode(event))
        if hello.name in _RECORDED:
            missed = [frame for ns, frame in self._recent if ns > hello.after]
            line.send(b"".join([*missed, *self._shown.values()]))

    def _forget(self, line: Line) -> None:
        self._strangers = [stranger for stranger in self._strangers if stranger is not line]
        self._lines = {name: other for name, other in self._lines.items() if other is not line}

    def tell(self, event: Event) -> None:
        """To everybody whom it concerns."""
        lines = [self._lines[name] for name in _LISTENERS.get(type(event), _RECORDED) if name in self._lines]
        if not lines and not isinstance(event, _KEPT):
            return
        frame = encode(event)
        for line in lines:
            line.send(frame)
        if isinstance(event, Lasting):
            self._recent.append((event.ns, frame))
        elif isinstance(event, _SHOWN):
            self._shown[type(event)] = frame

    def hand_on(self, name: str, event: Event) -> None:
        """To one caller, if it is there."""
        if (line := self._lines.get(name)) is not None:
            line.send(encode(event))

    def close(self, patience_s: float) -> None:
        """Say the last words to all who listen, then hang up."""
        give_up = time.monotonic() + patience_s
        while (waiting := self.writers) and time.monotonic() < give_up:
            ready([], waiting, 0.05)
        for line in self._lines.values():
            line.close()
        self._switchboard.close()
