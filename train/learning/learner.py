"""What all networks share: the loss is how surprised they are by the answers."""

from typing import Any

import keras
from keras import ops

from train.learning.network import Tensors


class Learner(keras.Model):  # type: ignore[misc]  # keras has no types
    """A network that says its surprise (`train.learning.network.StepNetwork.nats`)."""

    def nats(self, outputs: Tensors, answers: Tensors) -> Tensors:
        raise NotImplementedError

    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, training: bool = True
    ) -> Any:
        """Weights sum to 1 over the whole batch, so the shares of several machines add up to its mean."""
        return ops.sum(sum(self.nats(y_pred, y).values()) * sample_weight)
