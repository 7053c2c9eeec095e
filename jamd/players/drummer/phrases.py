"""What a bar of drums is meant to be, drawn before any note: the shape of the music over four, eight and more bars.

Everything is a function of the seed and the place, so going back and planning again draws the same. Fills are drawn,
never on a wheel: at the end of a section more often than at the end of eight bars, there more often than in the
fourth bar; a fill is landed on most of the time.
"""

from functools import lru_cache
from math import exp
from typing import Final, NamedTuple

import msgspec
import numpy as np

from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import Tick
from jamd.players.drummer import soloing
from jamd.players.drummer.styles import DrumStyle
from jamd.players.phrase_ends import Ending, bar_of_section, ending_of
from jamd.players.steps import STEPS_PER_BEAT

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

AROUND: Final = 0.55  # of the fills go around the toms; in Groove .49 of swing's have two strokes on them or more

OTHER_HAND: Final = {False: 0.2, True: 0.7}
"""How likely a section is on the other cymbal, and a bridge is; Groove's funk changes .9 times in 32 bars."""

THINNED: Final = (0.17, 0.3)
"""Share of the hits and of the comments that a gap of the keyboardist takes away."""


LEANT: Final = 0.2  # of the log odds of an accent, in the log of the comments


class Phrase(msgspec.Struct, frozen=True):
    """The plan of one bar."""

    hits: float  # that it should have
    talk: float  # of them comments
    level: float  # hits a bar of the four bars around it
    fill_from: int | None  # the step from which the bar is a fill; None: it is none
    after_fill: bool
    landing: bool  # a crash or a kick on 1
    foot: bool  # the hi-hat's foot keeps 2 and 4
    skip: float  # -1 to 2: how readily the ride skips on beats 1 and 3
    loudness: float  # velocity, on top of what intensity asks for
    solo: bool = False  # the drums play alone: no cymbal has to keep the time
    answer: float = 1.0  # how much an expected accent counts
    recalls: bool = False  # the rhythm of the bar before comes again
    around: bool = False  # the fill goes around the toms
    other_hand: bool = False  # the hand is on the other cymbal than at the start, ride or hats
    light: bool = False  # it is played under a solo that is easily covered
    beats: int = 4  # in the bar

    @property
    def fill(self) -> bool:
        return self.fill_from is not None


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
    first_of_fill = fill_from(scene, bar)
    fill, after = first_of_fill is not None, bar > 0 and fill_from(scene, bar - 1) is not None
    wider = style.hits[0] / 8  # busier styles breathe deeper
    climb = soloing.climbed(scene, bar)
    much = busier(scene) * scene.meter.beats / style.beats
    level = (style.hits[0] + style.hits[1] * intensity) * much + arc * wider
    talk = (style.talk[0] + style.talk[1] * intensity) * much
    if solo:
        level, talk = (at_first + more * climb for at_first, more in (soloing.HITS, soloing.TALK))
    talk += 0.75 * arc + breath + 2.6 * fill
    less = 0.0 if fill or solo else min(1.0, follow * max(0.0, 1.0 - activity))
    more = 1.0 if fill or solo else exp(LEANT * follow * leaning)
    return Phrase(
        hits=(level + 0.8 * breath + 2.2 * fill) * (1 - THINNED[0] * less),
        talk=max(0.0, talk) * (1 - THINNED[1] * less) * more,
        level=level,
        fill_from=first_of_fill,
        after_fill=after,
        landing=_must_land(scene, bar)
        or (
            bar > 0
            and not holds_back(scene, bar - 1)
            and bool(_own(scene, bar - 1).random() < LANDED[ending_of(scene, bar - 1), after])
        ),
        foot=foot or solo,
        skip=skip,
        loudness=loudness,
        solo=solo,
        answer=follow,
        recalls=solo and soloing.recalls(scene, bar),
        around=fill and (solo or _fill(scene.seed, bar).around),
        other_hand=other_hand(scene, bar),
        light=scene.room < 1,
        beats=scene.meter.beats,
    )


def _must_land(scene: Scene, bar: int) -> bool:
    """After a fill that was asked for, a solo or a break."""
    return scene.fill_asked(bar - 1) is not None or scene.returns_at(Tick(bar * scene.meter.bar))


def holds_back(scene: Scene, bar: int) -> bool:
    """Whether a bar lies inside a solo that is easily covered, and does not lead out of it."""
    solo = scene.solo_at(Tick(bar * scene.meter.bar))
    return scene.room < 1 and solo is not None and (bar + 1) * scene.meter.bar < solo.end


def busier(scene: Scene) -> float:
    """What the control `busy` makes of hits and comments: half as many at 0, half as many again at 2. Comments are the
    soft ones: with more of them than that the mean velocity would fall."""
    return 0.5 + 0.5 * scene.busy


def fill_from(scene: Scene, bar: int) -> int | None:
    """The step from which a bar is a fill, drawn or asked for, or a solo leads back: its middle. None: it is none."""
    drawn = _fill(scene.seed, bar).luck < FILLS[ending_of(scene, bar)] and not holds_back(scene, bar)
    filled = soloing.leads_back(scene, bar) if soloing.in_solo(scene, bar) else drawn
    filled = filled or scene.fill_asked(bar) is not None
    return scene.meter.beats * STEPS_PER_BEAT // 2 if filled else None


class _Fill(NamedTuple):
    luck: float  # against FILLS
    around: bool


@lru_cache(maxsize=256)
def _fill(seed: int, bar: int) -> _Fill:
    luck, around = rng_at(seed, "drums", 2 * _STREAM + bar).random(2)
    return _Fill(float(luck), bool(around < AROUND))


def other_hand(scene: Scene, bar: int) -> bool:
    """Whether the hand is on the other cymbal than at the start: drawn for each section, more often for one that has
    another name than the first (a bridge); where a form has one section, for each chorus."""
    first = bar - bar_of_section(scene, bar)
    if first <= 0:
        return False
    chart = scene.chart
    bridge = chart is not None and chart.section_at(bar).name != chart.sections[0].name
    return bool(rng_at(scene.seed, "drums", 12 * _STREAM + first).random() < OTHER_HAND[bridge])


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
