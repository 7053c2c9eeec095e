"""The feel of a performance, and how to take it out: off-beat eighths then lie on step 2 of 4, not between 2 and 3.

Jazz off-beats lie at .50 to .75 of the beat; a grid of sixteenths would read those after .625 as the last sixteenth.
Soloists also play late: about .05 of a beat in the Weimar solos. For each piece one delay and one off-beat position are
found, those that bring its onsets nearest to the grid, and the piece is straightened around them.
"""

from collections.abc import Iterable
from functools import lru_cache
from math import floor
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jamd.music.time.notes import TICKS_PER_BEAT, Tick
from jamd.music.time.swing import straightened
from train.corpora.piece import Piece, line_of

STEPS_PER_BEAT: Final = 4
STEP: Final = TICKS_PER_BEAT // STEPS_PER_BEAT
OFFBEATS: Final = np.linspace(0.5, 0.75, 26)  # of the beat
DELAYS: Final = np.linspace(0.0, 0.12, 7)  # of the beat
SOLO_REACH: Final = 0.09  # of the beat: nearer is a sixteenth, for the tails of a soloist's eighths reach .16
ODD_COST: Final = 0.05  # beats; odd sixteenths cost extra, so hits at .75 alone are hard swing, not dotted eighths


class Feel(NamedTuple):
    """How a piece lies on its beat, in beats: how late, where its off-beats fall, how far an odd sixteenth reaches."""

    delay: float = 0.0
    offbeat: float = 0.5
    reach: float = 0.125

    @property
    def swing(self) -> float:
        """The ratio of the long eighth to the short one."""
        return self.offbeat / (1 - self.offbeat)

    def step(self, tick: int) -> int:
        """The sixteenth of the straight grid for an onset at a played tick; for a drummer simply the nearest one."""
        place = self.straight(tick) / STEP
        odd = 2 * floor(place / 2) + 1
        return odd if abs(place - odd) < self.reach * STEPS_PER_BEAT else 2 * round(place / 2)

    def straight(self, tick: int) -> Tick:
        """The tick as it would be without the swing and the delay."""
        return straightened(Tick(tick - round(self.delay * TICKS_PER_BEAT)), self.swing)


def feel_of(ticks: Iterable[int], late: bool) -> Feel:
    """The feel of a piece from its onsets; `late` looks for a delay as well (soloists, not drummers)."""
    inside = np.array([tick % TICKS_PER_BEAT for tick in ticks]) / TICKS_PER_BEAT  # (onsets,) in beats
    if len(inside) < 8:
        return Feel()
    delays, reach = (DELAYS, SOLO_REACH) if late else (DELAYS[:1], 0.125)
    feels = [Feel(float(delay), float(place), reach) for delay in delays for place in OFFBEATS]
    return min(feels, key=lambda feel: _cost(inside, feel))


def _cost(inside: NDArray[np.float64], feel: Feel) -> float:
    early = (inside - feel.delay) % 1.0
    before, after = early * 0.5 / feel.offbeat, 0.5 + (early - feel.offbeat) * 0.5 / (1 - feel.offbeat)
    straight = np.where(early < feel.offbeat, before, after)
    steps = np.round(straight * STEPS_PER_BEAT)
    return float(np.mean(np.abs(straight - steps / STEPS_PER_BEAT)) + ODD_COST * np.mean(steps % 2))


@lru_cache(maxsize=4096)
def drum_feel(piece: Piece) -> Feel:
    """The feel of a drum take."""
    return feel_of([hit.tick for hit in piece.drums], late=False)


@lru_cache(maxsize=4096)
def line_feel(piece: Piece) -> Feel:
    """The feel of a solo; soloists play late."""
    return feel_of([note.start for note in line_of(piece)], late=True)


def swing_of(piece: Piece) -> float:
    """The swing ratio at which a take lies nearest to the grid: of its drums, or of its line where it has none."""
    return (drum_feel(piece) if piece.drums else line_feel(piece)).swing
