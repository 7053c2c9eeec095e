"""How fast our clock runs beside Link's: on Linux Link counts seconds of the bare crystal, while ours are corrected
by the network's time, and both part by some millionths."""

from collections import deque
from typing import Final

from jamd.music.time.notes import Nanos

_EVERY_NS: Final = 1_000_000_000  # so far lie the readings apart that are kept
_KEPT: Final = 30  # half a minute: long enough to be exact, short enough to follow a correction
_EARLIEST_NS: Final = 2_000_000_000  # before this the reading's own microsecond is too much


class Pace:
    """Readings of both clocks in, their ratio out. Pure."""

    def __init__(self) -> None:
        self._readings: deque[tuple[Nanos, int]] = deque(maxlen=_KEPT)  # both in ns
        self.ratio = 1.0  # our seconds to one of Link's

    def read(self, ours: Nanos, links: int) -> None:
        """Both clocks at one instant, in ns."""
        if self._readings:
            then, links_then = self._readings[0]
            if ours - then >= _EARLIEST_NS and links > links_then:
                self.ratio = (ours - then) / (links - links_then)
            if ours - self._readings[-1][0] < _EVERY_NS:
                return
        self._readings.append((ours, links))
