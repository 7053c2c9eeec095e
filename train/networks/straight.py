"""Takes the swing out of a performance, so that its off-beat eighths lie on step 2 of 4 and not between 2 and 3.

Jazz off-beats lie at .50 to .75 of the beat; a grid of sixteenths would read those behind .625 as the last sixteenth.
And soloists play late: about .05 of a beat in the Weimar solos. For each piece one lateness and one place of the
off-beat are found, those that bring its onsets nearest to the grid, and the piece is straightened around them.
"""

from collections.abc import Iterable
from math import floor
from typing import NamedTuple

import numpy as np

from jamd.music.time.notes import TICKS_PER_BEAT, Tick
from jamd.music.time.swing import straightened

STEPS_PER_BEAT = 4
STEP = TICKS_PER_BEAT // STEPS_PER_BEAT
OFFBEATS = np.linspace(0.5, 0.75, 26)  # of the beat
DELAYS = np.linspace(0.0, 0.12, 7)  # of the beat
SOLO_REACH = 0.09  # of the beat; the tails of a soloist's eighths reach .16, only what lies nearer is a sixteenth
ODD_COST = 0.05  # beats; hits at .75 alone are read as hard swing, not as dotted eighths: odd sixteenths are dear


class Feel(NamedTuple):
    """How a piece lies on its beat, in beats: how late, where its off-beats fall, how far an odd sixteenth reaches."""

    delay: float = 0.0
    offbeat: float = 0.5
    reach: float = 0.125

    def step(self, tick: int) -> int:
        """The sixteenth of the straight grid that an onset at a played tick means."""
        place = self.straight(tick) / STEP
        odd = 2 * floor(place / 2) + 1
        return odd if abs(place - odd) <= self.reach * STEPS_PER_BEAT else 2 * round(place / 2)

    def straight(self, tick: int) -> Tick:
        """The tick as it would be without the swing and the lateness."""
        return straightened(Tick(tick - round(self.delay * TICKS_PER_BEAT)), self.offbeat / (1 - self.offbeat))


def feel_of(ticks: Iterable[int], late: bool) -> Feel:
    """The feel of a piece from its onsets; `late` looks for a delay as well (soloists, not drummers)."""
    inside = np.array([tick % TICKS_PER_BEAT for tick in ticks]) / TICKS_PER_BEAT  # (onsets,) in beats
    if len(inside) < 8:
        return Feel()
    delays, reach = (DELAYS, SOLO_REACH) if late else (DELAYS[:1], 0.125)
    feels = [Feel(float(delay), float(place), reach) for delay in delays for place in OFFBEATS]
    return min(feels, key=lambda feel: _cost(inside, feel))


def _cost(inside: np.ndarray, feel: Feel) -> float:
    early = (inside - feel.delay) % 1.0
    before, after = early * 0.5 / feel.offbeat, 0.5 + (early - feel.offbeat) * 0.5 / (1 - feel.offbeat)
    straight = np.where(early < feel.offbeat, before, after)
    steps = np.round(straight * STEPS_PER_BEAT)
    return float(np.mean(np.abs(straight - steps / STEPS_PER_BEAT)) + ODD_COST * np.mean(steps % 2))
