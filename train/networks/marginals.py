"""The least that a network must beat: odds that need no network, in bits, on the same scored steps.

- marginal: how often each class was met in training, at each step of the bar;
- repeat: with probability p what was there one bar ago, else the marginal; p is the best one on the training pieces.
"""

import numpy as np

from train.networks.sequences import Sequence

ADDED = 0.1  # counts of every class at every step before anything was met


def baseline_bits(train: list[Sequence], held_out: list[Sequence], classes: int) -> dict[str, float]:
    """Bits a bar of 4/4 (16 steps) of both baselines on the held-out pieces in 4/4."""
    train, held_out = ([piece for piece in pieces if piece.beats == 4] for pieces in (train, held_out))
    odds = np.full((16, classes), ADDED)
    for piece in train:
        np.add.at(odds, (np.arange(len(piece.symbols)) % 16, piece.symbols), 1)
    odds /= odds.sum(axis=1, keepdims=True)
    trust = max(np.linspace(0.05, 0.95, 19), key=lambda p: -_bits(train, odds, p))
    return {"marginal": 16 * _bits(held_out, odds, 0.0), "repeat": 16 * _bits(held_out, odds, float(trust))}


def _bits(pieces: list[Sequence], odds: np.ndarray, trust: float) -> float:
    """Mean bits a step; the first bar of a piece has nothing to repeat."""
    found = []
    for piece in pieces:
        met = odds[np.arange(len(piece.symbols)) % 16, piece.symbols]
        same = piece.symbols[16:] == piece.symbols[:-16]
        found += [met[:16], (1 - trust) * met[16:] + trust * same]
    return float(-np.mean(np.log2(np.concatenate(found))))
