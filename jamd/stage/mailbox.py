"""A queue between two threads of the stage, which the reader can wait for together with sockets."""

import contextlib
import socket
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """One thread puts things in, another takes them out; neither waits. Of more than `most` the oldest are dropped."""

    def __init__(self, most: int) -> None:
        self._items: deque[T] = deque(maxlen=most)
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)

    def put(self, *items: T) -> None:
        self._items.extend(items)
        with contextlib.suppress(OSError):  # full: the reader has been woken often enough
            self._writer.send(b"\0")

    def fileno(self) -> int:
        """Readable when something may have been put in."""
        return self._reader.fileno()

    def take(self) -> list[T]:
        """Everything, in order."""
        with contextlib.suppress(BlockingIOError):
            self._reader.recv(4096)
        items = []
        while self._items:
            items.append(self._items.popleft())
        return items
