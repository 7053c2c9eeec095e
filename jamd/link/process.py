"""Link: the process between wire and a Link session. Late or dead, it is not heard: the band goes on at its tempo."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from jamd.ipc.bus import Connection, connect_when_up, encode, wait_readable, watch_parent
from jamd.ipc.settings import LinkSettings
from jamd.link.membership import Membership
from jamd.music.events import Clock, Command, Message
from jamd.music.time.notes import Nanos

_TELL_S: Final = 0.05  # so often wire hears of the session, besides at once when something changes
_USUAL_BPM: Final = 120.0  # before wire has said what its clock does


class Peer:
    """One asyncio loop, since Link's library wants one to call back on; nothing but the call to wire blocks it."""

    def __init__(self, settings: LinkSettings, folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self._parent_watch = watch_parent()
        self._leaving = False
        self._clock: Clock | None = None  # the band's
        self._membership: Membership | None = None
        self._stirred = asyncio.Event()

    async def run(self) -> None:
        """Until standard input ends; a wire that dies is called until it is back, and the session is not left
        meanwhile."""
        loop = asyncio.get_running_loop()
        loop.add_reader(self._parent_watch, self._stirred.set)
        while not self._leaving and (connection := self._connect()) is not None:
            number = connection.fileno()
            loop.add_reader(number, self._stirred.set)
            while connection.open and not self._leaving:
                await self._turn(connection)
            loop.remove_reader(number)
        loop.remove_reader(self._parent_watch)
        self._disconnect()

    def _connect(self) -> Connection | None:
        return connect_when_up(self._folder, "link", self._parent_watch)

    async def _turn(self, connection: Connection) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stirred.wait(), _TELL_S)
        self._stirred.clear()
        self._leaving = bool(wait_readable([self._parent_watch], [connection], 0))
        for message in connection.receive():
            self._take(message)
        self._tell(connection)

    def _tell(self, connection: Connection) -> None:
        if self._membership is None:
            return
        now = Nanos(time.monotonic_ns())
        if self._clock is not None:
            self._membership.take_along(self._clock, now)
        if (session := self._membership.look(now)) is not None:
            connection.send(encode(session))

    def _take(self, message: Message) -> None:
        if isinstance(message, Clock):
            self._clock = message
        elif isinstance(message, Command) and (act := EFFECTS.get(message.name)) is not None:
            act(self, message)

    # -- commands

    def _source(self, command: Command) -> None:
        """Whether Link is the clock."""
        if command.value != "link":
            self._disconnect()
        elif self._membership is None:
            bpm = round(self._clock.timeline.bpm, 2) if self._clock is not None else _USUAL_BPM
            now = Nanos(time.monotonic_ns())
            self._membership = Membership(self._settings, bpm, now, self._stirred.set)

    def _tempo(self, command: Command) -> None:
        if self._membership is not None and isinstance(command.value, int | float):
            self._membership.set_tempo(command.value, Nanos(time.monotonic_ns()))

    def _play(self, command: Command) -> None:
        if self._membership is not None:
            self._membership.play(command.name == "start")

    def _disconnect(self) -> None:
        if self._membership is not None:
            self._membership.leave()
            self._membership = None


EFFECTS: Final[dict[str, Callable[[Peer, Command], None]]] = {
    "source": Peer._source,
    "tempo": Peer._tempo,
    "start": Peer._play,
    "stop": Peer._play,
}
