"""One socket of the page, as the hub sees it: texts that wait for it, keys that it holds, how much it may say."""

import asyncio
import time
from collections import deque
from typing import Final

_MOST_WAITING: Final = 1000  # texts; some ten seconds of a busy band
_A_SECOND: Final = 200.0  # messages that a page may send for long
_AT_ONCE: Final = 400.0  # and in one go

TOO_SLOW: Final = (4008, "this page reads too slowly")
TOO_MUCH: Final = (4009, "this page sends too much")


class Seat:
    """Owned by the page's event loop."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.keys: set[int] = set()  # that are down
        self.pedal = False
        self.closing: tuple[int, str] | None = None  # code and reason, once it has to go
        self._texts: deque[str] = deque()
        self._ready = asyncio.Event()
        self._may_say = _AT_ONCE
        self._counted_at = time.monotonic()

    def post(self, text: str) -> None:
        """To be sent; who does not read has to go."""
        if len(self._texts) < _MOST_WAITING:
            self._texts.append(text)
        else:
            self.dismiss(TOO_SLOW)
        self._ready.set()

    def dismiss(self, why: tuple[int, str]) -> None:
        self.closing = self.closing or why
        self._ready.set()

    async def next_texts(self) -> list[str]:
        """Waits until there is something to send; empty once the seat is to go."""
        await self._ready.wait()
        self._ready.clear()
        texts = list(self._texts) if self.closing is None else []
        self._texts.clear()
        return texts

    def says_too_much(self) -> bool:
        """Counts one message of the page."""
        now = time.monotonic()
        self._may_say = min(_AT_ONCE, self._may_say + (now - self._counted_at) * _A_SECOND) - 1
        self._counted_at = now
        return self._may_say < 0
