"""A client of a real JACK server that leaves it whatever happens. JACK's library knows one server per process: a client
that stays keeps the process there, and the next server is beyond its reach."""

import contextlib
from typing import Any, Self

import jack


class JackClient:
    """Left at the end of a `with`, or by `leave`."""

    def __init__(self, server: str, name: str) -> None:
        self.client: Any = jack.Client(name, servername=server, no_start_server=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def leave(self) -> None:
        for last in (self.client.deactivate, self.client.close):
            with contextlib.suppress(jack.JackError):  # the server has gone before
                last()
