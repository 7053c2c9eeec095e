"""The network that writes comping rhythms: dense layers without a state, because what came before is in the features.

    told, own -> Dense 256 -> Dense 128 -> log odds that a chord is struck

Versions of a bar that are written side by side share all but `own`, so a step multiplies the rest once, for a batch of
one.
"""

from typing import Any, Final

import keras
import numpy as np
from keras import ops

from jamd.players.onnx_model import Tensor
from jamd.players.pianist.comping.codec import OWN, TOLD
from train.learning.learner import Learner
from train.learning.network import Tensors

FIRST: Final = 256
SECOND: Final = 128
DROPPED: Final = (0.35, 0.25)  # of what each layer says


class CompingRhythm(Learner):
    """told (batch, T, TOLD), own (batch, T, OWN) -> logits (batch, T, 1)."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self.of_told = keras.layers.Dense(FIRST, use_bias=False, name="told")
        self.of_own = keras.layers.Dense(FIRST, name="own")
        self.second = keras.layers.Dense(SECOND, activation="relu", name="second")
        self.head = keras.layers.Dense(1, name="head")
        self.drop = [keras.layers.Dropout(share) for share in DROPPED]
        self({name: np.zeros((1, 2, *tensor.shape), np.float32) for name, tensor in self.input_tensors().items()})

    def call(self, inputs: Tensors, training: bool = False) -> Tensors:
        first = self.drop[0](ops.relu(self.of_told(inputs["told"]) + self.of_own(inputs["own"])), training=training)
        return {"logits": self.head(self.drop[1](self.second(first), training=training))}

    def step(self, inputs: Tensors, state: Tensors) -> tuple[Tensors, Tensors]:
        outputs: Tensors = self(inputs)
        return outputs, {}

    def nats(self, outputs: Tensors, answers: Tensors) -> Tensors:
        return {"chords": ops.binary_crossentropy(answers["chords"], outputs["logits"][..., 0], from_logits=True)}

    def input_tensors(self) -> dict[str, Tensor]:
        return {"told": Tensor((TOLD,)), "own": Tensor((OWN,))}

    def state_tensors(self) -> dict[str, Tensor]:
        return {}

    def output_tensors(self) -> dict[str, Tensor]:
        return {"logits": Tensor((1,))}

    def describe(self) -> str:
        return f"dense {FIRST} and {SECOND}, no state"
