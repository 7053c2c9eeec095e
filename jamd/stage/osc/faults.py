"""What could not be carried out: counted, and said once in a while."""

import time
from collections.abc import Callable
from typing import Final

_QUIET_S: Final = 10.0  # between two sentences


class Faults:
    """Owned by one thread. `now` gives seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._count = 0  # since the last sentence
        self._last = ""
        self._due = 0.0

    def count(self, why: str, sender: str) -> None:
        self._count += 1
        self._last = f"{why} (from {sender})"

    @property
    def wait_s(self) -> float | None:
        """Until there is something to say; None: nothing."""
        return max(0.0, self._due - self._now()) if self._count else None

    def sentence(self) -> str | None:
        """If it is time for one."""
        if not self._count or self._now() < self._due:
            return None
        count, self._count = self._count, 0
        self._due = self._now() + _QUIET_S
        return f"OSC: {self._last}" if count == 1 else f"OSC: {count} messages are left out, the last one: {self._last}"
