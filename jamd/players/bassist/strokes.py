"""What a bar of bass is made of: strokes, and the random numbers by which each bar differs from the next."""

from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import TICKS_PER_BEAT
from jamd.players.phrase_ends import Ending, ending_of

NEAR: Final = TICKS_PER_BEAT // 8  # ticks: a note struck less than this from its place belongs there
SHORTEST: Final = 60  # ticks that a note lasts at least
STRONG: Final = {3: (0,), 4: (0, 2), 5: (0, 3)}  # beats of a bar, by how many it has: five are three and two
_STREAM: Final = 22 << 40
_DICE: Final = 24
_COLDEST: Final = 0.15  # of temperature: below it the likeliest is played anyway

Kind = Literal[
    "walked",  # a note of the line
    "skip",  # the note before, once more
    "drop",  # an octave or a fifth below it
    "rake",  # the next string below it
    "root",
    "third",
    "fifth",  # above the root
    "below",  # the fifth below it, where there is room
    "octave",
    "answer",  # the fifth near the note before, or the root near it if that was the fifth
    "pedal",  # the first note of this bar
    "next",  # the first note of the next bar
    "lead",  # a step from it
]


class Stroke(NamedTuple):
    """One note: where on the straight grid (ticks from the bar's 1), what, how long (a share of the way to the next
    one), and how much louder than usual."""

    place: int
    kind: Kind
    length: float = 0.9
    louder: float = 0.0


def dice_of(scene: Scene, bar: int) -> list[float]:
    """Of a bar, each 0 to 1: planning it again throws them again."""
    dice: list[float] = rng_at(scene.seed, "bass", _STREAM + bar).random(_DICE).tolist()
    return dice


def ending_with(scene: Scene, bar: int) -> Ending:
    """What ends with a bar: a fill that was asked for ends a section, too."""
    return "section" if scene.fill_asked(bar) is not None else ending_of(scene, bar)


def freedom(scene: Scene) -> float:
    """0 to 1: how much there is besides the plainest line."""
    return min(1.0, scene.temperature)


def drawn(weights: ArrayLike, die: float, temperature: float) -> int:
    """An index, as often as its weight says; at a low temperature the heaviest. `die`: 0 to 1, without 1."""
    each = np.asarray(weights, np.float64)
    if temperature < _COLDEST:
        return int(np.argmax(each))
    sums = np.cumsum((each / each.max()) ** (1 / temperature))
    return int(np.searchsorted(sums, die * sums[-1], side="right"))
