"""Bars as the network would have played them, for it to learn from: on stage it only ever hears itself."""

from typing import Final

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from jamd.players.drummer import codec
from jamd.players.drummer.codec import VOICES
from train.learning.network import Arrays, StepNetwork
from train.networks.drummer.batches import Bars

SIDE_BY_SIDE: Final = 1024  # bars


def imagine(network: StepNetwork, bars: Bars, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Every bar once more, as the network would have played it after the real bars before it; like `bars.hits`."""
    imagined = bars.hits.copy()
    for first in range(0, len(bars), SIDE_BY_SIDE):
        chosen = np.arange(first, min(first + SIDE_BY_SIDE, len(bars)))
        batch = bars.batch(chosen, None)
        played = _played(network, batch.inputs, rng)
        imagined[bars.rows[chosen]] = played * batch.weights[..., None]
    return imagined


def _played(network: StepNetwork, inputs: Arrays, rng: np.random.Generator) -> NDArray[np.uint8]:
    """(bars, STEPS, VOICES), each step sampled after the ones before it."""
    count, steps = inputs["told"].shape[:2]
    played = np.zeros((count, codec.REACH + steps, VOICES), np.float32)
    played[:, : codec.REACH] = _before(inputs["recent"])
    state = {name: ops.zeros((count, *tensor.shape)) for name, tensor in network.state_tensors().items()}
    for step in range(steps):
        recent = codec.recent(played[:, step : step + codec.REACH], played[:, :1] * 0)[:, 0]
        told = {"context": inputs["context"][:, step], "recent": recent, "told": inputs["told"][:, step]}
        out, state = network.step({name: ops.convert_to_tensor(array) for name, array in told.items()}, state)
        played[:, codec.REACH + step] = _drawn(out["logits"], out["coupling"][0], rng)
    return played[:, codec.REACH :].astype(np.uint8)


def _before(recent: NDArray[np.float32]) -> NDArray[np.float32]:
    """The steps before each bar, (bars, REACH, VOICES), as the first steps of the bar are told of them."""
    steps = np.zeros((len(recent), codec.REACH, VOICES), np.float32)
    for i, lag in enumerate(codec.RECENT_LAGS):
        for step in range(lag):
            steps[:, codec.REACH + step - lag] = recent[:, step, i * VOICES : (i + 1) * VOICES]
    return steps


def _drawn(logits: object, coupling: object, rng: np.random.Generator) -> NDArray[np.float32]:
    """One step, voice after voice."""
    odds: NDArray[np.float32] = keras.ops.convert_to_numpy(logits)
    added = keras.ops.convert_to_numpy(coupling)
    hits = np.zeros_like(odds)
    for voice in range(VOICES):
        chance = 1 / (1 + np.exp(-(odds[:, voice] + hits @ added[:, voice])))
        hits[:, voice] = rng.random(len(hits)) < chance
    return hits
