"""The grid of the players' networks: six steps to the beat, whose places depend on the feel.

    step            0     1     2     3     4     5
    swing feel      beat  1/8   1/4   3/8   1/2   3/4     of the straight beat; swing then moves 1/2 to the off-beat,
                                                          so that 2 is the middle triplet and 4 the swung off-beat
    even feel       beat  1/8   1/4   1/2   3/4   7/8     sixteenths, and what lies beside the beat

A bar of 4/4 has 24 steps, one of 3/4 has 18; arrays always have room for 24.
"""

from bisect import bisect_left
from functools import lru_cache
from itertools import pairwise
from typing import Final

from jamd.music.styles import Feel
from jamd.music.time.notes import TICKS_PER_BEAT, Tick
from jamd.music.time.swing import straightened, swung

STEPS_PER_BEAT: Final = 6
STEPS: Final = 24  # of an array; a bar of 3/4 uses the first 18
OFFBEAT: Final[dict[Feel, int]] = {"swing": 4, "even": 3}

_PLACES: Final[dict[Feel, tuple[int, ...]]] = {
    "swing": tuple(TICKS_PER_BEAT * eighth // 8 for eighth in (0, 1, 2, 3, 4, 6, 8)),
    "even": tuple(TICKS_PER_BEAT * eighth // 8 for eighth in (0, 1, 2, 4, 6, 7, 8)),
}
"""Ticks on the straight grid, the next beat last."""

_BORDERS: Final = {feel: [(a + b) / 2 for a, b in pairwise(places)] for feel, places in _PLACES.items()}


@lru_cache(maxsize=4096)
def place_of(step: int, feel: Feel, swing: float) -> Tick:
    """The played tick of a step counted from tick 0, `swing` being the ratio of the two eighths."""
    beat, inside = divmod(step, STEPS_PER_BEAT)
    return swung(Tick(beat * TICKS_PER_BEAT + _PLACES[feel][inside]), swing)


@lru_cache(maxsize=4096)
def step_of(tick: Tick, feel: Feel, swing: float) -> int:
    """The step nearest to a played tick."""
    beat, inside = divmod(straightened(tick, swing), TICKS_PER_BEAT)
    return beat * STEPS_PER_BEAT + bisect_left(_BORDERS[feel], inside)
