"""The drummer's hands: velocity and place of each hit, drawn hit by hit from the touch network.

Levels are what a General MIDI kit needs for a balanced jazz trio; the network says how far from them each hit lies.
The hi-hat's foot comes a little before the ride (2 to 26 ms, Hofmann 2017), comments off the beat too.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from jamd.music.drum_kit import (
    BELL,
    CLOSED_HAT,
    CRASH,
    HIGH_TOM,
    KICK,
    LOW_TOM,
    MID_TOM,
    OPEN_HAT,
    PEDAL_HAT,
    RIDE,
    SIDESTICK,
    SNARE,
)
from jamd.players.arrays import Array
from jamd.players.drummer import touch_codec as codec
from jamd.players.drummer.codec import TALK
from jamd.players.drummer.touch_codec import Manner, Struck
from jamd.players.onnx_model import OnnxModel
from jamd.players.steps import STEPS, STEPS_PER_BEAT

LEVEL: Final = {
    KICK: 46, SNARE: 46, SIDESTICK: 56, CLOSED_HAT: 52, PEDAL_HAT: 62, OPEN_HAT: 58,
    LOW_TOM: 62, MID_TOM: 62, HIGH_TOM: 62, CRASH: 84, RIDE: 62, BELL: 66,
}  # fmt: skip
"""Velocity at a middling intensity."""

LATE_MS: Final = {PEDAL_HAT: -6.0, KICK: 4.0}
LATE_OFF_MS: Final = {PEDAL_HAT: -8.0, SNARE: -12.0, KICK: -5.0, LOW_TOM: -9.0, MID_TOM: -9.0, HIGH_TOM: -9.0}
"""Against the ride, on a beat and off it, as drummers of trios play."""

SPREAD: Final = 0.7  # of what the network says: its drummers played alone and louder than one does behind a pianist


class Touch:
    """The touch network. ModelError where it cannot be loaded."""

    def __init__(self, models: Path) -> None:
        self._model = OnnxModel(models, "drummer_touch", codec.CODEC, codec.CODEC_VERSION)

    def strike(
        self, hits: Array, first: int, past: Sequence[Struck], manner: Manner, temperature: float, chances: Array
    ) -> list[Struck]:
        """hits (STEPS, VOICES) of a bar whose first step is `first` -> each as it is struck, in order.

        `chances` (STEPS, VOICES, 4): uniform random numbers that decide.
        """
        struck = list(past)
        count = len(struck)
        state, ahead = self._model.start(), _ahead(hits)
        for step in range(manner.beats * STEPS_PER_BEAT):
            together = np.flatnonzero(hits[step]).tolist()
            for voice in together:
                told = codec.features(first + step, voice, together, ahead[step, voice], struck, manner)
                out, _ = self._model.step({"features": told}, state)
                draw = chances[step, voice].tolist()
                velocity = codec.softmax_draw(out["velocity"], temperature, draw[0])
                late = codec.softmax_draw(
                    out["late"][velocity * codec.BINS : (velocity + 1) * codec.BINS], temperature, draw[1]
                )
                struck.append(
                    Struck(
                        first + step,
                        voice,
                        codec.inside(velocity, codec.VELOCITY_EDGES, "velocity", draw[2]),
                        codec.inside(late, codec.LATE_EDGES, "late", draw[3]),
                    )
                )
        return struck[count:]


def _ahead(hits: Array) -> dict[tuple[int, int], int]:
    """Of each hit of a bar (STEPS, VOICES), by step and voice: steps to the next one of its voice, STEPS at most."""
    found, last = dict[tuple[int, int], int](), dict[int, int]()
    for step, voice in reversed(np.argwhere(hits).tolist()):
        found[step, voice] = last.get(voice, step + STEPS) - step
        last[voice] = step
    return found


def talk_of(hits: Array) -> float:
    """Comments of a bar (STEPS, VOICES)."""
    return float(hits[:, TALK].sum())
