"""One training on several machines: every worker computes the gradients of its share of each batch, and adds them up.

`TF_CONFIG` says who takes part, as tensorflow documents it; without it everything runs here. All workers start the same
command with the same seed, draw the same batches and take every n-th example; their weights stay equal, so each
evaluates by itself and comes to the same verdict.
"""

import json
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import keras

from train.learning.network import Batch, StepNetwork

Update = Callable[[Batch], float]


class Alone:
    """This machine, with any backend."""

    rank = 0

    def scope(self) -> AbstractContextManager[Any]:
        """Networks and optimizers are made inside."""
        return nullcontext()

    def optimizer(self, clip: float) -> Any:
        return keras.optimizers.Adam(global_clipnorm=clip)

    def update(self, network: StepNetwork) -> Update:
        """One update of a compiled network; gives its loss."""

        def one(batch: Batch) -> float:
            return float(network.train_on_batch(batch.inputs, batch.answers, sample_weight=batch.weights))

        return one


class Workers:
    """Tensorflow's MultiWorkerMirroredStrategy. Keras' own loop fails under it (3.15 averages scalars over an axis that
    they do not have), so an update is written out here."""

    def __init__(self, rank: int, size: int) -> None:
        import tensorflow as tf

        self.rank, self._size, self._tf = rank, size, tf
        self._strategy = tf.distribute.MultiWorkerMirroredStrategy()

    def scope(self) -> AbstractContextManager[Any]:
        scope: AbstractContextManager[Any] = self._strategy.scope()
        return scope

    def optimizer(self, clip: float) -> Any:
        tf = self._tf

        class AddingAdam(keras.optimizers.Adam):  # type: ignore[misc]  # keras has no types
            """Keras clips each worker's gradients before it adds them. Here they are added first, so that several
            workers clip as one does."""

            def _clip_gradients(self, grads: list[Any]) -> Any:
                added = tf.distribute.get_replica_context().all_reduce(tf.distribute.ReduceOp.SUM, grads)
                return super()._clip_gradients(added)

            def _all_reduce_sum_gradients(self, pairs: list[Any]) -> list[Any]:
                return pairs

        return AddingAdam(global_clipnorm=clip)

    def update(self, network: Any) -> Update:
        tf = self._tf

        def on_worker(inputs: Any, answers: Any, weights: Any) -> Any:
            with tf.GradientTape() as tape:
                loss = network.compute_loss(inputs, answers, network(inputs, training=True), weights)
            variables = network.trainable_variables
            network.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
            return tf.distribute.get_replica_context().all_reduce(tf.distribute.ReduceOp.SUM, loss)

        compiled = tf.function(lambda batch: self._strategy.run(on_worker, args=batch), reduce_retracing=True)

        def one(batch: Batch) -> float:
            return float(
                compiled(tf.nest.map_structure(lambda array: tf.constant(array[self.rank :: self._size]), batch))
            )

        return one


def join() -> Alone | Workers:
    """Must come before anything else is computed. Waits for the other workers."""
    config = json.loads(os.environ.get("TF_CONFIG", "{}"))
    workers = config.get("cluster", {}).get("worker", [])
    return Workers(config["task"]["index"], len(workers)) if len(workers) > 1 else Alone()
