"""How each style is comped: how many chords a bar, at which places, how long.

The network learned from left hands under their own lines. `SETTLED` and `NERVOUS` say where two kinds of pianists
strike who accompany: both hands behind a lead, and left hands of trios on stage; the log odds are moved by what lies
between. Places are the sixteenths of the bar, swing out.
"""

from functools import lru_cache
from typing import Final

import msgspec
import numpy as np

from jamd.commands.choices import Style
from jamd.players.arrays import Array
from jamd.players.phrase_ends import Ending
from jamd.players.steps import STEPS, STEPS_PER_BEAT

_STEP_OF_SIXTEENTH: Final = (0, 2, 4, 5)
_NEVER: Final = -9.0  # between the sixteenths
_PUSHED: Final = 2.5  # log odds between off-beats and beats, from `restless` 0 to 1

# Shares of the chords at 1 1e 1& 1a 2 2e ...: the training set, 2,657 bars of both hands behind a lead, 2,841 bars of
# left hands.
_LEARNED: Final = (
    .073, .012, .081, .024, .054, .013, .096, .028,
    .066, .012, .088, .026, .055, .014, .114, .032,
)  # fmt: skip
SETTLED: Final = (
    .210, .009, .076, .019, .062, .012, .107, .025,
    .136, .016, .077, .024, .094, .010, .095, .029,
)  # fmt: skip
NERVOUS: Final = (
    .153, .018, .067, .018, .056, .012, .135, .030,
    .096, .016, .116, .027, .073, .012, .133, .039,
)  # fmt: skip

AT_END: Final[dict[Ending, float]] = {"form": 1.25, "section": 1.2, "eighth": 1.2, "fourth": 1.05, "other": 0.95}
"""How many more chords there are in a bar that ends the form, a section, eight or four bars; elsewhere fewer."""
_OVER: Final[dict[Ending, float]] = {"form": 1.4, "section": 1.4, "eighth": 0.7, "fourth": 0.0, "other": 0.0}
"""Log odds added at the last off-beat of such a bar: the next phrase begins ahead of its time."""

# Shares of bars with 0, 1, 2 ... chords, of both kinds together.
COUNTS: Final = np.array([0.12, 0.20, 0.32, 0.19, 0.10, 0.04, 0.03])


class CompStyle(msgspec.Struct, frozen=True):
    """How a style is comped."""

    chords: float  # a bar of so many `beats`, at a middling intensity, when the keyboardist leaves room
    places: tuple[dict[str, float], ...] = ({},)  # log odds added at places such as "2&", in turn from bar 0 on
    between: float = 0.0  # log odds added at all "e" and "a"
    beats: int = 4
    longer: float = 1.0  # than swing
    least: float = 0.0  # beats that a chord lasts at least
    most: int = 6  # chords in a bar
    fourths: float = 0.0  # how much stacks of fourths are preferred to other voicings


STYLES: Final[dict[Style, CompStyle]] = {
    "swing": CompStyle(4.2),
    "ballad": CompStyle(
        2.9, ({"1": 1.0, "3": 0.8, "1&": -0.7, "3&": -0.4},), between=-1.0, longer=2.6, least=0.3, most=4
    ),
    "waltz": CompStyle(2.7, ({"1": 0.2, "2": 0.4, "2&": 0.5, "3": 0.3},), between=-1.0, beats=3, most=3),
    "bossa": CompStyle(
        3.4,
        (
            {"1": 2.6, "2&": 3.4, "4": 2.6, "1&": -1.5, "2": -1.0, "3": -1.0, "3&": -1.5},
            {"2": 2.6, "3&": 3.4, "4&": 1.2, "1": -1.0, "1&": -1.5, "2&": -1.5, "3": -1.0, "4": -1.0},
        ),
        between=-4.0,
        longer=1.6,
        most=4,
    ),
    "samba": CompStyle(
        4.0,
        ({"1": 1.0, "1&": 1.2, "2&": 1.8, "4": 1.2, "4&": 1.0}, {"1&": 1.6, "2&": 1.2, "3": 1.0, "3&": 1.4, "4&": 1.2}),
        between=-3.0,
    ),
    "funk": CompStyle(
        3.5, ({"1": 0.8, "2a": 1.6, "2&": 0.6, "4&": 0.8, "4a": 0.8, "3e": 0.8},), between=0.8, longer=0.6
    ),
    "even": CompStyle(
        3.2,
        ({"1": 0.4, "1&": 0.3, "2&": 0.8, "3&": 0.5, "4&": 0.6, "2": -0.4, "4": -0.4},),
        between=-3.0,
        longer=2.4,
        least=0.4,
        most=4,
        fourths=6.0,
    ),
    "shuffle": CompStyle(3.3, ({"1": 0.5, "2&": 1.0, "4&": 0.8, "3": 0.2},), between=-2.0),
}


@lru_cache(maxsize=256)
def bias_of(style: Style, bar: int, restless: float) -> Array:
    """(STEPS,) added to the network's log odds; `restless` 0 settled, 1 nervous. Bars count in the style's own turn."""
    row = STYLES[style]
    share, pushed = 1.5 * restless - 0.25, _PUSHED * (restless - 0.5) / 2
    bias = np.full(STEPS, _NEVER, np.float32)
    for place in range(16):
        step = step_of(place)
        towards = (1 - share) * np.log(SETTLED[place]) + share * np.log(NERVOUS[place])
        bias[step] = towards - np.log(_LEARNED[place]) + row.between * (place % 2) + (pushed if place % 4 else -pushed)
    for name, added in row.places[bar % len(row.places)].items():
        bias[step_of(4 * (int(name[0]) - 1) + ("", "e", "&", "a").index(name[1:]))] += added
    return bias


def over_the_bar(ending: Ending, beats: int) -> Array:
    """(STEPS,) added to the log odds in a bar of so many beats."""
    bias = np.zeros(STEPS, np.float32)
    bias[step_of(4 * beats - 2)] = _OVER[ending]
    return bias


def step_of(sixteenth: int) -> int:
    beat, inside = divmod(sixteenth, 4)
    return beat * STEPS_PER_BEAT + _STEP_OF_SIXTEENTH[inside]


def count_of(mean: float, most: int, chance: float) -> int:
    """Chords in a bar: drawn by `chance` (0 to 1) as pianists vary, around a mean."""
    usual = float((COUNTS * np.arange(len(COUNTS))).sum())
    odds = (COUNTS * (max(mean, 0.05) / usual) ** np.arange(len(COUNTS)))[: most + 1]
    return int(np.searchsorted(np.cumsum(odds / odds.sum()), chance, side="right").clip(0, most))
