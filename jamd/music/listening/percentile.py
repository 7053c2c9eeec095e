"""The percentile of a few numbers: what numpy answers, without what numpy takes for so few."""

from collections.abc import Sequence


def percentile(values: Sequence[float], percent: float) -> float:
    """Between the two nearest ranks, in proportion. `values`: at least one, in any order."""
    ordered = sorted(values)
    rank = (len(ordered) - 1) * (percent / 100)
    below = int(rank)
    low, high = ordered[below], ordered[min(below + 1, len(ordered) - 1)]
    share = rank - below
    return float(low + (high - low) * share if share < 0.5 else high - (high - low) * (1 - share))
