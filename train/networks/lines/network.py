"""The networks of lines: two dense layers without a state, because what came before is in the features.

    features -> Dense -> Dense -> first answer: log odds
                               -> second answer: log odds for each kind of the first

Pitches have two such networks side by side, and the mean of their odds is what counts.

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
MEMBERS: Final = 2  # networks of pitches side by side
LEAST: Final = 1e-7  # odds


class _Hidden(keras.layers.Layer):  # type: ignore[misc]  # keras has no types
    """Dense layers and their dropout: (batch, F) -> (batch, the last size)."""

    def __init__(self, sizes: tuple[int, ...], dropped: tuple[float, float], **named: Any) -> None:
        super().__init__(**named)
        self.dense = [keras.layers.Dense(size, activation="relu", name=f"dense{size}") for size in sizes]
        self.drop_in, self.drop = (keras.layers.Dropout(share) for share in dropped)

    def call(self, features: Any, training: bool = False) -> Any:
        hidden = self.drop_in(features, training=training)
        for layer in self.dense:
            hidden = self.drop(layer(hidden), training=training)
        return hidden


class _Lines(Learner):
    """`members` networks side by side."""

    def __init__(
        self, features: int, sizes: tuple[int, ...], dropped: tuple[float, float], members: int = 1, **named: Any
    ) -> None:
        super().__init__(**named)
        self.features, self.sizes = features, sizes
        self.hidden = [_Hidden(sizes, dropped, name=f"hidden{number}") for number in range(members)]

    def step(self, inputs: Tensors, state: Tensors) -> tuple[Tensors, Tensors]:
        outputs: Tensors = self(inputs)
        return outputs, {}

    def input_tensors(self) -> dict[str, Tensor]:
        return {"features": Tensor((self.features,))}

    def state_tensors(self) -> dict[str, Tensor]:
        return {}

    def describe(self) -> str:
        side_by_side = f"{len(self.hidden)} x " if len(self.hidden) > 1 else ""
        return f"{side_by_side}dense {' and '.join(map(str, self.sizes))}, no state"


class LineRhythm(_Lines):
    """features (batch, F) -> gap (batch, GAPS), length (batch, KINDS x LENGTHS): log odds."""

    def __init__(self, **named: Any) -> None:
        super().__init__(rhythm_codec.FEATURES, (320, 192), (0.05, 0.3), **named)
        self.gap = keras.layers.Dense(rhythm_codec.GAPS, name="gap")
        self.length = keras.layers.Dense(KINDS * rhythm_codec.LENGTHS, name="length")
        self({"features": np.zeros((1, self.features), np.float32)})  # builds every weight

    def call(self, inputs: Tensors, training: bool = False) -> Tensors:
        hidden = self.hidden[0](inputs["features"], training=training)
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
    (batch, INTERVALS, LOUD_BINS), which an interval adds.

    In training each of the MEMBERS answers for itself: (batch, MEMBERS, INTERVALS), (batch, MEMBERS, LOUD_BINS).
    """

    def __init__(self, **named: Any) -> None:
        super().__init__(pitch_codec.FEATURES, (384, 224), (0.1, 0.36), MEMBERS, **named)
        answers = {"interval": pitch_codec.INTERVALS, "loud": pitch_codec.LOUD_BINS}
        self.heads = {
            name: [keras.layers.Dense(size, name=f"{name}{number}") for number in range(MEMBERS)]
            for name, size in answers.items()
        }
        shape = (pitch_codec.INTERVALS, pitch_codec.LOUD_BINS)
        self.leaning = self.add_weight(shape=shape, initializer="zeros", name="leaning")
        self({"features": np.zeros((1, self.features), np.float32)})  # builds every weight

    def call(self, inputs: Tensors, training: bool = False) -> Tensors:
        hidden = [layers(inputs["features"], training=training) for layers in self.hidden]
        out = {}
        for name, heads in self.heads.items():
            answers = ops.stack([head(heard) for head, heard in zip(heads, hidden, strict=True)], 1)
            out[name] = answers if training else ops.log(ops.mean(ops.softmax(answers), 1) + LEAST)
        leaning = ops.broadcast_to(self.leaning, (ops.shape(hidden[0])[0], *self.leaning.shape))
        return {**out, "leaning": leaning}

    def nats(self, outputs: Tensors, answers: Tensors) -> Tensors:
        """Answers: interval and loudness by class, and whether the loudness is known; in training the members' mean."""
        played = ops.one_hot(answers["interval"], pitch_codec.INTERVALS)
        leaning = ops.sum(outputs["leaning"] * played[..., None], -2)
        loud = outputs["loud"] + (leaning if len(outputs["loud"].shape) == 2 else leaning[:, None])
        return {
            "interval": _surprise(answers["interval"], outputs["interval"]),
            "loud": _surprise(answers["loud"], loud) * answers["touched"],
        }

    def output_tensors(self) -> dict[str, Tensor]:
        return {
            "interval": Tensor((pitch_codec.INTERVALS,)),
            "loud": Tensor((pitch_codec.LOUD_BINS,)),
            "leaning": Tensor((pitch_codec.INTERVALS, pitch_codec.LOUD_BINS)),
        }


def _surprise(classes: Any, odds: Any) -> Any:
    """Nats (batch,) of classes (batch,) under log odds (batch, C) or the mean over (batch, MEMBERS, C)."""
    loss = keras.losses.sparse_categorical_crossentropy
    if len(odds.shape) == 2:
        return loss(classes, odds, from_logits=True)
    each = [loss(classes, odds[:, number], from_logits=True) for number in range(odds.shape[1])]
    return ops.mean(ops.stack(each), 0)
