"""The architecture of both seed networks: a stack of LSTMs, and attention over the last outputs of the top one.

`call` runs whole sequences from zero states, `step` one step from an explicit state (see `train.learning.network`).
The state is h and c of every layer, and the window of the top layer's last outputs (zeros before the start). Attention
looks back only, at the `window` outputs before the present one; a learned bias for each distance lets it find "one bar
ago" without a search. It stands after the stack, so training runs the stack at full speed. Each layer above the first
adds to the output of the one below; without that, three layers stay on a plateau for hundreds of updates (LOG.md).
"""

from typing import Any

import keras
import numpy as np
from keras import ops

from jamd.players.onnx_model import Tensor
from train.learning.learner import Learner
from train.learning.network import Tensors

NEVER = -1e9  # a score that gets no weight


class WindowAttention(keras.layers.Layer):  # type: ignore[misc]  # keras has no types
    """Scaled dot-product attention of each output over the `window` outputs before it."""

    def __init__(self, window: int, size: int, **named: Any) -> None:
        super().__init__(**named)
        self.window, self.size = window, size
        self.query = keras.layers.Dense(size, use_bias=False, name="query")
        self.key = keras.layers.Dense(size, use_bias=False, name="key")

    def build(self, shape: Any) -> None:
        self.query.build(shape)
        self.key.build(shape)
        self.lag = self.add_weight(shape=(self.window,), initializer="zeros", name="lag")  # oldest first

    def call(self, outputs: Any, before: Any) -> Any:
        """outputs (batch, T, size), those before them (batch, window, size) -> what each attends to, like outputs."""
        steps = outputs.shape[1]
        seen = ops.concatenate([before, outputs[:, :-1]], axis=1)  # (batch, window + T - 1, size)
        scores = ops.matmul(self.query(outputs), ops.transpose(self.key(seen), (0, 2, 1))) * self.size**-0.5
        place = np.arange(self.window + steps - 1) - np.arange(steps)[:, None]  # step t sees seen[t : t + window]
        lag = ops.take(self.lag, np.clip(place, 0, self.window - 1))
        lags = ops.where((place >= 0) & (place < self.window), lag, NEVER)
        return ops.matmul(ops.softmax(scores + lags, axis=-1), seen)


class AttentiveLSTM(Learner):
    """features (batch, T, features) -> logits (batch, T, classes). `dropout` is of every layer's output."""

    def __init__(
        self, features: int, units: int, layers: int, window: int, classes: int, dropout: float, **named: Any
    ) -> None:
        super().__init__(**named)
        self.features, self.units, self.window, self.classes = features, units, window, classes
        self.stack = [keras.layers.LSTM(units, return_sequences=True, name=f"lstm{i + 1}") for i in range(layers)]
        self.attention = WindowAttention(window, units // 2, name="attention")
        self.mix = keras.layers.Dense(units, activation="tanh", name="mix")
        self.head = keras.layers.Dense(classes, name="head")
        self.drop = keras.layers.Dropout(dropout)
        self({"features": np.zeros((1, 2, features), np.float32)})  # builds every weight

    def call(self, inputs: Tensors, training: bool = False) -> Tensors:
        features = inputs["features"]
        outputs = self.drop(self.stack[0](features), training=training)
        for lstm in self.stack[1:]:
            outputs = outputs + self.drop(lstm(outputs), training=training)
        before = ops.zeros((ops.shape(features)[0], self.window, self.units))
        recalled = self.attention(outputs, before)
        mixed = self.drop(self.mix(ops.concatenate([outputs, recalled], axis=-1)), training=training)
        return {"logits": self.head(mixed)}

    def step(self, inputs: Tensors, state: Tensors) -> tuple[Tensors, Tensors]:
        after, output = {}, inputs["features"]
        for i, lstm in enumerate(self.stack, 1):
            above, (after[f"h{i}"], after[f"c{i}"]) = lstm.cell(output, [state[f"h{i}"], state[f"c{i}"]])
            output = above if i == 1 else output + above
        outputs = output[:, None]
        recalled = self.attention(outputs, state["window"])[:, 0]
        after["window"] = ops.concatenate([state["window"][:, 1:], outputs], axis=1)
        return {"logits": self.head(self.mix(ops.concatenate([output, recalled], axis=-1)))}, after

    def nats(self, outputs: Tensors, answers: Tensors) -> Tensors:
        loss = keras.losses.sparse_categorical_crossentropy
        return {"logits": loss(answers["logits"], outputs["logits"], from_logits=True)}

    def input_tensors(self) -> dict[str, Tensor]:
        return {"features": Tensor((self.features,))}

    def state_tensors(self) -> dict[str, Tensor]:
        tensors = {f"{name}{i + 1}": Tensor((self.units,)) for i in range(len(self.stack)) for name in "hc"}
        return tensors | {"window": Tensor((self.window, self.units))}

    def output_tensors(self) -> dict[str, Tensor]:
        return {"logits": Tensor((self.classes,))}

    def describe(self) -> str:
        return f"LSTM {len(self.stack)} x {self.units}, attention over the last {self.window} steps"
