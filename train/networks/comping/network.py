"""The network that writes comping rhythms: one LSTM along the steps of a bar.

    features (F) -> LSTM 96 -> [LSTM, features] -> Dense 64 -> log odds that a chord is struck

Each bar starts from a zero state: what came before is in the features.
"""

from typing import Any, Final

import keras
import numpy as np
from keras import ops

from jamd.players.onnx_model import Tensor
from jamd.players.pianist.comping.codec import FEATURES
from train.learning.learner import Learner
from train.learning.network import Tensors

UNITS: Final = 96
HIDDEN: Final = 64
DROPPED: Final = {"features": 0.1, "lstm": 0.3, "hidden": 0.2}


class CompingRhythm(Learner):
    """features (batch, T, FEATURES) -> logits (batch, T, 1)."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self.lstm = keras.layers.LSTM(UNITS, return_sequences=True, name="lstm")
        self.hidden = keras.layers.Dense(HIDDEN, activation="relu", name="hidden")
        self.head = keras.layers.Dense(1, name="head")
        self.drop = {name: keras.layers.Dropout(share) for name, share in DROPPED.items()}
        self({"features": np.zeros((1, 2, FEATURES), np.float32)})  # builds every weight

    def call(self, inputs: Tensors, training: bool = False) -> Tensors:
        features = self.drop["features"](inputs["features"], training=training)
        said = self.drop["lstm"](self.lstm(features), training=training)
        hidden = self.drop["hidden"](self.hidden(ops.concatenate([said, features], -1)), training=training)
        return {"logits": self.head(hidden)}

    def step(self, inputs: Tensors, state: Tensors) -> tuple[Tensors, Tensors]:
        features = inputs["features"]
        said, (h, c) = self.lstm.cell(features, [state["h"], state["c"]])
        return {"logits": self.head(self.hidden(ops.concatenate([said, features], -1)))}, {"h": h, "c": c}

    def nats(self, outputs: Tensors, answers: Tensors) -> Tensors:
        return {"chords": ops.binary_crossentropy(answers["chords"], outputs["logits"][..., 0], from_logits=True)}

    def input_tensors(self) -> dict[str, Tensor]:
        return {"features": Tensor((FEATURES,))}

    def state_tensors(self) -> dict[str, Tensor]:
        """Zeros where a bar starts."""
        return {"h": Tensor((UNITS,)), "c": Tensor((UNITS,))}

    def output_tensors(self) -> dict[str, Tensor]:
        return {"logits": Tensor((1,))}

    def describe(self) -> str:
        return f"LSTM {UNITS} along the steps of a bar, dense {HIDDEN}"
