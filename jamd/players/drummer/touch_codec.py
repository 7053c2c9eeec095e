"""How a hit is struck: what the touch network is told of one hit, and the bins of its answer.

A residual says how a hit differs from what the drummer usually does with this voice: its velocity from the voice's
mean, its lateness from the voice's median. Both are chosen from bins and then placed at random inside the bin, so that
they spread as real ones do; a mean would be a machine's touch.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from math import exp
from typing import Final, NamedTuple

import numpy as np

from jamd.music.styles import Feel
from jamd.players.arrays import Array
from jamd.players.drummer.codec import STYLES, VOICES
from jamd.players.steps import STEPS, STEPS_PER_BEAT

CODEC: Final = "drummer_touch"
CODEC_VERSION: Final = 1

VELOCITY_EDGES: Final = (-34.0, -22.0, -13.0, -5.0, 5.0, 13.0, 22.0, 34.0)
LATE_EDGES: Final = (-28.0, -20.0, -12.0, -4.0, 4.0, 12.0, 20.0, 28.0)  # ms
BINS: Final = 9
_OUTERMOST: Final = {"velocity": (-48.0, 48.0), "late": (-40.0, 40.0)}

_BEATS: Final = 4
_STEP: Final = 2 * VOICES  # where the features begin that speak of the step of the beat, of the beat, and of the rest
_BEAT: Final = _STEP + STEPS_PER_BEAT
_NUMBERS: Final = _BEAT + _BEATS
FEATURES: Final = _NUMBERS + 2 + 6 + 2 + len(STYLES) + 2 + 2


class Struck(NamedTuple):
    """One hit as it was struck: its step counted from the first beat, and its residuals."""

    step: int
    voice: int
    velocity: float
    late: float  # ms


class Manner(NamedTuple):
    """What all hits of a bar share."""

    style: str
    bpm: float
    feel: Feel
    beats: int
    talk: float  # comments of the bar
    loudness: float | None  # mean velocity residual asked for around here; None: left to the network


def features(
    step: int, voice: int, together: Sequence[int], ahead: int, past: Sequence[Struck], manner: Manner
) -> Array:
    """One hit (FEATURES,). `together`: all voices of this step. `ahead`: steps to the next hit of the voice, STEPS at
    most. `past`: what was struck before, in order."""
    of_voice = (hit for hit in reversed(past) if hit.voice == voice)
    last, before = next(of_voice, None), next(of_voice, None)
    anyone = past[-1] if past else None
    since = STEPS if last is None else min(STEPS, step - last.step)
    place = [0.0] * _NUMBERS
    place[voice] = 1.0
    for other in together:
        if other != voice:
            place[VOICES + other] = 1.0
    place[_STEP + step % STEPS_PER_BEAT] = 1.0
    place[_BEAT + step // STEPS_PER_BEAT % manner.beats] = 1.0
    numbers = [since / STEPS, ahead / STEPS]
    for hit in (last, before, anyone):
        numbers += [0.0, 0.0] if hit is None else [hit.velocity / 20, hit.late / 16]
    numbers += [float(manner.feel == "swing"), manner.talk / 5 - 1]
    numbers += [float(manner.style == name) for name in STYLES]
    numbers += [(manner.bpm - 130) / 60, max(0.0, (manner.bpm - 200) / 60)]
    told = manner.loudness is not None
    numbers += [(manner.loudness or 0.0) / 10, float(told)]
    return np.array(place + numbers, np.float32)


def bin_of(value: float, edges: Sequence[float]) -> int:
    return int(np.searchsorted(edges, value))


def inside(bin: int, edges: Sequence[float], kind: str, chance: float) -> float:
    """A value inside a bin; `chance` 0 to 1 says where."""
    low, high = _OUTERMOST[kind]
    bounds = (low, *edges, high)
    return bounds[bin] + chance * (bounds[bin + 1] - bounds[bin])


def softmax_draw(logits: Array, temperature: float, chance: float) -> int:
    """A bin drawn by its log odds. Plain floats: for so few bins numpy takes longer."""
    scaled = [odds / max(temperature, 0.05) for odds in logits.tolist()]
    highest = max(scaled)
    below = list(accumulate(exp(odds - highest) for odds in scaled))
    return min(bisect_left(below, chance * below[-1]), len(below) - 1)
