"""A client of a real JACK server that leaves it whatever happens. JACK's library knows one server per process: a client
that stays keeps the process there, and the next server is beyond its reach."""

import contextlib
import time
from typing import Any, Final, Self

import jack

_PATIENCE_S: Final = 10.0


class JackClient:
    """Left at the end of a `with`, or by `leave`."""

    def __init__(self, server: str, name: str) -> None:
        self.client = _opened(server, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def leave(self) -> None:
        for last in (self.client.deactivate, self.client.close):
            with contextlib.suppress(jack.JackError):  # the server has gone before
                last()


def _opened(server: str, name: str) -> Any:
    """A server that has just begun to listen may refuse the first."""
    give_up = time.monotonic() + _PATIENCE_S
    while True:
        try:
            return jack.Client(name, servername=server, no_start_server=True)
        except jack.JackOpenError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.1)
