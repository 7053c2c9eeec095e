"""Pieces cut into stretches of eight bars of 4/4, for training and for evaluation.

A player primes its network at most eight bars back (`jamd.players.seed.stepped_network.primed_from`), so training and
evaluation do the same: every stretch starts from zero states. Evaluation scores the second half of each stretch, the
first half primes.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from train.networks.network import Arrays, Example, Music

STRETCH: Final = 32  # beats
SCORED: Final = 16  # beats of a stretch that evaluation counts

MakeExample = Callable[[NDArray[Any], int, int, np.random.Generator | None], Example]


class Batch(NamedTuple):
    """Stretches side by side."""

    inputs: Arrays  # (batch, steps, ...)
    answers: Arrays  # (batch, steps)
    weights: NDArray[np.float32]  # (batch, steps); 0: does not count


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
