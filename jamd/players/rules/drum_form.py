"""What the hand-written drummer draws before any stroke of a bar: fills, landings, set-ups, and what four bars share.

Fills are drawn, never on a wheel: most often where the form ends, then where a section ends, after eight bars, after
four. All of it is a function of the seed and the place.
"""

from typing import Final, NamedTuple

import numpy as np

from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import TICKS_PER_BEAT, Tick
from jamd.players.phrase_ends import Ending, bar_of_section, ending_of

_FILLS: Final[dict[Ending, float]] = {"form": 0.7, "section": 0.45, "eighth": 0.5, "fourth": 0.14, "other": 0.01}
_LANDINGS: Final[dict[Ending, float]] = {"form": 0.4, "section": 0.3, "eighth": 0.25, "fourth": 0.08, "other": 0.02}
"""How likely a bar ends with a fill, and how likely the next one lands on its 1 where there was none."""

_SET_UP: Final = 0.2  # of the fourth bars without a fill
_STREAM: Final = 1 << 40  # apart from the strokes' random numbers


class Manner(NamedTuple):
    """What holds for four bars."""

    left_out: float  # how likely a beat of the ride is left out
    foot: float  # how likely the foot claps on its beat
    feathered: bool  # the kick plays softly on every beat
    talk: float  # scales the number of comments
    liking: tuple[float, ...]  # scales the places of the comments, by eighth of the bar


def manner_of(scene: Scene, bar: int) -> Manner:
    """Of the four bars around a bar."""
    first = bar - bar_of_section(scene, bar) % 4
    rng = _rng(scene, 1, first)
    return Manner(
        left_out=float(rng.uniform(0.0, 0.2)),
        foot=float(rng.choice([0.82, 0.97])),
        feathered=bool(rng.random() < 0.2),
        talk=float(np.exp(rng.normal(0, 0.3))),
        liking=tuple(np.exp(rng.normal(0, 0.5, 2 * scene.meter.beats)).tolist()),
    )


def fill_from(scene: Scene, bar: int) -> int:
    """Tick of the bar at which its fill starts; the bar's length where it has none."""
    ending, beats = ending_of(scene, bar), scene.meter.beats
    if (asked := scene.fill_asked(bar)) is not None:
        return min(-(-(asked - bar * scene.meter.bar) // TICKS_PER_BEAT), beats - 1) * TICKS_PER_BEAT
    rng = _rng(scene, 2, bar)
    drawn, long = rng.random() < _FILLS[ending], rng.random() < scene.intensity
    last = 0
    if drawn and ending == "form":
        last = beats if scene.intensity >= 0.3 else 2
    elif drawn:
        last = 2 if long and ending != "fourth" else 1
    return (beats - last) * TICKS_PER_BEAT


def lands(scene: Scene, bar: int) -> bool:
    """Whether a bar is landed on: after every fill, solo and break, and now and then where a part ended without."""
    if bar <= 0:
        return False
    if scene.returns_at(Tick(bar * scene.meter.bar)):
        return True
    luck = _rng(scene, 3, bar).random()
    return fill_from(scene, bar - 1) < scene.meter.bar or bool(luck < _LANDINGS[ending_of(scene, bar - 1)])


def lands_on_crash(scene: Scene, bar: int) -> bool:
    """Whether a landing has a crash: hardly ever where the music is quiet."""
    return bool(_rng(scene, 4, bar).random() < min(0.9, max(0.0, 2.5 * (scene.intensity - 0.22))))


def sets_up(scene: Scene, bar: int) -> bool:
    """Whether a bar ends with a figure that leads into the next."""
    if scene.intensity <= 0.25 or bar_of_section(scene, bar) % 4 != 3:
        return False
    return bool(_rng(scene, 5, bar).random() < _SET_UP)


def _rng(scene: Scene, what: int, bar: int) -> np.random.Generator:
    return rng_at(scene.seed, "drums", what * _STREAM + bar)
