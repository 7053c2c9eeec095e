"""What training and export ask of a network and of the module that describes it.

A network has one set of weights in two forms that give the same numbers: a call on whole sequences, for training, and
`step`, from an explicit state, for export and for playing. Inputs, states and outputs have names; a network may have
several of each, float or integer. States start as zeros.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from jamd.players.onnx_model import Tensor
from train.corpora.piece import Piece
from train.learning.schedules import Schedule
from train.prepare.shards import SplitBy

Arrays = dict[str, NDArray[Any]]
Tensors = dict[str, Any]  # of the Keras backend

BITS: Final = 1 / float(np.log(2))  # a nat


class Judged(Protocol):
    """What can be asked how surprising music is."""

    def predict_on_batch(self, x: Arrays) -> Any: ...

    def nats(self, outputs: Tensors, answers: Tensors) -> Tensors:
        """How surprising the answers are, (batch, steps), by name."""
        ...


class StepNetwork(Judged, Protocol):
    """A Keras model."""

    weights: Sequence[Any]
    variables: Sequence[Any]
    trainable_variables: Sequence[Any]

    def __call__(self, inputs: Mapping[str, Any], training: bool = False) -> Tensors:
        """Inputs (batch, steps, ...) from zero states -> outputs (batch, steps, ...) by name."""
        ...

    def step(self, inputs: Tensors, state: Tensors) -> tuple[Tensors, Tensors]:
        """Inputs (batch, ...) and the state before -> outputs (batch, ...) by name and the state after."""
        ...

    def input_tensors(self) -> dict[str, Tensor]: ...

    def state_tensors(self) -> dict[str, Tensor]: ...

    def output_tensors(self) -> dict[str, Tensor]: ...

    def compile(self, **settings: Any) -> None: ...

    def train_on_batch(self, x: Any, y: Any, sample_weight: Any = None) -> Any: ...

    def describe(self) -> str:
        """The architecture in a few words, for the card."""
        ...

    def count_params(self) -> int: ...

    def get_weights(self) -> list[NDArray[Any]]: ...

    def set_weights(self, weights: list[NDArray[Any]]) -> None: ...

    def load_weights(self, path: Any) -> None: ...

    def save_weights(self, path: Any) -> None: ...


class Batch(NamedTuple):
    """Examples side by side."""

    inputs: Arrays  # (batch, steps, ...)
    answers: Arrays  # (batch, steps, ...)
    weights: NDArray[np.float32]  # (batch, steps); 0: does not count


class Side(NamedTuple):
    """One held-out side of the split."""

    pieces: int
    bars: int
    batches: list[Batch]
    baselines: dict[str, dict[str, float]]  # forecasts that need no network: bits a unit, by output


class Lessons(Protocol):
    """What one network learns, from data that are in memory."""

    unit: str  # what bits are counted for: "bar" or "hit"
    steps_a_unit: float  # scored steps in one
    updates: int  # of a whole training, unless the command says otherwise
    watched: list[Batch]  # what the curve shows beside training, and a `Plateau` decides by

    def one_round(self, rng: np.random.Generator) -> Iterator[Batch]:
        """What is learned between two evaluations."""
        ...

    def before_round(self, number: int, network: StepNetwork, rng: np.random.Generator) -> None:
        """Rounds count from 0. `network` has the best weights so far."""
        ...

    def sides(self) -> dict[str, Side]: ...

    def state(self) -> Arrays:
        """What `before_round` made, for a run that is continued later."""
        ...

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None: ...


class Data(NamedTuple):
    """Pieces as the network's module writes them."""

    train: list[Any]
    validation: list[Any]  # may decide when training stops and which weights are kept
    test: list[Any]  # decides nothing
    card: dict[str, Any]  # what the network's card says of its data


class Codec(Protocol):
    """A codec's module in `jamd.players`."""

    CODEC: str
    CODEC_VERSION: int


class NetworkModule(Protocol):
    """A module of `train.networks` that describes one network."""

    TITLE: str
    EXPECT: str  # how long training takes and what it reaches, in a sentence
    CODEC: Codec
    LEARNS_FROM: Mapping[str, SplitBy]  # prepared sets, each with the split that holds for it
    VOCABULARY: Mapping[str, Any]  # what inputs and outputs mean, for the card
    SCHEDULE: Schedule
    STEPS_A_BAR: int  # at most, when it plays
    SIDE_BY_SIDE: int  # versions of a bar that are played at once

    def network(self) -> StepNetwork: ...

    def music_of(self, piece: Piece) -> Any | None:
        """None: nothing to learn from."""
        ...

    def lessons(self, data: Data) -> Lessons: ...

    def random_inputs(self, steps: int, rng: np.random.Generator) -> Arrays:
        """(steps, ...) inputs of the kind that the network meets, to compare its forms."""
        ...
