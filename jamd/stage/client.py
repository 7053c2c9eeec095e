"""One connected page, as the hub sees it: texts queued for it, keys it holds down, and how fast it may send."""

import asyncio
from collections import deque
from typing import Final

from jamd.stage.allowance import Allowance

_MAX_QUEUED: Final = 1000  # texts; about ten seconds of a busy band

TOO_SLOW: Final = (4008, "this page reads too slowly")
TOO_MUCH: Final = (4009, "this page sends too much")


class Client:
    """Owned by the page's event loop."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.keys: set[int] = set()  # held down
        self.pedal = False
        self.closing: tuple[int, str] | None = None  # code and reason, once it is to be disconnected
        self._texts: deque[str] = deque()
        self._ready = asyncio.Event()
        self._allowance = Allowance()

    def post(self, text: str) -> None:
        """Queue a text. A page that does not read is disconnected."""
        if len(self._texts) < _MAX_QUEUED:
            self._texts.append(text)
        else:
            self.disconnect(TOO_SLOW)
        self._ready.set()

    def disconnect(self, why: tuple[int, str]) -> None:
        self.closing = self.closing or why
        self._ready.set()

    async def next_texts(self) -> list[str]:
        """Wait until there is something to send. Empty once the page is to be disconnected."""
        await self._ready.wait()
        self._ready.clear()
        texts = list(self._texts) if self.closing is None else []
        self._texts.clear()
        return texts

    def exceeds_rate(self) -> bool:
        """Count one message from the page."""
        return self._allowance.exceeded_by(1)
