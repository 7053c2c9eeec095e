"""One training on several machines: every worker computes the gradients of its share of each batch, and adds them up.

`TF_CONFIG` says who takes part, as tensorflow documents it; without it everything runs here. All workers start the same
command with the same seed, draw the same batches and take every n-th example; their weights stay equal, so each
evaluates by itself and comes to the same verdict.
"""

import json
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple

from train.learning.network import Arrays, Batch


class Cluster(NamedTuple):
    """This worker among all."""

    rank: int
    size: int
    scope: Callable[[], AbstractContextManager[Any]]  # networks and optimizers are made inside
    optimizer: Callable[..., Any]

    def share(self, batch: Batch) -> Batch:
        """Its part of a batch."""

        def mine(arrays: Arrays) -> Arrays:
            return {name: array[self.rank :: self.size] for name, array in arrays.items()}

        if self.size == 1:
            return batch
        return Batch(mine(batch.inputs), mine(batch.answers), batch.weights[self.rank :: self.size])


def join() -> Cluster:
    """Must come before anything else is computed. Waits for the other workers."""
    import keras

    config = json.loads(os.environ.get("TF_CONFIG", "{}"))
    workers = config.get("cluster", {}).get("worker", [])
    if len(workers) < 2:
        return Cluster(0, 1, nullcontext, keras.optimizers.Adam)
    import tensorflow as tf

    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    return Cluster(config["task"]["index"], len(workers), strategy.scope, _cluster_adam())


def _cluster_adam() -> Callable[..., Any]:
    import keras
    import tensorflow as tf

    class ClusterAdam(keras.optimizers.Adam):  # type: ignore[misc]  # keras has no types
        """Keras clips each worker's gradients before it adds them; here they are added first, so that several workers
        clip as one does."""

        def _clip_gradients(self, grads: list[Any]) -> list[Any]:
            added = tf.distribute.get_replica_context().all_reduce(tf.distribute.ReduceOp.SUM, grads)
            clipped: list[Any] = super()._clip_gradients(added)
            return clipped

        def _all_reduce_sum_gradients(self, pairs: list[Any]) -> list[Any]:
            return pairs

    return ClusterAdam
