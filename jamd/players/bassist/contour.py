"""How high the line lies: it climbs and falls, from one turning point to the next, which come every two bars or so."""

from functools import lru_cache
from itertools import pairwise
from typing import Final

from jamd.music.planning.scene import rng_at

_STREAM: Final = 33 << 40
_BARS: Final = 2  # from one turning point to the next, on average
_STRAYS: Final = 0.7  # bars that a turning point lies before or after its place, at most
_MIDDLE: Final = 40.0
_SWINGS: Final = (1.5, 6.5)  # semitones from the middle that the line turns at: from, to


def height(seed: int, bar: float) -> float:
    """Around which pitch the line lies, at a place in bars."""
    before = int(bar // _BARS)
    turns = [_turn(seed, turn) for turn in range(before - 1, before + 3)]
    (left, low), (right, high) = next((a, b) for a, b in pairwise(turns) if b[0] > bar)
    return low + (high - low) * (bar - left) / (right - left)


@lru_cache(maxsize=256)
def _turn(seed: int, turn: int) -> tuple[float, float]:
    """Where, in bars, and how high a turning point lies; high and low ones take turns."""
    late, far = rng_at(seed, "bass", _STREAM + turn).random(size=2)
    nearest, furthest = _SWINGS
    swing = nearest + (furthest - nearest) * float(far)
    return _BARS * turn + _STRAYS * (2 * float(late) - 1), _MIDDLE + (swing if turn % 2 else -swing)
