"""What a network must beat: forecasts without a network, in bits, on the same scored steps.

- marginal: how often each symbol occurred in training, at each step of the bar;
- repeat: with probability p what was there one bar ago, else the marginal; p is the best one on the training pieces.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from train.networks.music import Music

PRIOR: Final = 0.1  # counts of every symbol at every step before any was seen
BAR: Final = 16  # steps of 4/4


def baseline_bits(train: list[Music], held_out: list[Music], symbols: int) -> dict[str, float]:
    """Bits a bar of 4/4 of both baselines on the held-out pieces in 4/4; {} where there are none."""
    train, held_out = ([piece for piece in pieces if piece.beats == 4] for pieces in (train, held_out))
    if not (train and held_out):
        return {}
    odds = np.full((BAR, symbols), PRIOR)
    for piece in train:
        np.add.at(odds, (np.arange(len(piece.symbols)) % BAR, piece.symbols), 1)
    odds /= odds.sum(axis=1, keepdims=True)
    trust = max(np.linspace(0.05, 0.95, 19), key=lambda p: -_bits(train, odds, p))
    return {"marginal": BAR * _bits(held_out, odds, 0.0), "repeat": BAR * _bits(held_out, odds, float(trust))}


def _bits(pieces: list[Music], odds: NDArray[Any], trust: float) -> float:
    """Mean bits a step; the first bar of a piece has nothing to repeat."""
    found = []
    for piece in pieces:
        marginal = odds[np.arange(len(piece.symbols)) % BAR, piece.symbols]
        same = piece.symbols[BAR:] == piece.symbols[:-BAR]
        found += [marginal[:BAR], (1 - trust) * marginal[BAR:] + trust * same]
    return float(-np.mean(np.log2(np.concatenate(found))))
