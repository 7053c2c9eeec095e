"""What a bar of drums is meant to be, drawn before any note: the shape of the music over four, eight and more bars.

Everything is a function of the seed and the place, so going back and planning again draws the same. Fills are drawn,
never on a wheel: at the end of a section more often than at the end of eight bars, there more often than in the
fourth bar; a fill is landed on most of the time.
"""

from functools import lru_cache
from math import exp
from typing import Final

import msgspec
import numpy as np

from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import Tick
from jamd.players.drummer.styles import DrumStyle
from jamd.players.phrase_ends import Ending, bar_of_section, ending_of

GROUP: Final = 4  # bars that share an arc
_ARC_KEPT: Final = 0.4  # of one group's arc in the next
_GROUPS_BACK: Final = 4  # older arcs have faded
_STREAM: Final = 1 << 40  # the phrase's random numbers, apart from those of the bars

FILLS: Final[dict[Ending, float]] = {"form": 0.6, "section": 0.5, "eighth": 0.6, "fourth": 0.2, "other": 0.03}
"""How likely a fill is in the last bar of the form, of a section, in every eighth and fourth bar, and elsewhere."""

LANDED: Final[dict[tuple[Ending, bool], float]] = {
    **{(ending, True): 0.8 for ending in FILLS},
    ("form", False): 0.5,
    ("section", False): 0.4,
    ("eighth", False): 0.4,
    ("fourth", False): 0.06,
    ("other", False): 0.02,
}
"""How likely the next bar lands on its 1, by what has ended and whether with a fill."""

SOLO: Final = (15.0, 11.0)  # hits and comments a bar where the drums play alone

THINNED: Final = (0.17, 0.3)
"""Share of the hits and of the comments that a gap of the keyboardist takes away."""


LEANT: Final = 0.2  # of the log odds of an accent, in the log of the comments


class Phrase(msgspec.Struct, frozen=True):
    """The plan of one bar."""

    hits: float  # that it should have
    talk: float  # of them comments
    level: float  # hits a bar of the four bars around it
    fill: bool
    after_fill: bool
    landing: bool  # a crash or a kick on 1
    foot: bool  # the hi-hat's foot keeps 2 and 4
    skip: float  # -1 to 2: how readily the ride skips on beats 1 and 3
    loudness: float  # velocity, on top of what intensity asks for
    solo: bool = False  # the drums play alone: no cymbal has to keep the time
    answer: float = 1.0  # how much an expected accent counts


def phrase_of(scene: Scene, style: DrumStyle, bar: int, activity: float, leaning: float) -> Phrase:
    """`activity`: how busy the keyboardist is now, 1 being as usual; `leaning`: how likely the next accent is, in log
    odds. In a gap the drummer thins out, accents he meets, both as strongly as `follow` says (.5: as trios do)."""
    intensity = round(scene.intensity, 1)  # in tenths, so that plans stay put
    follow = 2 * scene.follow
    first = bar - bar_of_section(scene, bar) % GROUP
    arc, loudness = arc_of(scene, bar)
    held = rng_at(scene.seed, "drums", _STREAM + first)
    skip, foot = float(np.clip(held.normal(1.3, 1.0), -1, 2.6)), bool(held.random() < 0.92)
    breath = float(_own(scene, bar).normal(0, 1.6))
    solo = scene.role == "solo"
    fill = not solo and (fills(scene, bar) or scene.fill_asked(bar) is not None)
    after = bar > 0 and (fills(scene, bar - 1) or scene.fill_asked(bar - 1) is not None)
    wider = style.hits[0] / 8  # busier styles breathe deeper
    level = SOLO[0] if solo else (style.hits[0] + style.hits[1] * intensity) * busier(scene) + arc * wider
    talk = SOLO[1] if solo else (style.talk[0] + style.talk[1] * intensity) * busier(scene)
    talk += 0.75 * arc + breath + 2.6 * fill
    less = 0.0 if fill or solo else min(1.0, follow * max(0.0, 1.0 - activity))
    more = 1.0 if fill or solo else exp(LEANT * follow * leaning)
    return Phrase(
        hits=(level + 0.8 * breath + 2.2 * fill) * (1 - THINNED[0] * less),
        talk=max(0.0, talk) * (1 - THINNED[1] * less) * more,
        level=level,
        fill=fill,
        after_fill=after,
        landing=_must_land(scene, bar)
        or (bar > 0 and bool(_own(scene, bar - 1).random() < LANDED[ending_of(scene, bar - 1), after])),
        foot=foot or solo,
        skip=skip,
        loudness=loudness,
        solo=solo,
        answer=follow,
    )


def _must_land(scene: Scene, bar: int) -> bool:
    """After a fill that was asked for, a solo or a break."""
    return scene.fill_asked(bar - 1) is not None or scene.returns_at(Tick(bar * scene.meter.bar))


def busier(scene: Scene) -> float:
    """What the control `busy` makes of hits and comments: half as many at 0, half as many again at 2. Comments are the
    soft ones: with more of them than that the mean velocity would fall."""
    return 0.5 + 0.5 * scene.busy


def fills(scene: Scene, bar: int) -> bool:
    """Whether a bar is drawn to be a fill."""
    return bool(rng_at(scene.seed, "drums", 2 * _STREAM + bar).random() < FILLS[ending_of(scene, bar)])


def _own(scene: Scene, bar: int) -> np.random.Generator:
    return rng_at(scene.seed, "drums", 3 * _STREAM + bar)


def arc_of(scene: Scene, bar: int) -> tuple[float, float]:
    """How many hits and how much velocity the four bars around a bar have above the middle."""
    return _arc(scene.seed, bar - bar_of_section(scene, bar) % GROUP)


@lru_cache(maxsize=256)
def _arc(seed: int, first: int) -> tuple[float, float]:
    """Of the four bars from `first`: each group remembers a part of the ones before."""
    arc = loudness = 0.0
    for group in range(max(first % GROUP, first - _GROUPS_BACK * GROUP), first + 1, GROUP):
        rng = rng_at(seed, "drums", 4 * _STREAM + group)
        arc = _ARC_KEPT * arc + float(rng.normal(0, 1.4))
        loudness = 0.5 * loudness + float(rng.normal(0, 4.0))
    return arc, loudness
