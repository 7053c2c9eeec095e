"""The network that writes the drummer's bars: one LSTM along the steps of a bar, and all voices of a step in turn.

    features -> LSTM 160 -> [LSTM, features] -> Dense 128 -> one log odds for each voice
                                                   + what the voices before it in the same step add (`coupling`)

The path around the LSTM lets the running means speak directly. Each bar starts from a zero state, because what came
before is in the features: on held-out drummers that cost nothing against a state that runs through eight bars (24.0
and 24.1 % under adaptive odds, LOG.md), and it makes every bar a function of what is told.

The features come in parts (`PARTS`): versions of a bar that are written side by side share all but one, so a step
multiplies the shared parts once, for a batch of one.
"""

from itertools import accumulate, pairwise
from typing import Any, Final

import keras
import numpy as np
from keras import ops

from jamd.players.drummer.codec import CONTEXT, RECENT, TOLD, VOICES
from jamd.players.onnx_model import Tensor
from train.learning.learner import Learner
from train.learning.network import Tensors

PARTS: Final = {"context": CONTEXT, "recent": RECENT, "told": TOLD}
"""The features in order, with their sizes."""

UNITS: Final = 160
HIDDEN: Final = 128
DROPPED: Final = {"features": 0.15, "lstm": 0.3, "hidden": 0.2}
_LATER: Final = np.triu(np.ones((VOICES, VOICES), np.float32), 1)  # voices in the column come after those in the row


class DrumNotes(Learner):
    """`PARTS` (batch, T, size) -> logits (batch, T, VOICES) without the coupling, coupling (batch, VOICES,
    VOICES): what a struck voice (row) adds to the log odds of each later one (column)."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self.lstm = keras.layers.LSTM(UNITS, return_sequences=True, name="lstm")
        self.hidden = keras.layers.Dense(HIDDEN, activation="relu", name="hidden")
        self.head = keras.layers.Dense(VOICES, name="head")
        self.drop = {name: keras.layers.Dropout(share) for name, share in DROPPED.items()}
        self.pairs = self.add_weight(shape=(VOICES, VOICES), initializer="zeros", name="coupling")
        self({name: np.zeros((1, 2, size), np.float32) for name, size in PARTS.items()})  # builds every weight

    def call(self, inputs: Tensors, training: bool = False) -> Tensors:
        features = ops.concatenate([inputs[name] for name in PARTS], -1)
        features = self.drop["features"](features, training=training)
        said = self.drop["lstm"](self.lstm(features), training=training)
        hidden = self.drop["hidden"](self.hidden(ops.concatenate([said, features], -1)), training=training)
        return {"logits": self.head(hidden), "coupling": self._coupling(features)}

    def step(self, inputs: Tensors, state: Tensors) -> tuple[Tensors, Tensors]:
        cell = self.lstm.cell
        gates = ops.matmul(state["h"], cell.recurrent_kernel) + _parts(inputs, cell.kernel) + cell.bias
        new, kept, heard, shown = ops.split(gates, 4, -1)
        c = ops.sigmoid(kept) * state["c"] + ops.sigmoid(new) * ops.tanh(heard)
        h = ops.sigmoid(shown) * ops.tanh(c)
        hidden = ops.matmul(h, self.hidden.kernel[:UNITS]) + _parts(inputs, self.hidden.kernel[UNITS:])
        logits = self.head(ops.relu(hidden + self.hidden.bias))
        return {"logits": logits, "coupling": self._coupling(inputs["context"])}, {"h": h, "c": c}

    def _coupling(self, features: Any) -> Any:
        return ops.broadcast_to(self.pairs * _LATER, (ops.shape(features)[0], VOICES, VOICES))

    def nats(self, outputs: Tensors, answers: Tensors) -> Tensors:
        hits = answers["hits"]
        logits = outputs["logits"] + ops.matmul(hits, outputs["coupling"])
        return {"hits": ops.sum(ops.binary_crossentropy(hits, logits, from_logits=True), -1)}

    def input_tensors(self) -> dict[str, Tensor]:
        return {name: Tensor((size,)) for name, size in PARTS.items()}

    def state_tensors(self) -> dict[str, Tensor]:
        """Zeros where a bar starts."""
        return {"h": Tensor((UNITS,)), "c": Tensor((UNITS,))}

    def output_tensors(self) -> dict[str, Tensor]:
        return {"logits": Tensor((VOICES,)), "coupling": Tensor((VOICES, VOICES))}

    def describe(self) -> str:
        return f"LSTM {UNITS} along the steps of a bar, dense {HIDDEN}, the voices of a step one after another"


def _parts(inputs: Tensors, kernel: Any) -> Any:
    """Each part times its own rows of a kernel, added up; a part may have a batch of one."""
    rows = [0, *accumulate(PARTS.values())]
    products = [ops.matmul(inputs[name], kernel[a:b]) for name, (a, b) in zip(PARTS, pairwise(rows), strict=True)]
    return products[1] + (products[0] + products[2])  # what versions share is added first, once
