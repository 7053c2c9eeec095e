"""Comping rhythms: one for each bar, thinned out or filled up as the music asks.

Positions are eighths of the bar. Every bar draws one rhythm, its hits in order of importance, and one number that says
how many of them sound at a given density. So a change of density removes or adds hits, and never changes the rhythm.
"""

from collections.abc import Sequence
from math import exp
from typing import Final, NamedTuple

import numpy as np

from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import Tick
from jamd.players.rules.listening import EIGHTH, busyness, leaves_a_gap

# Weight and hits, the most important first. No two hits are neighbours, and at most two fall on beats.
_RHYTHMS: Final[dict[int, tuple[tuple[float, tuple[int, ...]], ...]]] = {
    4: (
        (1.8, (3, 0, 7)),  # Charleston: 1 and 2&; alone, the 2&
        (1.6, (0, 3, 7)),  # Charleston; alone, the 1
        (2.5, (7, 3, 0)),  # Red Garland: 4& and 2&, both ahead of the beat
        (1.5, (4, 1, 7)),  # the Charleston turned round: 1& and 3
        (1.5, (3, 6, 1)),  # 2& and 4
        (1.2, (2, 5, 7)),  # the Charleston from beat 2
        (1.2, (7, 4, 1)),  # the Charleston from beat 3
        (1.0, (1, 5, 3)),  # after the beat
        (1.3, (0, 5, 3)),  # a chord on 1, often held
    ),
    3: (
        (3.0, (3, 0, 5)),  # 1 and 2&: two dotted quarters
        (2.0, (5, 3, 1)),
        (1.5, (1, 4)),
        (1.2, (2, 5)),
        (1.2, (0, 3)),
        (1.0, (3, 5, 1)),
    ),
    5: (
        (3.0, (0, 3, 6)),  # 1, 2& and 4: three and two
        (2.0, (3, 6, 9)),
        (1.5, (6, 0, 3)),
        (1.5, (9, 3, 6)),  # 5& and 2&, both ahead of the beat
        (1.2, (2, 5, 8)),
        (1.0, (1, 6, 9)),
        (1.0, (0, 5, 8)),
    ),
}
# Shares of bars with no, one, two and three hits at density 0 and 1.
_SPARSE: Final = np.array([0.23, 0.60, 0.15, 0.02])
_DENSE: Final = np.array([0.13, 0.11, 0.39, 0.37])
_STEPS_A_BAR: Final = 64  # random streams of a bar: 0 its rhythm, 1 + n the hit on eighth n


class Hit(NamedTuple):
    """A chord to strike: its eighth counted from tick 0, and the random stream of this hit alone."""

    eighth: int
    rng: np.random.Generator

    @property
    def place(self) -> Tick:
        """The place on the straight grid."""
        return Tick(self.eighth * EIGHTH)

    @property
    def off_beat(self) -> bool:
        return self.eighth % 2 == 1


def density(scene: Scene) -> float:
    """0 to 1: grows with intensity, gives way to a busy keyboardist and a fast tempo, fills the gaps that are left."""
    fast = max(0.0, scene.bpm - 180) / 300
    gap = 0.7 * scene.follow if leaves_a_gap(scene) else 0.0
    gives_way = min(1.0, 1.8 * scene.follow * busyness(scene))
    return min(1.0, max(0.0, (scene.intensity * (1.0 - gives_way) + gap - fast) * scene.busy))


def hits_of_bar(scene: Scene, bar: int, dense: float) -> list[Hit]:
    """The hits of a bar in order; the same seed, bar and density give the same hits."""
    rng = rng_at(scene.seed, "piano", bar * _STEPS_A_BAR)
    rhythms = _RHYTHMS[scene.meter.beats]
    weights = np.array([weight * _restless(scene, ranked) for weight, ranked in rhythms])
    _, ranked = rhythms[rng.choice(len(rhythms), p=weights / weights.sum())]
    shares = (1 - dense) * _SPARSE + dense * _DENSE
    count = int(np.searchsorted(np.cumsum(shares), rng.random(), side="right"))
    first = bar * scene.meter.beats * 2
    return [
        Hit(first + eighth, rng_at(scene.seed, "piano", bar * _STEPS_A_BAR + 1 + eighth))
        for eighth in sorted(ranked[:count])
    ]


def _restless(scene: Scene, ranked: Sequence[int]) -> float:
    """How much likelier a rhythm becomes: off the beat for a restless pianist, on it for a settled one."""
    first, second, *_ = (eighth % 2 for eighth in ranked)
    return exp(8 * (scene.restless - 0.5) * (0.6 * first + 0.4 * second - 0.5))
