"""Where the off-beat lies: swing ratio against tempo, and the warp between the straight grid and the played one.

A ratio is long:short of the two eighths of a beat (1 straight, 2 triplet). Knots: `shared/music.md`, after Friberg
& Sundstrom 2002 and Corcoran & Frieler 2021. The control `swing` scales the curve: 0 is straight, 1 the curve
itself.
"""

from typing import Final

from jamd.music.time.notes import TICKS_PER_BEAT, Part, Tick

_BPM: Final = (120.0, 160.0, 200.0, 240.0, 300.0)
_RATIO: Final[dict[Part, tuple[float, ...]]] = {
    "drums": (2.6, 2.35, 1.95, 1.5, 1.0),
    "piano": (1.6, 1.5, 1.4, 1.2, 1.0),
    "you": (1.6, 1.5, 1.4, 1.2, 1.0),
}


def swing_ratio(part: Part, bpm: float, swing: float = 1.0) -> float:
    """Long:short ratio of a part at a tempo, scaled by the control `swing` (0 to 2)."""
    ratios = _RATIO[part]
    if bpm <= _BPM[0]:
        ratio = ratios[0]
    elif bpm >= _BPM[-1]:
        ratio = ratios[-1]
    else:
        i = next(i for i in range(1, len(_BPM)) if bpm <= _BPM[i])
        share = (bpm - _BPM[i - 1]) / (_BPM[i] - _BPM[i - 1])
        ratio = ratios[i - 1] + share * (ratios[i] - ratios[i - 1])
    return 1.0 + (ratio - 1.0) * swing


def _offbeat(ratio: float) -> int:
    """Tick inside the beat at which the second eighth starts."""
    return round(TICKS_PER_BEAT * ratio / (1.0 + ratio))


def swung(tick: Tick, ratio: float) -> Tick:
    """From the straight grid to the played place: the beat stays, its middle moves, what lies between is stretched
    evenly."""
    beat, inside = divmod(tick, TICKS_PER_BEAT)
    half, middle = TICKS_PER_BEAT // 2, _offbeat(ratio)
    if inside < half:
        place = round(inside * middle / half)
    else:
        place = middle + round((inside - half) * (TICKS_PER_BEAT - middle) / half)
    return Tick(beat * TICKS_PER_BEAT + place)


def straightened(tick: Tick, ratio: float) -> Tick:
    """The inverse of `swung`, to a tick or two of rounding."""
    beat, inside = divmod(tick, TICKS_PER_BEAT)
    half, middle = TICKS_PER_BEAT // 2, _offbeat(ratio)
    if inside < middle:
        place = round(inside * half / middle)
    else:
        place = half + round((inside - middle) * half / (TICKS_PER_BEAT - middle))
    return Tick(beat * TICKS_PER_BEAT + place)
