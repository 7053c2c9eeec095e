"""Messages between the processes over local sockets: wire listens, every other process connects to it.

A frame is a 4-byte big-endian length and one msgpack-encoded message of `jamd.music.events`. When a connection breaks,
both ends close it, a half-received frame is dropped, and the client connects again. The sockets are Unix sockets in a
folder that only the user can enter; on a system without them (Windows) loopback TCP, with a key in that folder.
"""

import contextlib
import os
import secrets
import select
import signal
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Protocol

import msgspec

from jamd.ipc import pulse
from jamd.music.events import Event, Hello, Message
from jamd.music.time.notes import Nanos

_LENGTH: Final = struct.Struct(">I")
_MAX_FRAME: Final = 4_000_000  # bytes; a plan is about 2 kB
_MAX_UNSENT: Final = 20_000  # frames queued for a slow reader; one that calls again gets more (wire/backlog.py)
_SEND_AT_ONCE: Final = 64  # frames, and
_RECEIVE_AT_ONCE: Final = 16  # times 64 kB: a reader or sender with much to catch up on does not hold the other up
OVERLAP_NS: Final = 1_000_000_000  # a stage asks for this much that it has, because events are only nearly in order
_RETRY_S: Final = 0.02
_LOOK_S: Final = 1.0  # how often wire looks whether its socket is still there
_LEAVES_S: Final = 8.0  # a parent that lives is quicker
_CONNECT_S: Final = 0.2  # on loopback
_UNIX: Final = hasattr(socket, "AF_UNIX")

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Message)


class Waitable(Protocol):
    """Anything that select can wait for."""

    def fileno(self) -> int: ...


def encode(message: Event) -> bytes:
    """One frame."""
    body = _encoder.encode(message)
    return _LENGTH.pack(len(body)) + body


class Connection:
    """One end of a connection. Owned by one thread; no method blocks."""

    def __init__(self, connected: socket.socket) -> None:
        connected.setblocking(False)
        self._socket = connected
        self._inbox = bytearray()
        self._outbox: deque[memoryview] = deque()
        self.open = True

    def fileno(self) -> int:
        return self._socket.fileno()

    @property
    def has_unsent(self) -> bool:
        """Some frames are still queued, because the reader is slow."""
        return bool(self._outbox)

    def send(self, *frames: bytes) -> bool:
        """Queue frames (each may be several joined together) and send what the socket accepts now. A reader with too
        many unsent frames is disconnected. False if the connection is closed."""
        if len(self._outbox) >= _MAX_UNSENT:
            self.close()
        if not self.open:
            return False
        self._outbox.extend(map(memoryview, frames))
        self.flush()
        return self.open

    def flush(self) -> None:
        """Send what the socket accepts now, up to a limit."""
        for _ in range(_SEND_AT_ONCE):
            if not (self._outbox and self.open):
                return
            frame = self._outbox[0]
            try:
                sent = self._socket.send(frame)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                self.close()
                return
            if sent == len(frame):
                self._outbox.popleft()
            else:
                self._outbox[0] = frame[sent:]

    def receive(self) -> list[Message]:
        """The messages that have arrived, up to a limit: the rest next time. If the other end has closed, and all is
        read, `open` becomes False."""
        for _ in range(_RECEIVE_AT_ONCE):
            try:
                data = self._socket.recv(65536)
            except (BlockingIOError, InterruptedError):
                break
            except OSError:
                data = b""
            if not data:
                self.close()
                break
            self._inbox += data
        messages = []
        while len(self._inbox) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._inbox)
            if length > _MAX_FRAME:
                self.close()
                break
            if len(self._inbox) < _LENGTH.size + length:
                break
            try:
                messages.append(_decoder.decode(self._inbox[_LENGTH.size : _LENGTH.size + length]))
            except msgspec.DecodeError:  # not one of our processes
                self.close()
                break
            del self._inbox[: _LENGTH.size + length]
        return messages

    def close(self) -> None:
        self.open = False
        self._socket.close()


class Listener:
    """Wire's listening socket."""

    def __init__(self, folder: Path) -> None:
        self.key = ""
        self._path = folder / "wire"
        self._open()

    def _open(self) -> None:
        if _UNIX:
            self._path.unlink(missing_ok=True)
            self._socket = socket.socket(socket.AF_UNIX)
            self._socket.bind(str(self._path))
        else:
            self._socket = socket.socket()
            self._socket.bind(("127.0.0.1", 0))
            self.key = secrets.token_hex(16)
            self._path.write_text(f"{self._socket.getsockname()[1]} {self.key}")
        self._socket.listen(16)
        self._socket.setblocking(False)
        self._next_look = time.monotonic() + _LOOK_S

    def restore(self) -> None:
        """Open it again if somebody has deleted the folder or what is in it; to be called often, looks once a second.
        The supervisor makes the folder again."""
        if (now := time.monotonic()) < self._next_look:
            return
        self._next_look = now + _LOOK_S
        if not self._path.exists() and self._path.parent.exists():
            old = self._socket
            with contextlib.suppress(OSError):
                self._open()
                old.close()

    def fileno(self) -> int:
        return self._socket.fileno()

    def accept(self) -> Connection | None:
        with contextlib.suppress(OSError):
            return Connection(self._socket.accept()[0])
        return None

    def close(self) -> None:
        self._socket.close()


def connect(folder: Path, name: str, after: Nanos = Nanos(0)) -> Connection | None:
    """Connect to wire and send our name and how far we have recorded. None if wire does not listen, or just died."""
    with contextlib.suppress(OSError, ValueError):
        key = ""
        if _UNIX:
            connected = socket.socket(socket.AF_UNIX)
            connected.setblocking(False)  # a wire that hangs accepts nobody
            connected.connect(str(folder / "wire"))
        else:
            port, key = (folder / "wire").read_text().split()
            connected = socket.create_connection(("127.0.0.1", int(port)), _CONNECT_S)
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = Connection(connected)
        return connection if connection.send(encode(Hello(name, key, after))) else None
    return None


def connect_when_up(folder: Path, name: str, parent_watch: Waitable, after: Nanos = Nanos(0)) -> Connection | None:
    """Retry until wire is listening. None if the parent process goes away first."""
    while (connection := connect(folder, name, after)) is None:
        if wait_readable([parent_watch], [], _RETRY_S):
            return None
    return connection


def told_to_begin() -> bool:
    """Wait for the supervisor's word on standard input. False if it ends before."""
    return bool(os.read(0, 1))


def watch_parent(hear: Callable[[bytes], None] = lambda data: None) -> socket.socket:
    """A socket that becomes readable when standard input ends: the parent process has died or wants us to leave. A
    parent that has died cannot kill us: the system does, should we hang. `hear` is given what it says until then, on
    another thread."""
    ours, theirs = socket.socketpair()

    def wait() -> None:
        with contextlib.suppress(OSError, ValueError):
            while data := os.read(0, 4096):
                hear(data)
        theirs.close()
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, _LEAVES_S)

    threading.Thread(target=wait, daemon=True).start()
    return ours


def wait_readable(readers: Sequence[Waitable], writers: Sequence[Connection], timeout_s: float) -> list[Waitable]:
    """Wait until a reader is readable, and return those that are. Writers with unsent frames are flushed meanwhile."""
    pulse.OWN.beat()
    unsent = [connection for connection in writers if connection.has_unsent]
    can_read, can_write, _ = select.select(readers, unsent, [], max(0.0, timeout_s))
    for connection in can_write:
        connection.flush()
    return can_read
