"""What the networks of lines must beat at least: how often each answer was given in training."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from train.networks.lines.notes import Notes, joined
from train.networks.lines.solos import Solo

Baselines = Callable[[Sequence[Solo], Sequence[Solo]], dict[str, dict[str, float]]]


def marginals(notes_of: Callable[[Solo], Notes], scored: Sequence[str]) -> Baselines:
    """Bits a note of the scored answers."""

    def baselines(train: Sequence[Solo], held_out: Sequence[Solo]) -> dict[str, dict[str, float]]:
        counted, asked = (joined([notes_of(solo) for solo in solos]).answers for solos in (train, held_out))
        return {"marginal": {name: _bits(counted[name], asked[name]) for name in scored}}

    return baselines


def _bits(counted: NDArray[np.int64], asked: NDArray[np.int64]) -> float:
    counts = np.bincount(counted, minlength=int(asked.max()) + 1) + 0.5
    return float(-np.log2(counts[asked] / counts.sum()).mean())
