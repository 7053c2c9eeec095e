"""What the seed networks learn from: whole pieces as symbols on a grid of sixteenths, cut into stretches of eight bars.

A player primes its network at most eight bars back (`jamd.players.seed_step.primed_from`), so training and judging do
the same: every stretch starts from silence. Judging scores the last four bars of each stretch, the first four prime.
"""

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

import numpy as np

STRETCH = 128  # steps: eight bars of 4/4
SCORED = 64  # steps of a stretch that judging counts; the others only prime

Example = Callable[[np.ndarray, int, int, np.random.Generator | None], tuple[np.ndarray, np.ndarray]]


class Sequence(NamedTuple):
    """One piece. Steps count from its first downbeat."""

    name: str
    split: Literal["train", "validation"]
    jazz: bool
    beats: int  # to the bar
    symbols: np.ndarray  # (steps,)


def batches(
    pieces: list[Sequence], example: Example, batch: int, rng: np.random.Generator
) -> Iterator[tuple[np.ndarray, ...]]:
    """Endless batches: features (batch, T, features), answers (batch, T), weights (batch, T).

    Pieces are drawn by their length. A stretch starts at a bar line; what lacks at its end has weight 0.
    """
    lengths = np.array([len(piece.symbols) for piece in pieces], float)
    while True:
        chosen = rng.choice(len(pieces), batch, p=lengths / lengths.sum())
        rows = []
        for piece in (pieces[i] for i in chosen):
            bar = piece.beats * 4
            last = max(0, len(piece.symbols) - STRETCH) // bar
            first = int(rng.integers(0, last + 1)) * bar
            rows.append(_filled(*example(piece.symbols[first : first + STRETCH], first, piece.beats, rng)))
        yield tuple(np.stack(column) for column in zip(*rows, strict=True))


def judged(pieces: list[Sequence], example: Example) -> list[tuple[np.ndarray, ...]]:
    """Every step of the pieces once, as it is met when playing: features, answers and weights (1: scored) of (T,)."""
    rows = []
    for piece in pieces:
        for start in range(0, len(piece.symbols), SCORED):
            first = max(0, start - (STRETCH - SCORED))
            features, answers, weights = _filled(
                *example(piece.symbols[first : start + SCORED], first, piece.beats, None)
            )
            weights[: start - first] = 0.0
            rows.append((features, answers, weights))
    return rows


def _filled(features: np.ndarray, answers: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    lacking = STRETCH - len(answers)
    weights = np.ones(len(answers), np.float32)
    return np.pad(features, [(0, lacking), (0, 0)]), np.pad(answers, (0, lacking)), np.pad(weights, (0, lacking))
