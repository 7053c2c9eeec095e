"""The body that both seed networks share: a stack of LSTMs, and attention over what the top one said in the last steps.

One set of weights, two forms that give the same numbers:
- `call` runs whole sequences from a silent start, for training;
- `step` runs one step from an explicit state and returns the next one, for export and for playing.
The state is all there is: h and c of every layer, and the window of the top layer's last outputs (zeros before the
start). Attention looks back only, at the `window` outputs before the present one; a learned bias for each distance
lets it find "one bar ago" without a search. It stands after the stack, so training runs the stack at full speed. Each
layer above the first adds to what the one below says; without that, three layers stay on a plateau for hundreds of
updates (LOG.md).
"""

import keras
import tensorflow as tf


class WindowAttention(keras.layers.Layer):
    """Scaled dot-product attention of each output over the `window` outputs before it."""

    def __init__(self, window: int, size: int, **named):
        super().__init__(**named)
        self.window, self.size = window, size
        self.query = keras.layers.Dense(size, use_bias=False, name="query")
        self.key = keras.layers.Dense(size, use_bias=False, name="key")

    def build(self, shape):
        self.query.build(shape)
        self.key.build(shape)
        self.lag = self.add_weight(shape=(self.window,), initializer="zeros", name="lag")  # oldest first

    def call(self, outputs: tf.Tensor, before: tf.Tensor) -> tf.Tensor:
        """outputs (batch, T, size) and those before them (batch, window, size) -> what each recalls (like outputs)."""
        steps = outputs.shape[1]
        seen = tf.concat([before, outputs[:, :-1]], axis=1)  # (batch, window + T - 1, size)
        scores = tf.matmul(self.query(outputs), self.key(seen), transpose_b=True) * self.size**-0.5
        # step t sees seen[t : t + window]
        lags = [tf.pad(self.lag, [[t, steps - 1 - t]], constant_values=-1e9) for t in range(steps)]
        weights = tf.nn.softmax(scores + tf.stack(lags), axis=-1)  # (batch, T, window + T - 1)
        return tf.matmul(weights, seen)


class AttentiveLSTM(keras.Model):
    """features (batch, T, features) -> logits (batch, T, classes). `dropped`: of every layer's output, in training."""

    def __init__(self, features: int, units: int, layers: int, window: int, classes: int, dropped: float, **named):
        super().__init__(**named)
        self.features, self.units, self.window, self.classes = features, units, window, classes
        self.stack = [keras.layers.LSTM(units, return_sequences=True, name=f"lstm{i + 1}") for i in range(layers)]
        self.attention = WindowAttention(window, units // 2, name="attention")
        self.mix = keras.layers.Dense(units, activation="tanh", name="mix")
        self.head = keras.layers.Dense(classes, name="head")
        self.drop = keras.layers.Dropout(dropped)
        self(tf.zeros((1, 2, features)))  # builds every weight

    def call(self, features: tf.Tensor, training: bool = False) -> tf.Tensor:
        outputs = self.drop(self.stack[0](features), training=training)
        for lstm in self.stack[1:]:
            outputs = outputs + self.drop(lstm(outputs), training=training)
        before = tf.zeros((tf.shape(features)[0], self.window, self.units))
        recalled = self.attention(outputs, before)
        return self.head(self.drop(self.mix(tf.concat([outputs, recalled], axis=-1)), training=training))

    def step(self, features: tf.Tensor, state: dict[str, tf.Tensor]) -> tuple[tf.Tensor, dict[str, tf.Tensor]]:
        """features (batch, features) and the state before -> logits (batch, classes) and the state after this step."""
        after, output = {}, features
        for i, lstm in enumerate(self.stack, 1):
            said, (after[f"h{i}"], after[f"c{i}"]) = lstm.cell(output, [state[f"h{i}"], state[f"c{i}"]])
            output = said if i == 1 else output + said
        outputs = output[:, None]
        recalled = self.attention(outputs, state["window"])[:, 0]
        after["window"] = tf.concat([state["window"][:, 1:], outputs], axis=1)
        return self.head(self.mix(tf.concat([output, recalled], axis=-1))), after

    def state_shapes(self) -> dict[str, tuple[int, ...]]:
        """Shapes of the state without the batch; it starts as zeros."""
        shapes = {f"{name}{i + 1}": (self.units,) for i in range(len(self.stack)) for name in "hc"}
        return shapes | {"window": (self.window, self.units)}
