"""Many connections that begin a request and never end it, each renewed as soon as it is closed."""

import contextlib
import selectors
import socket
import threading
from types import TracebackType


class SlowCrowd:
    """Keeps `size` connections from one address open, on a thread of its own. `head` is what each of them sends."""

    def __init__(self, port: int, size: int, head: bytes, source: str = "127.0.0.1") -> None:
        self._port = port
        self._source = source
        self._head = head
        self._selector = selectors.DefaultSelector()
        self._leaving = threading.Event()
        for _ in range(size):
            self._open()
        self._thread = threading.Thread(target=self._renew)

    def _open(self) -> None:
        line = socket.socket()
        line.setblocking(False)
        line.bind((self._source, 0))
        line.connect_ex(("127.0.0.1", self._port))
        self._selector.register(line, selectors.EVENT_READ | selectors.EVENT_WRITE)

    def _renew(self) -> None:
        while not self._leaving.is_set():
            for key, events in self._selector.select(0.1):
                line = key.fileobj
                assert isinstance(line, socket.socket)
                with contextlib.suppress(BlockingIOError):
                    try:
                        if events & selectors.EVENT_WRITE:
                            line.send(self._head)
                            self._selector.modify(line, selectors.EVENT_READ)
                        elif not line.recv(4096):
                            raise ConnectionResetError
                    except OSError:
                        self._selector.unregister(line)
                        line.close()
                        self._open()

    def __enter__(self) -> "SlowCrowd":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leaving.set()
        self._thread.join()
        for key in list(self._selector.get_map().values()):
            assert isinstance(key.fileobj, socket.socket)
            key.fileobj.close()
