"""Entropies and divergences of histograms, in bits."""

import numpy as np
from numpy.typing import ArrayLike


def entropy(counts: ArrayLike) -> float:
    """Bits of a histogram; NaN for an empty one."""
    weights = np.asarray(counts, float)
    total = weights.sum()
    if total <= 0:
        return float("nan")
    shares = weights[weights > 0] / total
    return float(-(shares * np.log2(shares)).sum())


def divergence(one: ArrayLike, other: ArrayLike) -> float:
    """Jensen-Shannon divergence of two histograms, 0 to 1 bit; NaN if one is empty."""
    a, b = np.asarray(one, float), np.asarray(other, float)
    if a.sum() <= 0 or b.sum() <= 0:
        return float("nan")
    a, b = a / a.sum(), b / b.sum()
    return max(0.0, entropy((a + b) / 2) - (entropy(a) + entropy(b)) / 2)
