"""The networks of lines: two dense layers without a state, because what came before is in the features.

    features -> Dense -> Dense -> first answer: log odds
                               -> second answer: log odds for each kind of the first

Rhythm answers with the gap to the next note, and with the length of this one for each kind of gap; pitch with the
interval from the note before, and with the loudness for each interval.
"""

from typing import Any, Final

import keras
import numpy as np
from keras import ops

from jamd.players.onnx_model import Tensor
from jamd.players.pianist.lines import pitch_codec, rhythm_codec
from jamd.players.pianist.lines.windows import GAP_EDGES
from train.learning.learner import Learner
from train.learning.network import Tensors

KINDS: Final = len(GAP_EDGES) + 1  # of gaps


class _Lines(Learner):
    """Two dense layers and their dropout."""

    def __init__(self, features: int, sizes: tuple[int, ...], dropped: tuple[float, float], **named: Any) -> None:
        super().__init__(**named)
        self.features, self.sizes = features, sizes
        self.hidden = [keras.layers.Dense(size, activation="relu", name=f"dense{size}") for size in sizes]
        self.drop_in, self.drop = (keras.layers.Dropout(share) for share in dropped)

    def hear(self, inputs: Tensors, training: bool) -> Any:
        """(batch, the last size)."""
        hidden = self.drop_in(inputs["features"], training=training)
        for layer in self.hidden:
            hidden = self.drop(layer(hidden), training=training)
        return hidden

    def step(self, inputs: Tensors, state: Tensors) -> tuple[Tensors, Tensors]:
        outputs: Tensors = self(inputs)
        return outputs, {}

    def input_tensors(self) -> dict[str, Tensor]:
        return {"features": Tensor((self.features,))}

    def state_tensors(self) -> dict[str, Tensor]:
        return {}

    def describe(self) -> str:
        return f"dense {' and '.join(map(str, self.sizes))}, no state"


class LineRhythm(_Lines):
    """features (batch, F) -> gap (batch, GAPS), length (batch, KINDS x LENGTHS): log odds."""

    def __init__(self, **named: Any) -> None:
        super().__init__(rhythm_codec.FEATURES, (320, 192), (0.05, 0.3), **named)
        self.gap = keras.layers.Dense(rhythm_codec.GAPS, name="gap")
        self.length = keras.layers.Dense(KINDS * rhythm_codec.LENGTHS, name="length")
        self({"features": np.zeros((1, self.features), np.float32)})  # builds every weight

    def call(self, inputs: Tensors, training: bool = False) -> Tensors:
        hidden = self.hear(inputs, training)
        return {"gap": self.gap(hidden), "length": self.length(hidden)}

    def nats(self, outputs: Tensors, answers: Tensors) -> Tensors:
        """Answers: gap and length by class, and the kind of the gap."""
        loss = keras.losses.sparse_categorical_crossentropy
        kind = ops.one_hot(answers["kind"], KINDS)
        lengths = ops.reshape(outputs["length"], (-1, KINDS, rhythm_codec.LENGTHS))
        length = ops.sum(lengths * kind[..., None], -2)
        return {
            "gap": loss(answers["gap"], outputs["gap"], from_logits=True),
            "length": loss(answers["length"], length, from_logits=True),
        }

    def output_tensors(self) -> dict[str, Tensor]:
        return {"gap": Tensor((rhythm_codec.GAPS,)), "length": Tensor((KINDS * rhythm_codec.LENGTHS,))}


class LinePitch(_Lines):
    """features (batch, F) -> interval (batch, INTERVALS), loud (batch, LOUD_BINS): log odds without `leaning`
    (batch, INTERVALS, LOUD_BINS), which an interval adds."""

    def __init__(self, **named: Any) -> None:
        super().__init__(pitch_codec.FEATURES, (448, 256), (0.1, 0.38), **named)
        self.interval = keras.layers.Dense(pitch_codec.INTERVALS, name="interval")
        self.loud = keras.layers.Dense(pitch_codec.LOUD_BINS, name="loud")
        shape = (pitch_codec.INTERVALS, pitch_codec.LOUD_BINS)
        self.leaning = self.add_weight(shape=shape, initializer="zeros", name="leaning")
        self({"features": np.zeros((1, self.features), np.float32)})  # builds every weight

    def call(self, inputs: Tensors, training: bool = False) -> Tensors:
        hidden = self.hear(inputs, training)
        leaning = ops.broadcast_to(self.leaning, (ops.shape(hidden)[0], *self.leaning.shape))
        return {"interval": self.interval(hidden), "loud": self.loud(hidden), "leaning": leaning}

    def nats(self, outputs: Tensors, answers: Tensors) -> Tensors:
        """Answers: interval and loudness by class, and whether the loudness is known."""
        loss = keras.losses.sparse_categorical_crossentropy
        played = ops.one_hot(answers["interval"], pitch_codec.INTERVALS)
        loud = outputs["loud"] + ops.sum(outputs["leaning"] * played[..., None], -2)
        return {
            "interval": loss(answers["interval"], outputs["interval"], from_logits=True),
            "loud": loss(answers["loud"], loud, from_logits=True) * answers["touched"],
        }

    def output_tensors(self) -> dict[str, Tensor]:
        return {
            "interval": Tensor((pitch_codec.INTERVALS,)),
            "loud": Tensor((pitch_codec.LOUD_BINS,)),
            "leaning": Tensor((pitch_codec.INTERVALS, pitch_codec.LOUD_BINS)),
        }
