"""Where the off-beat lies: swing ratio against tempo, and the warp between the straight grid and the played one.

A ratio is long:short of the two eighths of a beat (1 straight, 2 triplet). The whole band has one off-beat: in real
trios ride and comping lie within 10 ms of each other at every tempo. Only single-note lines swing less. The control
`swing` scales the curve: 0 is straight, 1 the curve itself.
"""

from functools import lru_cache
from typing import Final, Literal

from jamd.music.time.notes import TICKS_PER_BEAT, Tick

Texture = Literal["band", "line"]

_BPM: Final = (90.0, 125.0, 155.0, 185.0, 215.0, 250.0, 300.0, 400.0)
_PLACE: Final[dict[Texture, tuple[float, ...]]] = {
    "band": (0.735, 0.720, 0.706, 0.667, 0.640, 0.604, 0.572, 0.500),
    "line": (0.640, 0.640, 0.635, 0.615, 0.605, 0.585, 0.545, 0.500),
}
"""The off-beat's place in the beat: medians of the Jazz Trio Database's drummers (its pianists lie within 10 ms), and
of the soloists in Weimar's and in played trios; at 400 bpm eighths are even."""


def swing_ratio(texture: Texture, bpm: float, swing: float = 1.0) -> float:
    """Long:short ratio at a tempo, scaled by the control `swing` (0 to 2)."""
    place = _place(_PLACE[texture], bpm)
    return 1.0 + (place / (1.0 - place) - 1.0) * swing


def _place(places: tuple[float, ...], bpm: float) -> float:
    if bpm <= _BPM[0]:
        return places[0]
    if bpm >= _BPM[-1]:
        return places[-1]
    i = next(i for i in range(1, len(_BPM)) if bpm <= _BPM[i])
    share = (bpm - _BPM[i - 1]) / (_BPM[i] - _BPM[i - 1])
    return places[i - 1] + share * (places[i] - places[i - 1])


@lru_cache(maxsize=64)
def offbeat(ratio: float) -> int:
    """Tick inside the beat at which the second eighth starts."""
    return round(TICKS_PER_BEAT * ratio / (1.0 + ratio))


def swung(tick: Tick, ratio: float) -> Tick:
    """From the straight grid to the played place: the beat stays, its middle moves, what lies between is stretched
    evenly."""
    beat, inside = divmod(tick, TICKS_PER_BEAT)
    half, middle = TICKS_PER_BEAT // 2, offbeat(ratio)
    if inside < half:
        place = round(inside * middle / half)
    else:
        place = middle + round((inside - half) * (TICKS_PER_BEAT - middle) / half)
    return Tick(beat * TICKS_PER_BEAT + place)


def straightened(tick: Tick, ratio: float) -> Tick:
    """The inverse of `swung`, to a tick or two of rounding."""
    beat, inside = divmod(tick, TICKS_PER_BEAT)
    half, middle = TICKS_PER_BEAT // 2, offbeat(ratio)
    if inside < middle:
        place = round(inside * half / middle)
    else:
        place = half + round((inside - middle) * half / (TICKS_PER_BEAT - middle))
    return Tick(beat * TICKS_PER_BEAT + place)
