"""The network that strikes the drummer's hits: velocity first, then lateness given the velocity.

    features (F) -> Dense 96 -> Dense 64 -> velocity: log odds of 9 bins
                                         -> late: log odds of 9 bins for each bin of velocity

It has no state: the last strokes of the same hand and of anybody are in the features, and drawing hit by hit makes
neighbours alike, as a hand that drifts does.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from jamd.players.drummer import touch_codec as codec
from jamd.players.drummer.codec import TALK
from jamd.players.drummer.touch_codec import Manner, Struck
from jamd.players.onnx_model import Tensor
from jamd.players.steps import STEPS, STEPS_PER_BEAT
from train.learning.learner import Learner
from train.learning.network import Tensors
from train.networks.drummer.takes import Take

SIZES: Final = (96, 64)
LOUDNESS_TOLD: Final = 0.65  # share of hits whose loudness around them is told
PAST: Final = 64  # hits that are looked back at


class DrumTouch(Learner):
    """features (batch, F) -> {"velocity": (batch, 9), "late": (batch, 81)} log odds."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self.layers_in = [keras.layers.Dense(size, activation="relu", name=f"dense{size}") for size in SIZES]
        self.drop = keras.layers.Dropout(0.2)
        self.velocity = keras.layers.Dense(codec.BINS, name="velocity")
        self.late = keras.layers.Dense(codec.BINS**2, name="late")
        self({"features": np.zeros((1, codec.FEATURES), np.float32)})  # builds every weight

    def call(self, inputs: Tensors, training: bool = False) -> Tensors:
        hidden = inputs["features"]
        for layer in self.layers_in:
            hidden = self.drop(layer(hidden), training=training)
        return {"velocity": self.velocity(hidden), "late": self.late(hidden)}

    def step(self, inputs: Tensors, state: Tensors) -> tuple[Tensors, Tensors]:
        outputs: Tensors = self(inputs)
        return outputs, {}

    def nats(self, outputs: Tensors, answers: Tensors) -> Tensors:
        """Of the velocity, and of the lateness given the velocity; each like the answers."""
        velocity = ops.one_hot(answers["velocity"], codec.BINS)
        bins = ops.reshape(outputs["late"], (-1, codec.BINS, codec.BINS))
        late = ops.sum(bins * velocity[..., None], -2)
        loss = keras.losses.sparse_categorical_crossentropy
        return {
            "velocity": loss(answers["velocity"], outputs["velocity"], from_logits=True),
            "late": loss(answers["late"], late, from_logits=True),
        }

    def input_tensors(self) -> dict[str, Tensor]:
        return {"features": Tensor((codec.FEATURES,))}

    def state_tensors(self) -> dict[str, Tensor]:
        return {}

    def output_tensors(self) -> dict[str, Tensor]:
        return {"velocity": Tensor((codec.BINS,)), "late": Tensor((codec.BINS**2,))}

    def describe(self) -> str:
        return f"dense {' and '.join(map(str, SIZES))}, no state"


class Strokes(NamedTuple):
    """Every hit of some takes."""

    features: NDArray[np.float32]  # (hits, F)
    velocity: NDArray[np.int64]  # (hits,) bins
    late: NDArray[np.int64]


def strokes(takes: Sequence[Take], rng: np.random.Generator) -> Strokes:
    rows = [row for take in takes for row in _strokes_of(take, rng)]
    features, velocity, late = zip(*rows, strict=True)
    return Strokes(np.stack(features), np.array(velocity), np.array(late))


def _strokes_of(take: Take, rng: np.random.Generator) -> Iterator[tuple[NDArray[np.float32], int, int]]:
    velocity, late = residuals(take)
    per_bar = take.beats * STEPS_PER_BEAT
    means = np.array([velocity[i : i + 4][take.hits[i : i + 4] > 0].mean() if take.hits[i : i + 4].any() else 0.0
                      for i in range(take.bars)])  # fmt: skip
    past: list[Struck] = []
    for bar in range(take.bars):
        talk = float(take.hits[bar][:, TALK].sum())
        for step in range(per_bar):
            together = np.flatnonzero(take.hits[bar, step]).tolist()
            for voice in together:
                later = np.flatnonzero(take.hits[bar, step + 1 :, voice])
                ahead = int(later[0]) + 1 if len(later) else STEPS
                loudness = float(means[bar // 4 * 4]) if rng.random() < LOUDNESS_TOLD else None
                manner = Manner(take.style, take.bpm, take.feel, take.beats, talk, loudness)
                where = bar * per_bar + step
                told = codec.features(where, voice, together, ahead, past[-PAST:], manner)
                hit = Struck(where, voice, float(velocity[bar, step, voice]), float(late[bar, step, voice]))
                yield told, codec.bin_of(hit.velocity, codec.VELOCITY_EDGES), codec.bin_of(hit.late, codec.LATE_EDGES)
                past.append(hit)


def residuals(take: Take) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How each hit differs from what its voice usually gets: velocity and ms late, each (bars, STEPS, VOICES)."""
    velocity, late = np.zeros(take.hits.shape, np.float32), np.zeros(take.hits.shape, np.float32)
    for voice in range(take.hits.shape[2]):
        there = take.hits[:, :, voice] > 0
        if there.any():
            struck, behind = take.velocity[:, :, voice].astype(np.float32), take.late_ms[:, :, voice]
            velocity[:, :, voice] = np.where(there, struck - struck[there].mean(), 0)
            late[:, :, voice] = np.where(there, behind - np.median(behind[there]), 0)
    return velocity, late
