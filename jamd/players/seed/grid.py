"""The grid of sixteenths that both seed networks count on.

Units: steps are sixteenths of the straight grid, 4 to the beat, from the first beat of the form (negative before it).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.music.planning.scene import Scene
from jamd.music.time.notes import TICKS_PER_BEAT, Tick
from jamd.music.time.swing import straightened, swung
from jamd.players.touch import Hand, struck_at

STEPS_PER_BEAT: Final = 4
STEP: Final = TICKS_PER_BEAT // STEPS_PER_BEAT  # ticks
COUNTERS: Final = 6

RELAXED_BPM: Final = 140.0  # up to here sixteenths come as trained
TEMPO_BIAS: Final = 0.015  # of the logits, for each bpm over that; at 240 a sixteenth is four or five times rarer


def place_of(step: int, ratio: float) -> Tick:
    """The tick at which a step is played."""
    return swung(Tick(step * STEP), ratio)


def step_of(tick: Tick, ratio: float) -> int:
    """The step that a played tick means: the nearest."""
    return round(straightened(tick, ratio) / STEP)


def step_struck_at(scene: Scene, hand: Hand, step: int) -> Tick:
    """The tick at which a part strikes a step, its touch included; later steps are struck later."""
    return struck_at(scene, hand, step * STEP)


def first_step(scene: Scene, hand: Hand, tick: Tick) -> int:
    """The first step that a part strikes at or after a tick."""
    step = step_of(tick, scene.swing) - 2
    while step_struck_at(scene, hand, step) < tick:
        step += 1
    return step


def counters(step: int, beats: int) -> NDArray[np.float32]:
    """Where a step lies, (COUNTERS,) of -1 and 1, the lowest bit first: step in the beat, beat in the bar, bar of four.

    A bar of 3/4 leaves out the fourth beat, so a bit means the same in both meters.
    """
    bar, inside = divmod(step, beats * STEPS_PER_BEAT)
    count = (bar % 4) * 16 + inside
    return np.array([1.0 if count >> bit & 1 else -1.0 for bit in range(COUNTERS)], np.float32)


def tempo_bias(step: int, bpm: float) -> float:
    """Logit bias, 0 or less, of an onset on an odd sixteenth: the networks are not told the tempo."""
    return -TEMPO_BIAS * max(0.0, bpm - RELAXED_BPM) if step % 2 else 0.0
