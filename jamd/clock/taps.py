"""Tap tempo, with a foot, a key or a finger."""

from collections import deque
from itertools import pairwise
from statistics import median
from typing import Final

from jamd.commands.row import BPM
from jamd.music.time.notes import Nanos

_FEWEST: Final = 3  # two taps are not enough
_MOST: Final = 8
_LAPSE_NS: Final = round(60e9 / BPM.low)  # after a silence this long a tap starts a new series
_UNEVEN: Final = 0.35  # of the usual interval: a tap this far off starts another tempo


class Taps:
    """The last taps. Called from one loop alone."""

    def __init__(self) -> None:
        self._taps: deque[Nanos] = deque(maxlen=_MOST)

    def tap(self, now: Nanos) -> float | None:
        """One beat; the tempo in bpm from the third tap on."""
        if self._taps and self._starts_over(now):
            self._taps.clear()
        self._taps.append(now)
        if len(self._taps) < _FEWEST:
            return None
        return 60e9 * (len(self._taps) - 1) / (self._taps[-1] - self._taps[0])

    def _starts_over(self, now: Nanos) -> bool:
        interval = now - self._taps[-1]
        if interval <= 0 or interval > _LAPSE_NS:
            return True
        taps = list(self._taps)
        usual = median([b - a for a, b in pairwise(taps)] or [interval])
        return abs(interval - usual) > _UNEVEN * usual
