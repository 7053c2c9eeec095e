"""What training and export ask of a network and of the module that describes it.

A network has one set of weights in two forms that give the same numbers: a call on whole sequences, for training, and
`step`, from an explicit state, for export and for playing. Inputs, states and outputs have names; a network may have
several of each, float or integer. States start as zeros.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from jamd.players.onnx_model import Tensor
from train.corpora.piece import Piece
from train.prepare.shards import SplitBy

Arrays = dict[str, NDArray[Any]]
Tensors = dict[str, Any]  # of the Keras backend


class StepNetwork(Protocol):
    """A Keras model."""

    weights: Sequence[Any]
    variables: Sequence[Any]
    trainable_variables: Sequence[Any]

    def __call__(self, inputs: Mapping[str, Any], training: bool = False) -> Tensors:
        """Inputs (batch, steps, ...) from zero states -> logits (batch, steps, classes) by name."""
        ...

    def step(self, inputs: Tensors, state: Tensors) -> tuple[Tensors, Tensors]:
        """Inputs (batch, ...) and the state before -> logits (batch, classes) by name and the state after."""
        ...

    def input_tensors(self) -> dict[str, Tensor]: ...

    def state_tensors(self) -> dict[str, Tensor]: ...

    def output_tensors(self) -> dict[str, Tensor]: ...

    def compile(self, **settings: Any) -> None: ...

    def train_on_batch(self, x: Any, y: Any, sample_weight: Any = None) -> Any: ...

    def predict_on_batch(self, x: Any) -> Any: ...

    def describe(self) -> str:
        """The architecture in a few words, for the card."""
        ...

    def count_params(self) -> int: ...

    def load_weights(self, path: Any) -> None: ...

    def save_weights(self, path: Any) -> None: ...


class Music(NamedTuple):
    """One piece as a network's codec writes it. Steps count from its first downbeat."""

    name: str
    beats: int  # to the bar
    symbols: NDArray[Any]  # (steps, ...)
    steps_per_beat: int = 4

    @property
    def steps_per_bar(self) -> int:
        return self.beats * self.steps_per_beat


class Example(NamedTuple):
    """A stretch of one piece: what the network gets at each step, and the class that it should answer."""

    inputs: Arrays  # (steps, ...)
    answers: Arrays  # (steps,), by the name of the output


class Codec(Protocol):
    """A codec's module in `jamd.players`."""

    CODEC: str
    CODEC_VERSION: int


class NetworkModule(Protocol):
    """A module of `train.networks` that describes one network."""

    TITLE: str
    CODEC: Codec
    LEARNS_FROM: Mapping[str, SplitBy]  # prepared sets, each with the split that holds for it
    VOCABULARY: Mapping[str, Any]  # what inputs and outputs mean, for the card

    def network(self) -> StepNetwork: ...

    def music_of(self, piece: Piece) -> Music | None:
        """None: nothing to learn from."""
        ...

    def example(self, symbols: NDArray[Any], first: int, beats: int, rng: np.random.Generator | None) -> Example:
        """A stretch that starts at step `first`. With `rng` it may be varied, as in another key."""
        ...

    def baselines(self, train: list[Music], held_out: list[Music]) -> dict[str, float]:
        """Bits a bar of forecasts that need no network."""
        ...

    def random_inputs(self, steps: int, rng: np.random.Generator) -> Arrays:
        """(steps, ...) inputs of the kind that the network meets, to compare its forms."""
        ...
