"""Whether a process hangs: its pulse stood still for too long.

Only time in which the supervisor itself was awake counts, look by look. When a laptop is suspended, all processes stand
still; when it wakes, none of them is to blame.
"""

from collections.abc import Callable
from typing import Final

from jamd.music.time.notes import Nanos

_BLINK_NS: Final = 500_000_000  # two looks further apart than this: we were not awake in between
_STARTS_S: Final = 60.0  # until the first beat: the band loads its networks, on a slow machine
_HANGS_S: Final = 10.0  # every loop turns at least twice a second; closing a dead driver takes a second or two
_SLOWER_S: Final = {"band": 15.0, "stage": 30.0}  # the band may load a player, the stage wait for a disk


class Watchdog:
    """Of one process. `beats` reads its pulse."""

    def __init__(self, name: str, beats: Callable[[], int]) -> None:
        self._beats = beats
        self._hangs_s = _SLOWER_S.get(name, _HANGS_S)
        self.begin()

    def begin(self) -> None:
        """The process has just been started."""
        self._seen = self._beats()
        self._patience_s = _STARTS_S
        self._still_ns = 0
        self._last_look: Nanos | None = None

    def look(self, now: Nanos) -> bool:
        """Whether it hangs."""
        if self._last_look is not None:
            self._still_ns += min(now - self._last_look, _BLINK_NS)
        self._last_look = now
        if (beats := self._beats()) != self._seen:
            self._seen, self._still_ns, self._patience_s = beats, 0, self._hangs_s
        return self.still_s > self._patience_s

    @property
    def still_s(self) -> float:
        """Seconds since its pulse last beat."""
        return self._still_ns / 1e9
