"""Pieces cut into stretches of eight bars of 4/4, for training and for evaluation.

A player primes its network at most eight bars back (`jamd.players.seed.stepped_network.primed_from`), so training and
evaluation do the same: every stretch starts from zero states. Evaluation scores the second half of each stretch, the
first half primes.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from train.learning.network import Arrays, Batch, Data, Side, StepNetwork
from train.networks.music import Example, Music

STRETCH: Final = 32  # beats
SCORED: Final = 16  # beats of a stretch that evaluation counts
BATCH: Final = 64  # stretches; published 128, but twice the updates learn more in a minute of two cores
STEPS_A_BAR: Final = 16  # of 4/4

MakeExample = Callable[[NDArray[Any], int, int, np.random.Generator | None], Example]


class StretchLessons:
    """Lessons from stretches; see `train.learning.network.Lessons`."""

    unit = "bar"
    steps_a_unit = float(STEPS_A_BAR)
    updates = 1600

    def __init__(
        self, data: Data, example: MakeExample, baselines: Callable[[list[Music], list[Music]], dict[str, float]]
    ) -> None:
        self._data, self._example, self._baselines = data, example, baselines
        self.watched = self._evaluation(data.validation or data.train)

    def one_round(self, rng: np.random.Generator) -> Iterator[Batch]:
        return training_batches(self._data.train, self._example, BATCH, rng)

    def before_round(self, number: int, network: StepNetwork, rng: np.random.Generator) -> None:
        pass

    def sides(self) -> dict[str, Side]:
        return {"validation": self._side(self._data.validation), "test": self._side(self._data.test)}

    def _side(self, pieces: list[Music]) -> Side:
        baselines = self._baselines(self._data.train, pieces) if pieces else {}
        named = {name: {"logits": bits} for name, bits in baselines.items()}
        return Side(len(pieces), sum(piece.bars for piece in pieces), self._evaluation(pieces), named)

    def _evaluation(self, pieces: list[Music]) -> list[Batch]:
        stretches = evaluation_stretches(pieces, self._example)
        return [stacked(stretches[i : i + BATCH]) for i in range(0, len(stretches), BATCH)]

    def state(self) -> Arrays:
        return {}

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        pass


def training_batches(pieces: list[Music], example: MakeExample, size: int, rng: np.random.Generator) -> Iterator[Batch]:
    """Endless batches. Pieces are drawn by their length; a stretch starts at a bar line."""
    lengths = np.array([len(piece.symbols) for piece in pieces], float)
    while True:
        chosen = rng.choice(len(pieces), size, p=lengths / lengths.sum())
        yield stacked([_drawn(pieces[i], example, rng) for i in chosen])


def _drawn(piece: Music, example: MakeExample, rng: np.random.Generator) -> Batch:
    steps, bar = STRETCH * piece.steps_per_beat, piece.steps_per_bar
    last = max(0, len(piece.symbols) - steps) // bar
    first = int(rng.integers(0, last + 1)) * bar
    return _padded(example(piece.symbols[first : first + steps], first, piece.beats, rng), steps)


def evaluation_stretches(pieces: list[Music], example: MakeExample) -> list[Batch]:
    """Every step of the pieces scored once, each after the steps that a player would have heard; one stretch each."""
    rows = []
    for piece in pieces:
        steps, scored = STRETCH * piece.steps_per_beat, SCORED * piece.steps_per_beat
        for start in range(0, len(piece.symbols), scored):
            first = max(0, start - (steps - scored))
            stretch = _padded(example(piece.symbols[first : start + scored], first, piece.beats, None), steps)
            stretch.weights[: start - first] = 0.0
            rows.append(stretch)
    return rows


def stacked(stretches: list[Batch]) -> Batch:
    """Single stretches (steps, ...) to one batch."""
    inputs, answers = (
        {name: np.stack([side[name] for side in sides]) for name in sides[0]}
        for sides in ([stretch.inputs for stretch in stretches], [stretch.answers for stretch in stretches])
    )
    return Batch(inputs, answers, np.stack([stretch.weights for stretch in stretches]))


def _padded(example: Example, steps: int) -> Batch:
    """One stretch of full length; what is missing at its end has weight 0."""
    length = len(next(iter(example.answers.values())))
    weights = np.zeros(steps, np.float32)
    weights[:length] = 1.0
    inputs, answers = ({name: _filled(a, steps) for name, a in side.items()} for side in example)
    return Batch(inputs, answers, weights)


def _filled(array: NDArray[Any], steps: int) -> NDArray[Any]:
    return np.pad(array, [(0, steps - len(array))] + [(0, 0)] * (array.ndim - 1))
