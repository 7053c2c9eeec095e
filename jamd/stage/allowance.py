"""How much one sender may send: a burst, then so much a second."""

import time
from collections.abc import Callable
from typing import Final

RATE: Final = 200.0  # messages per second
BURST: Final = 400.0  # and at once


class Allowance:
    """Owned by one thread. `now` gives seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._left = BURST
        self._counted_at = now()

    def exceeded_by(self, messages: float = 1) -> bool:
        """Count some more. What exceeds the allowance is not counted."""
        now = self._now()
        self._left = min(BURST, self._left + (now - self._counted_at) * RATE)
        self._counted_at = now
        if messages > self._left:
            return True
        self._left -= messages
        return False
