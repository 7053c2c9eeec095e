"""The page's thread beside the stage's: events go in, commands come out, and nothing that breaks here reaches the tape.

The stage's loop never waits for this thread: it leaves events in a bounded box and takes commands when a bell rings.
"""

import asyncio
import contextlib
import socket
import threading
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from jamd.ipc.settings import WebSettings
from jamd.music.events import Event, Notice
from jamd.music.time.notes import BandPart, Nanos
from jamd.stage.api import Api
from jamd.stage.continuer import Continuer
from jamd.stage.guard import LOOPBACK, Guard
from jamd.stage.hub import Hub
from jamd.stage.server import Server, listen
from jamd.stage.shelf import Shelf
from jamd.stage.snapshot import Snapshot

_BOX: Final = 20_000  # events that wait for a page that is slow, or stuck: the oldest are lost
_MOST_COMMANDS: Final = 2_000
_SHOW_S: Final = 0.05
_GOODBYE_S: Final = 3.0


class Page:
    """Made, told and asked by the stage's loop; the rest runs on its own thread. DeviceError: no port."""

    def __init__(
        self, settings: WebSettings, channels: dict[BandPart, int], takes: Path | None, recording: str | None, run: str
    ) -> None:
        self._settings = settings
        self._takes = takes
        self._door = listen(settings.host, settings.port)
        self._box: deque[Event] = deque(maxlen=_BOX)
        self._outgoing: deque[Event] = deque(maxlen=_MOST_COMMANDS)
        self._bell, self._button = socket.socketpair()
        self._bell.setblocking(False)
        self._button.setblocking(False)
        self._snapshot = Snapshot(settings, channels, run)
        self._snapshot.tape_changed(recording)
        self._hub = Hub(self._snapshot, self._send)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._called = False  # the thread was told that the box is not empty
        self._telling: asyncio.TimerHandle | None = None
        self._server: Server | None = None
        self._leaving = False
        self._thread = threading.Thread(target=self._live, name="page", daemon=True)

    @property
    def address(self) -> str:
        host = "127.0.0.1" if self._settings.host in ("0.0.0.0", "::", *LOOPBACK) else self._settings.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self._settings.port}/"

    # -- the stage's side

    def open(self) -> None:
        self._thread.start()

    def fileno(self) -> int:
        """Readable when there are commands."""
        return self._bell.fileno()

    def show(self, events: Sequence[Event]) -> None:
        """What has happened, in its order."""
        self._box.extend(events)
        if not self._called:
            self._called = True  # first: the thread may be done before the call is
            if not self._call(self._unpack):
                self._called = False

    def record(self, name: str | None) -> None:
        """Another take is being recorded."""
        self._call(self._record, name)

    def _call(self, act: Callable[..., None], *words: str | None) -> bool:
        """Have the thread do something soon; False where it does not live yet, or no more."""
        if self._loop is None:
            return False
        try:
            self._loop.call_soon_threadsafe(act, *words)
        except RuntimeError:
            return False
        return True

    def outgoing(self) -> list[Event]:
        """Commands and keys for wire; notices for the person at the machine."""
        with contextlib.suppress(BlockingIOError):
            self._bell.recv(4096)
        events = []
        while self._outgoing:
            events.append(self._outgoing.popleft())
        return events

    def close(self) -> None:
        """The sockets are told; who does not listen is left."""
        self._leaving = True
        if self._server is not None:
            self._server.leave()
        self._thread.join(_GOODBYE_S)

    # -- the thread

    def _live(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as bug:  # the root of this thread: said, and the stage goes on without a page
            self._say(f"the page has gone, the band plays on ({type(bug).__name__}: {bug})")

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        continuer = Continuer(self._settings.board)
        api = Api(self._hub, Shelf(self._takes) if self._takes else None, continuer)
        guard = Guard(api.app(), self._settings.host, self._settings.port, self._settings.token)
        self._server = Server(guard, self._say)
        if self._leaving:
            return
        self._unpack()
        try:
            await self._server.serve(self._door)
        finally:
            await continuer.close()

    def _unpack(self) -> None:
        """Events go to the sockets at once, what they change in the snapshot a little later, together."""
        self._called = False
        events = []
        while self._box:
            events.append(self._box.popleft())
        self._hub.show(events)
        if self._telling is None and self._loop is not None:
            self._telling = self._loop.call_later(_SHOW_S, self._tell_changes)

    def _tell_changes(self) -> None:
        self._telling = None
        self._hub.tell_changes()

    def _record(self, name: str | None) -> None:
        self._snapshot.tape_changed(name)
        self._hub.tell_changes()

    def _say(self, sentence: str) -> None:
        self._send(Notice(Nanos(0), sentence))

    def _send(self, event: Event) -> None:
        self._outgoing.append(event)
        with contextlib.suppress(OSError):
            self._button.send(b"\0")
