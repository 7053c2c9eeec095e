"""Patchbay: the process that gives a new wire the cables of the one that died, and closes the notes that the last wire
could not.

A MIDI server may keep whoever calls it waiting for ever. The calls that somebody must make beside wire are made here,
so that the supervisor waits for no server. If the supervisor is killed, this process still has the last word.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from jamd.ipc.bus import Connection, Waitable, connect, encode, wait_readable
from jamd.music.events import Command, Heard, Listing, Ports
from jamd.patchbay.last_words import Cables, LastWords

_LOOK_S: Final = 0.5
_EXPECTING_LOOK_S: Final = 0.02  # while the ports of a new wire may come
_CATCH_UP_S: Final = (0.0, 0.1, 0.4)  # after a cable was plugged in: JACK may lose what is sent at once
_LIST_S: Final = 1.0  # from one listing of the names to the next
_SOONEST_S: Final = 0.2  # where somebody asks for it
_WIRE_LEAVES_S: Final = 3.0  # wire takes a second at most, unless it hangs


class WatchedCables(Cables, Protocol):
    """What is used of the JACK cables."""

    server_changed: bool
    new_listener: bool

    @property
    def is_expecting(self) -> bool: ...

    @property
    def has_server(self) -> bool: ...

    def wire_has_died(self) -> None: ...

    def wire_is_back(self) -> None: ...

    def close(self) -> None: ...


class NameLister(Protocol):
    """Lists the ports of a MIDI system."""

    def list(self, backend: str) -> Listing | None: ...


class EndOfSysex(Protocol):
    """Ends messages that were cut off."""

    @property
    def wait_s(self) -> float: ...

    def heard(self) -> None: ...

    def look(self) -> None: ...

    def close(self) -> None: ...


class Patchbay:
    """One thread."""

    def __init__(
        self,
        folder: Path,
        cables: WatchedCables,
        last_words: LastWords,
        lister: NameLister,
        sysex_end: EndOfSysex,
        parent_watch: Waitable,
        connect: Callable[[Path, str], Connection | None] = connect,
    ) -> None:
        self._folder = folder
        self._cables = cables
        self._last_words = last_words
        self._lister, self._sysex_end = lister, sysex_end
        self._parent_watch = parent_watch
        self._connect = connect
        self._wire: Connection | None = None
        self._wire_found_jack = False  # it has just said so
        self._backend = "none"  # that wire uses
        self._listed: Listing | None = None  # that this wire has been told
        self._listed_s = self._next_listing_s = 0.0
        self._to_tell: list[tuple[float, Command]] = []  # wire, from that second on

    def run(self) -> None:
        """Until standard input ends."""
        while not self._turn():
            pass
        self._wait_for_wire_to_leave()
        self._sysex_end.close()
        self._last_words.say(self._cables, time.sleep)
        self._cables.close()

    def _turn(self) -> bool:
        """Look once; whether it is time to leave."""
        wait_s = _EXPECTING_LOOK_S if self._cables.is_expecting or self._to_tell else self._idle_s
        if self._parent_watch in wait_readable([self._parent_watch, *self._wires()], self._wires(), wait_s):
            return True
        self._hear_wire()
        self._cables.look()
        now = time.monotonic()
        missed = self._wire_found_jack and not self._cables.has_server  # it went before we saw it
        self._wire_found_jack = False
        if self._cables.server_changed or missed:
            self._to_tell = [(now, Command("reopen"))]
        elif self._cables.new_listener:
            self._to_tell = [(now + later, Command("catch up")) for later in _CATCH_UP_S]
        self._tell_wire(now)
        self._list(now)
        self._sysex_end.look()
        return False

    @property
    def _idle_s(self) -> float:
        return min(_LOOK_S, max(_EXPECTING_LOOK_S, self._sysex_end.wait_s))

    def _wires(self) -> list[Connection]:
        return [self._wire] if self._wire is not None and self._wire.open else []

    def _hear_wire(self) -> None:
        """The ports that it found, when it hears the keyboardist, a person's wish, and that it has died."""
        if self._wire is not None:
            for message in self._wire.receive():
                if isinstance(message, Ports):
                    self._backend = message.backend
                    self._cables.wire_is_back()
                    self._wire_found_jack = message.backend == "jack"
                if isinstance(message, Heard):
                    self._sysex_end.heard()
                if isinstance(message, Ports | Command):  # "ports" is the one command that comes here
                    self._next_listing_s = self._listed_s + _SOONEST_S
            if not self._wire.open:
                self._wire = None
                self._cables.wire_has_died()
        if self._wire is None:
            self._wire, self._listed = self._connect(self._folder, "patchbay"), None

    def _tell_wire(self, now: float) -> None:
        while self._wire is not None and self._to_tell and self._to_tell[0][0] <= now:
            self._wire.send(encode(self._to_tell.pop(0)[1]))

    def _list(self, now: float) -> None:
        """Tell wire which ports the system has, if that is news."""
        if self._wire is None or self._backend == "none" or now < self._next_listing_s:
            return
        self._listed_s, self._next_listing_s = now, now + _LIST_S
        listing = self._lister.list(self._backend)
        if listing is not None and listing != self._listed:
            self._listed = listing
            self._wire.send(encode(listing))

    def _wait_for_wire_to_leave(self) -> None:
        give_up = time.monotonic() + _WIRE_LEAVES_S
        while self._wire is not None and self._wire.open and time.monotonic() < give_up:
            wait_readable([self._wire], [], _LOOK_S)
            self._wire.receive()
