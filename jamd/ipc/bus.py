"""The lines between the processes: one hub (wire), everybody else calls it.

Frames are a 4-byte big-endian length and one msgpack-encoded message of `jamd.music.events`. A line that breaks is
closed and called anew by the one who called; a half-sent frame dies with its line. Unix sockets in a folder that
only the user can enter; where the system has none (Windows), loopback TCP with a key in that folder.
"""

import contextlib
import os
import secrets
import select
import socket
import struct
import threading
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

import msgspec

from jamd.music.events import Event, Hello, Message
from jamd.music.time.notes import Nanos

_LENGTH: Final = struct.Struct(">I")
_MAX_FRAME: Final = 4_000_000  # bytes; a plan is about 2 kB
_RETRY_S: Final = 0.02
_PATIENCE: Final = 20_000  # frames that wait for a slow reader: ten minutes of music
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


class Line:
    """One end of a connection. Owned by one thread; nothing here blocks."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        self._socket = connection
        self._inbox = bytearray()
        self._outbox: deque[memoryview] = deque()
        self.open = True

    def fileno(self) -> int:
        return self._socket.fileno()

    @property
    def waiting(self) -> bool:
        """There are frames that the reader had no room for."""
        return bool(self._outbox)

    def send(self, frame: bytes) -> bool:
        """Queue a frame (or several in one) and push what goes; a reader that stands still is hung up on. False where
        nobody is there."""
        if len(self._outbox) >= _PATIENCE:
            self.close()
        if not self.open:
            return False
        self._outbox.append(memoryview(frame))
        self.push()
        return self.open

    def push(self) -> None:
        """Write what the reader has room for."""
        while self._outbox and self.open:
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
        """All messages that have arrived; notices here when the other side has gone (`open` turns False)."""
        while self.open:
            try:
                data = self._socket.recv(65536)
            except (BlockingIOError, InterruptedError):
                break
            except OSError:
                data = b""
            if not data:
                self.close()
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
            except msgspec.DecodeError:  # nobody of ours speaks so
                self.close()
                break
            del self._inbox[: _LENGTH.size + length]
        return messages

    def close(self) -> None:
        self.open = False
        self._socket.close()


class Switchboard:
    """The hub's listening end."""

    def __init__(self, folder: Path) -> None:
        self.key = ""
        if _UNIX:
            path = folder / "wire"
            path.unlink(missing_ok=True)
            self._socket = socket.socket(socket.AF_UNIX)
            self._socket.bind(str(path))
        else:
            self._socket = socket.socket()
            self._socket.bind(("127.0.0.1", 0))
            self.key = secrets.token_hex(16)
            (folder / "wire").write_text(f"{self._socket.getsockname()[1]} {self.key}")
        self._socket.listen(16)
        self._socket.setblocking(False)

    def fileno(self) -> int:
        return self._socket.fileno()

    def accept(self) -> Line | None:
        with contextlib.suppress(OSError):
            return Line(self._socket.accept()[0])
        return None

    def close(self) -> None:
        self._socket.close()


def call(folder: Path, name: str, after: Nanos = Nanos(0)) -> Line | None:
    """Call the hub and say who we are and until when we know all; None where nobody answers."""
    with contextlib.suppress(OSError, ValueError):
        key = ""
        if _UNIX:
            connection = socket.socket(socket.AF_UNIX)
            connection.connect(str(folder / "wire"))
        else:
            port, key = (folder / "wire").read_text().split()
            connection = socket.create_connection(("127.0.0.1", int(port)))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line = Line(connection)
        line.send(encode(Hello(name, key, after)))
        return line
    return None


def keep_calling(folder: Path, name: str, lifeline: Waitable, after: Nanos = Nanos(0)) -> Line | None:
    """Call until the hub answers; None where our own life ends first."""
    while (line := call(folder, name, after)) is None:
        if ready([lifeline], [], _RETRY_S):
            return None
    return line


def lifeline() -> socket.socket:
    """A socket that becomes readable when standard input ends: whoever started this process is gone, or wishes it
    to leave."""
    ours, theirs = socket.socketpair()

    def wait() -> None:
        with contextlib.suppress(OSError, ValueError):
            while os.read(0, 4096):
                pass
        theirs.close()

    threading.Thread(target=wait, daemon=True).start()
    return ours


def ready(readers: Sequence[Waitable], writers: Sequence[Line], timeout_s: float) -> list[Waitable]:
    """Wait until something can be read, or a writer has room (it is pushed then); those that can be read."""
    can_read, can_write, _ = select.select(readers, writers, [], max(0.0, timeout_s))
    for line in can_write:
        line.push()
    return can_read
