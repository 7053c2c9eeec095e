"""The page's thread, beside the stage's: events go in, commands come out, and no failure here can reach the tape.

The stage's loop never waits for this thread: it puts events into a bounded queue, and commands come back in a mailbox.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from jamd.errors import DeviceError
from jamd.ipc.page_secrets import handed_down
from jamd.ipc.settings import WebSettings
from jamd.library.library import Library
from jamd.music.events import Event, Notice
from jamd.music.time.notes import BandPart, Nanos
from jamd.stage.api import Api
from jamd.stage.board_process import BoardProcess
from jamd.stage.guard import Guard
from jamd.stage.hub import Hub
from jamd.stage.mailbox import Mailbox
from jamd.stage.my_settings import MySettings
from jamd.stage.server import Server, listen
from jamd.stage.snapshot import Snapshot
from jamd.stage.stand import announce, stand_addresses
from jamd.stage.take_folder import TakeFolder
from jamd.stage.tape_shown import TapeShown

_MAX_EVENTS: Final = 20_000  # queued for a page that is slow or stuck: the oldest are dropped
_MAX_OUTGOING: Final = 2_000
_SHOW_S: Final = 0.05
_STOP_S: Final = 1.0


class Page:
    """The stage's loop calls the first half; the rest runs on a thread of its own. DeviceError if the port is
    taken."""

    def __init__(
        self,
        settings: WebSettings,
        channels: dict[BandPart, int],
        takes: Path | None,
        tape: TapeShown,
        run: str,
        library: Library,
        mine: MySettings,
    ) -> None:
        self._settings = settings
        self._secrets = handed_down()
        if settings.asks_token != (self._secrets.token is not None):
            raise DeviceError("no page: its token has not been handed down; the band still plays")
        self._takes = takes
        self._library = library
        self._mine = mine
        self._listener = listen(settings.host, settings.port)
        self._incoming: deque[Event] = deque(maxlen=_MAX_EVENTS)
        self._outgoing: Mailbox[Event] = Mailbox(_MAX_OUTGOING)
        self._snapshot = Snapshot(settings, channels, run)
        self._snapshot.tape_changed(tape)
        self._hub = Hub(self._snapshot, self._send)
        self._hub.controls.bindings = self._hub.controls.saved = mine.saved_controls  # until wire has told
        self._loop: asyncio.AbstractEventLoop | None = None
        self._notified = False  # the thread knows that the queue is not empty
        self._change_timer: asyncio.TimerHandle | None = None
        self._server: Server | None = None
        self._leaving = False
        self._thread = threading.Thread(target=self._run, name="page", daemon=True)

    # -- the stage's side

    def open(self) -> None:
        self._thread.start()

    def say_where(self, draws: bool, tell: Callable[[str, str], None]) -> None:
        """Where it is, a little later and on another thread: `announce` in stand.py."""
        words = self._settings, self._secrets.token, draws, tell
        threading.Thread(target=announce, args=words, name="announcement", daemon=True).start()

    def fileno(self) -> int:
        """Readable when there are commands."""
        return self._outgoing.fileno()

    def show(self, events: Sequence[Event]) -> None:
        """Pass events on, in order."""
        self._incoming.extend(events)
        if not self._notified:
            self._notified = True  # first, because the thread may run at once
            if not self._call(self._unpack):
                self._notified = False

    def record(self, tape: TapeShown) -> None:
        """Another take is being recorded, or there are other takes."""
        self._call(self._record, tape)

    def show_set_list(self, shown: dict[str, Any] | None) -> None:
        """A tune has been chosen; the set list that is open, and the place in it."""
        if not self._call(self._show_set_list, shown):
            self._snapshot.library_changed(shown)

    def _call(self, act: Callable[..., None], *words: Any) -> bool:
        """Run something on the thread soon. False if the thread has not started yet, or has ended."""
        if self._loop is None:
            return False
        try:
            self._loop.call_soon_threadsafe(act, *words)
        except RuntimeError:
            return False
        return True

    def outgoing(self) -> list[Event]:
        """Commands and keys for wire, and notices for the terminal."""
        return self._outgoing.take()

    def close(self) -> None:
        """Close the connections; a thread that does not end in time is abandoned."""
        self._leaving = True
        if self._server is not None:
            self._server.leave()
        self._thread.join(_STOP_S)

    # -- the thread

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as bug:  # the root of this thread: report it, and go on without a page
            self._say(f"the page has stopped because of a bug in jamd; the band plays on ({type(bug).__name__}: {bug})")

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        board = BoardProcess(self._settings.board)
        api = Api(
            self._hub,
            TakeFolder(self._takes) if self._takes else None,
            self._library,
            self._mine,
            board,
            partial(stand_addresses, self._settings, self._secrets.token),
        )
        guard = Guard(api.app(), self._settings.host, self._settings.port, self._secrets)
        self._server = Server(guard, self._say)
        if self._leaving:
            return
        self._unpack()
        try:
            await self._server.serve(self._listener)
        finally:
            await board.close()

    def _unpack(self) -> None:
        """Send events to the pages at once, and the changed sections of the snapshot a little later, together."""
        self._notified = False
        events = []
        while self._incoming:
            events.append(self._incoming.popleft())
        self._hub.show(events)
        if self._change_timer is None and self._loop is not None:
            self._change_timer = self._loop.call_later(_SHOW_S, self._send_changes)

    def _send_changes(self) -> None:
        self._change_timer = None
        self._hub.send_changes()

    def _record(self, tape: TapeShown) -> None:
        self._snapshot.tape_changed(tape)
        self._hub.send_changes()

    def _show_set_list(self, shown: dict[str, Any] | None) -> None:
        self._snapshot.library_changed(shown)
        self._hub.send_changes()

    def _say(self, sentence: str) -> None:
        self._send(Notice(Nanos(0), sentence))

    def _send(self, event: Event) -> None:
        self._outgoing.put(event)
