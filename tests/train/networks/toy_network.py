"""A network with two outputs and two states, one of them an integer: what the seed's networks do not have."""

import keras
import numpy as np
from keras import ops

from jamd.players.onnx_model import Tensor
from train.networks.music import Example, Music

TITLE = "a toy"
VOCABULARY = {"hit": "0 or 1", "loudness": "0 to 2"}
LEARNS_FROM = {"groove": "piece"}
UNITS, PERIOD = 8, 4
STEPS_A_BAR, SIDE_BY_SIDE = 16, 3


class CODEC:
    CODEC, CODEC_VERSION = "toy", 3


class Toy(keras.Model):
    """A simple recurrent cell that also counts its steps, modulo PERIOD."""

    def __init__(self, **named):
        super().__init__(**named)
        self.embed = keras.layers.Embedding(2, UNITS, name="embed")
        self.place = keras.layers.Embedding(PERIOD, UNITS, name="place")
        self.cell = keras.layers.SimpleRNNCell(UNITS, name="cell")
        self.heads = {"hit": keras.layers.Dense(2, name="hit"), "loudness": keras.layers.Dense(3, name="loudness")}
        self({"before": np.zeros((1, 2), np.int64), "tempo": np.zeros((1, 2, 1), np.float32)})

    def call(self, inputs, training=False):
        batch, steps = ops.shape(inputs["before"])[0], inputs["before"].shape[1]
        state = {"h": ops.zeros((batch, UNITS)), "count": ops.zeros((batch, 1), "int64")}
        rows = []
        for t in range(steps):
            outputs, state = self.step({name: value[:, t] for name, value in inputs.items()}, state)
            rows.append(outputs)
        return {name: ops.stack([row[name] for row in rows], axis=1) for name in self.heads}

    def step(self, inputs, state):
        told = self.embed(inputs["before"]) + self.place(state["count"][:, 0]) + inputs["tempo"]
        output, (h,) = self.cell(told, [state["h"]])
        count = ops.mod(state["count"] + ops.cast(1, "int64"), ops.cast(PERIOD, "int64"))
        return {name: head(output) for name, head in self.heads.items()}, {"h": h, "count": count}

    def input_tensors(self):
        return {"before": Tensor((), "int64"), "tempo": Tensor((1,))}

    def state_tensors(self):
        return {"h": Tensor((UNITS,)), "count": Tensor((1,), "int64")}

    def output_tensors(self):
        return {"hit": Tensor((2,)), "loudness": Tensor((3,))}

    def describe(self):
        return "one recurrent cell and a counter"


def network():
    return Toy(name="toy")


def music_of(piece):
    return Music(piece.name, 4, np.tile([1, 0, 0, 1], 4 * piece.bar_count)) if piece.meter == "4/4" else None


def example(symbols, first, beats, rng):
    before = np.concatenate([[0], symbols[:-1]])
    tempo = np.full((len(symbols), 1), 0.5, np.float32)
    return Example({"before": before, "tempo": tempo}, {"hit": symbols, "loudness": symbols * 2})


def baselines(train, held_out):
    return {}


def random_inputs(steps, rng):
    return {"before": rng.integers(0, 2, steps), "tempo": rng.random((steps, 1), np.float32)}
