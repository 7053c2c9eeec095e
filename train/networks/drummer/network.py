"""The network that writes the drummer's bars: one LSTM along the steps of a bar, and all voices of a step in turn.

    features (F) -> LSTM 160 -> [LSTM, features] -> Dense 128 -> one log odds for each voice
                                                   + what the voices before it in the same step add (`coupling`)

The path around the LSTM lets the running means speak directly. Each bar starts from a zero state, because what came
before is in the features: on held-out drummers that cost nothing against a state that runs through eight bars (24.0
and 24.1 % under adaptive odds, LOG.md), and it makes every bar a function of what is told.
"""

from typing import Any

import keras
import tensorflow as tf

from jamd.players.drummer.codec import FEATURES, VOICES

UNITS = 160
HIDDEN = 128
DROPPED = {"features": 0.15, "lstm": 0.3, "hidden": 0.2}


class DrumNotes(keras.Model):  # type: ignore[misc]  # keras has no types
    """features (batch, T, FEATURES) and the hits (batch, T, VOICES) -> log odds of each hit (batch, T, VOICES)."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self.lstm = keras.layers.LSTM(UNITS, return_sequences=True, name="lstm")
        self.hidden = keras.layers.Dense(HIDDEN, activation="relu", name="hidden")
        self.head = keras.layers.Dense(VOICES, name="head")
        self.drop = {name: keras.layers.Dropout(share) for name, share in DROPPED.items()}
        self.coupling = self.add_weight(shape=(VOICES, VOICES), initializer="zeros", name="coupling")
        self(tf.zeros((1, 2, FEATURES)), tf.zeros((1, 2, VOICES)))  # builds every weight

    def before(self) -> tf.Tensor:
        """(VOICES, VOICES): what a struck voice (row) adds to the log odds of each later one (column)."""
        return self.coupling * tf.linalg.band_part(tf.ones((VOICES, VOICES)), 0, -1) * (1 - tf.eye(VOICES))

    def call(self, features: tf.Tensor, hits: tf.Tensor, training: bool = False) -> tf.Tensor:
        features = self.drop["features"](features, training=training)
        said = self.drop["lstm"](self.lstm(features), training=training)
        hidden = self.drop["hidden"](self.hidden(tf.concat([said, features], -1)), training=training)
        return self.head(hidden) + tf.matmul(hits, tf.broadcast_to(self.before(), (tf.shape(hits)[0], VOICES, VOICES)))

    def step(
        self, features: tf.Tensor, state: dict[str, tf.Tensor]
    ) -> tuple[dict[str, tf.Tensor], dict[str, tf.Tensor]]:
        """features (batch, FEATURES) and the state before -> log odds without the coupling, the coupling; the state."""
        said, (h, c) = self.lstm.cell(features, [state["h"], state["c"]])
        logits = self.head(self.hidden(tf.concat([said, features], -1)))
        coupling = tf.broadcast_to(self.before(), (tf.shape(features)[0], VOICES, VOICES))
        return {"logits": logits, "coupling": coupling}, {"h": h, "c": c}

    def state_shapes(self) -> dict[str, tuple[int, ...]]:
        """Shapes of the state without the batch; it is zeros where a bar starts."""
        return {"h": (UNITS,), "c": (UNITS,)}
