"""N-grams with Witten-Bell smoothing: counts of what followed a context, mixed with shorter contexts.

Order n means n - 1 symbols of context. The shortest context mixes with `floor`, odds that are never 0.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

Odds = NDArray[np.float64]


class Ngram:
    """Counts by context. A context is any sequence of hashables, the latest last."""

    def __init__(self, order: int, floor: Odds) -> None:
        self.order = order
        self._floor = floor
        self._met: dict[tuple[Hashable, ...], Counter[int]] = defaultdict(Counter)

    def learn(self, context: Sequence[Hashable], symbol: int) -> None:
        for length in range(min(self.order - 1, len(context)) + 1):
            self._met[tuple(context[len(context) - length :])][symbol] += 1

    def odds(self, context: Sequence[Hashable]) -> Odds:
        """(symbols,) after a context; sums to 1."""
        odds = self._floor
        for length in range(min(self.order - 1, len(context)) + 1):
            counts = self._met.get(tuple(context[len(context) - length :]))
            if counts is None:
                break
            total, kinds = counts.total(), len(counts)
            mixed = odds * (kinds / (total + kinds))
            for symbol, count in counts.items():
                mixed[symbol] += count / (total + kinds)
            odds = mixed
        return odds
