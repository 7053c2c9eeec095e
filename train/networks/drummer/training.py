"""Trains the network that writes the drummer's bars.

The learning rate falls along a cosine, what is kept is a running mean of the weights, and the history is blanked and
imagined (`batches`): with these the held-out bits fall to the end, so nothing has to be stopped early. Every
`IMAGINE_EVERY` epochs the network plays every bar of the training takes once more, from the real bars before it.
"""

import csv
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from jamd.players.drummer import codec
from jamd.players.drummer.codec import VOICES
from train.networks.drummer.batches import Bars, drawn
from train.networks.drummer.network import DrumNotes

RATE: Final = 2e-3
LAST_RATE: Final = 1e-5
WARM_UP: Final = 100  # updates
CLIP: Final = 1.0  # global norm
SIZE: Final = 256  # bars a batch
KEPT: Final = 0.998  # of the running mean of the weights, an update
IMAGINE_EVERY: Final = 8  # epochs
IMAGINE_FROM: Final = 8


class Epoch(NamedTuple):
    """A row of the curve."""

    epoch: int
    seconds: float
    train_bits: float  # a bar, as told while training
    held_out_bits: float  # a bar, by the running mean, told nothing but the history


class Training:
    """A run folder, its state, and one epoch at a time. `resume` goes on from what the folder holds."""

    def __init__(self, bars: Bars, held_out: Bars, run: Path, epochs: int, seed: int, resume: bool) -> None:
        keras.utils.set_random_seed(seed)
        self.bars, self.held_out, self.run, self.epochs, self.seed = bars, held_out, run, epochs, seed
        self.network, self.mean = DrumNotes(), DrumNotes()
        self.mean.set_weights(self.network.get_weights())
        self.optimizer = keras.optimizers.Adam(RATE, global_clipnorm=CLIP)
        self.optimizer.build(self.network.trainable_variables)
        self.epoch = tf.Variable(0)
        self.updates = tf.Variable(0)
        run.mkdir(parents=True, exist_ok=True)
        checkpoint = tf.train.Checkpoint(
            network=self.network, mean=self.mean, optimizer=self.optimizer, epoch=self.epoch, updates=self.updates
        )
        self.checkpoints = tf.train.CheckpointManager(checkpoint, str(run / "state"), max_to_keep=1)
        if resume and self.checkpoints.latest_checkpoint:
            checkpoint.restore(self.checkpoints.latest_checkpoint)
            if (run / "imagined.npy").exists():
                bars.imagined = np.load(run / "imagined.npy")
        else:
            (run / "curve.csv").write_text(",".join(Epoch._fields) + "\n")
        self.began = time.monotonic()
        self._update = tf.function(self._one_update, reduce_retracing=True)

    def epochs_left(self) -> int:
        return self.epochs - int(self.epoch)

    def one_epoch(self, progress: Callable[[], None] = lambda: None) -> Epoch:
        """All bars once; saves the state, the weights and a row of the curve."""
        number = int(self.epoch) + 1
        rng = np.random.default_rng([self.seed, number])
        total = self.epochs * max(1, len(self.bars) // SIZE)
        nats, steps = 0.0, 0.0
        for batch in drawn(self.bars, SIZE, rng):
            done = int(self.updates)
            falling = 0.5 + 0.5 * np.cos(np.pi * min(1.0, done / total))
            self.optimizer.learning_rate.assign(RATE * min(1.0, (done + 1) / WARM_UP) * falling + LAST_RATE)
            loss = self._update(*(tf.constant(part) for part in batch))
            nats += float(loss) * batch.weights.sum()
            steps += float(batch.weights.sum())
            self.updates.assign_add(1)
            progress()
        self.epoch.assign(number)
        if number >= IMAGINE_FROM and number % IMAGINE_EVERY == 0 and number < self.epochs:
            self.bars.imagined = imagine(self.mean, self.bars, rng)
            np.save(self.run / "imagined.npy", self.bars.imagined)
        per_bar = float(self.bars.per_bar.mean())
        bits = float(nats / steps / np.log(2)) * per_bar
        seconds, held_out = time.monotonic() - self.began, float(bits_a_bar(self.mean, self.held_out))
        row = Epoch(number, round(seconds, 1), round(bits, 3), round(held_out, 3))
        with open(self.run / "curve.csv", "a", newline="") as file:
            csv.writer(file).writerow(row)
        self.mean.save_weights(self.run / "best.weights.h5")
        self.checkpoints.save()
        return row

    def _one_update(self, features: tf.Tensor, hits: tf.Tensor, weights: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            logits = self.network(features, hits, training=True)
            nats = tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(hits, logits), -1) * weights
            loss = tf.reduce_sum(nats) / tf.reduce_sum(weights)  # nats a step
        variables = self.network.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
        updates = tf.cast(self.updates, tf.float32)
        kept = tf.minimum(KEPT, (updates + 1) / (updates + 10))
        for mean, weight in zip(self.mean.trainable_variables, variables, strict=True):
            mean.assign(mean * kept + weight * (1 - kept))
        return loss


def bits_a_bar(network: DrumNotes, bars: Bars) -> float:
    """Mean over all bars, told the real history and nothing else."""
    nats = 0.0
    for first in range(0, len(bars), SIZE):
        batch = bars.batch(np.arange(first, min(first + SIZE, len(bars))), None)
        logits = network(tf.constant(batch.features), tf.constant(batch.hits))
        losses = tf.nn.sigmoid_cross_entropy_with_logits(batch.hits, logits).numpy().sum(-1)
        nats += float((losses * batch.weights).sum())
    return nats / len(bars) / float(np.log(2))


def imagine(network: DrumNotes, bars: Bars, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Every bar once more, as the network would have played it after the real bars before it; like `bars.hits`."""
    imagined = bars.hits.copy()
    for first in range(0, len(bars), 4 * SIZE):
        chosen = np.arange(first, min(first + 4 * SIZE, len(bars)))
        batch = bars.batch(chosen, None)
        imagined[bars.rows[chosen]] = _played(network, batch.features, rng) * batch.weights[..., None]
    return imagined


def _played(network: DrumNotes, features: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.uint8]:
    """(bars, STEPS, VOICES), each step sampled after the ones before it."""
    count, steps = features.shape[:2]
    at = slice(codec.CONTEXT, codec.CONTEXT + codec.RECENT)
    played = np.zeros((count, codec.REACH + steps, VOICES), np.float32)
    for lag in codec.RECENT_LAGS:  # what sounded before the bar
        column = codec.CONTEXT + codec.RECENT_LAGS.index(lag) * VOICES
        for step in range(min(lag, steps)):
            played[:, codec.REACH + step - lag] = features[:, step, column : column + VOICES]
    state = {name: tf.zeros((count, *shape)) for name, shape in network.state_shapes().items()}
    step_fn = tf.function(network.step, reduce_retracing=True)
    for step in range(steps):
        told = features[:, step].copy()
        told[:, at] = codec.recent(played[:, step : step + codec.REACH], played[:, :1] * 0)[:, 0]
        out, state = step_fn(tf.constant(told), state)
        logits, coupling = out["logits"].numpy(), out["coupling"][0].numpy()
        for voice in range(VOICES):
            odds = logits[:, voice] + played[:, codec.REACH + step] @ coupling[:, voice]
            played[:, codec.REACH + step, voice] = rng.random(count) < 1 / (1 + np.exp(-odds))
    return played[:, codec.REACH :].astype(np.uint8)
