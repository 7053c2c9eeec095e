"""Touch: how far from its place and from its level each note is struck.

A hand wanders: what is late is followed by what is late, what is loud by what is loud, and four bars can be softer
than the four before. So three things are added up: a slow walk over the beats, which the whole band shares where it
is time; an arc over four bars; and what each note has of its own. All are functions of the seed and the place, with
no state: planning a stretch again strikes the same notes in the same way.

Every note stays inside its bar and nearest to its own step of the grid: what was meant can always be told.
"""

from functools import lru_cache
from math import sqrt
from typing import Final, NamedTuple

from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import TICKS_PER_BEAT, BandPart, Tick
from jamd.music.time.swing import offbeat, swung

DRIFT_MS: Final = 4.2  # a beat's step of the walk; it comes to a standard deviation of 8 ms
DRIFT_KEPT: Final = 0.85  # of a beat's drift in the next
_SWELL_KEPT: Final = 0.7
_ARC_BARS: Final = 4
_ARC_KEPT: Final = 0.5
_WALK_STEPS: Final = 16  # what lies further back has faded
_FURTHEST: Final = 48  # ticks
_MARGIN: Final = 4  # ticks, for rounding between the straight grid and the played one
_MOST_STRAY: Final = 2.5  # standard deviations

# Streams of random numbers, apart from those that the players draw from.
_DRIFTING, _SWELLING, _ARC, _STRAYING = 7 << 40, 8 << 40, 9 << 40, 10 << 40
_LIMBS: Final = 128  # notes struck at one place that are told apart


class Hand(NamedTuple):
    """How freely a part plays: standard deviations, and how late it is on average."""

    part: BandPart
    behind_ms: float
    stray_ms: float  # of one note, on top of the drift
    swell: float  # velocity that neighbouring notes share
    stray: float  # velocity of one note
    arc: float  # velocity of four bars


DRUMMER: Final = Hand("drums", behind_ms=0.0, stray_ms=6.5, swell=6.5, stray=9.0, arc=3.0)
# In 816 played trios (Jazz Trio Database, beats that bass and drums both strike) the bass is level with the drums at
# every tempo: medians 0 to 10 ms behind, 9 ahead to 14 behind in nine of ten, notes 17 ms around that.
BASSIST: Final = Hand("bass", behind_ms=-4.0, stray_ms=7.0, swell=5.5, stray=9.0, arc=4.0)
PIANIST: Final = Hand("piano", behind_ms=5.0, stray_ms=8.0, swell=5.0, stray=8.0, arc=4.0)


def drift_ms(seed: int, beat: int) -> float:
    """How late the whole band is at a beat: a slow walk."""
    return DRIFT_MS * _walk(seed, _DRIFTING, beat, DRIFT_KEPT)


def struck_at(scene: Scene, hand: Hand, place: int, limb: int = 0, late_ms: float = 0.0) -> Tick:
    """Where a note is struck whose place on the straight grid is `place`; never before its bar.

    `limb`, 0 to 127, tells notes at one place apart; `late_ms`: a habit of this voice.
    """
    own, _ = _strays(scene.seed, hand.part, place, limb)
    ms = hand.behind_ms + late_ms + drift_ms(scene.seed, place // TICKS_PER_BEAT) + hand.stray_ms * own
    most = furthest(scene.swing)
    late = min(most, max(-most, round(ms * ticks_in_a_ms(scene))))
    if place == 0:
        late = 0  # everybody begins together
    elif place % scene.meter.bar == 0:
        late = max(0, late)
    return Tick(swung(Tick(place), scene.swing) + late)


def velocity(scene: Scene, hand: Hand, place: int, level: float, limb: int = 0) -> int:
    """How hard a note is struck whose voice lies around `level`."""
    _, own = _strays(scene.seed, hand.part, place, limb)
    beat, group = place // TICKS_PER_BEAT, place // (_ARC_BARS * scene.meter.bar)
    swell = hand.swell * _walk(scene.seed, _SWELLING, beat, _SWELL_KEPT) * sqrt(1 - _SWELL_KEPT * _SWELL_KEPT)
    arc = hand.arc * _walk(scene.seed, _ARC, group, _ARC_KEPT) * sqrt(1 - _ARC_KEPT * _ARC_KEPT)
    free = swell + arc + hand.stray * own
    return min(127, max(1, round(level + free * min(1.0, 0.4 + level / 100))))  # a ghost note stays one


def furthest(swing: float) -> int:
    """Ticks that a note may lie from its place: less than half of the shortest sixteenth."""
    return max(0, min(_FURTHEST, (TICKS_PER_BEAT - offbeat(swing)) // 4 - _MARGIN))


def ticks_in_a_ms(scene: Scene) -> float:
    """At the tempo to the nearest bpm, so that a clock that wavers does not move notes about."""
    return round(scene.bpm) * TICKS_PER_BEAT / 60_000


@lru_cache(maxsize=4096)
def _walk(seed: int, stream: int, at: int, kept: float) -> float:
    """A sum of normal steps of which each is remembered less; groups and beats before the first count as well."""
    return sum(_step(seed, stream + at - back) * kept**back for back in range(_WALK_STEPS))


@lru_cache(maxsize=4096)
def _step(seed: int, stream: int) -> float:
    return float(rng_at(seed, "drums", stream).normal())


@lru_cache(maxsize=4096)
def _strays(seed: int, part: BandPart, place: int, limb: int) -> tuple[float, float]:
    """Standard normal numbers of one note, for time and for velocity."""
    time, force = rng_at(seed, part, _STRAYING + place * _LIMBS + limb).normal(size=2).clip(-_MOST_STRAY, _MOST_STRAY)
    return float(time), float(force)
