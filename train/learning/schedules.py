"""How fast a network learns, which weights are kept, and when it stops."""

from typing import Final, Literal, NamedTuple, Protocol

import msgspec
import numpy as np

Verdict = Literal["keep", "go on", "go back", "stop"]


class Place(msgspec.Struct):
    """Where a run stands."""

    updates: int = 0
    rounds: int = 0
    best: float = 1e9  # bits
    waited: int = 0  # evaluations since
    cut: bool = False  # the rate, once


class Schedule(Protocol):
    @property
    def clip(self) -> float:
        """Global norm of the gradients at most."""
        ...

    @property
    def updates_a_round(self) -> int | None:
        """Between two evaluations. None: as many as the lessons have."""
        ...

    def rate(self, place: Place, updates: int) -> float:
        """Learning rate, of `updates` in all."""
        ...

    def remembered(self, place: Place) -> float:
        """How much of the running mean of the weights is kept in an update; 0: there is no mean."""
        ...

    def verdict(self, place: Place, bits: float) -> Verdict:
        """After an evaluation; updates the place."""
        ...

    def gently(self) -> "Schedule":
        """To fine-tune: few pieces are soon learned by heart."""
        ...


GENTLY: Final = 0.25


class Plateau(NamedTuple):
    """One rate until nothing is gained, then a lower one from the best weights."""

    highest: float = 1e-3
    clip: float = 3.0
    updates_a_round: int = 80
    patience: int = 4  # evaluations without a gain before the rate is cut, and again before the end
    cut: float = 0.3

    def rate(self, place: Place, updates: int) -> float:
        return self.highest * (self.cut if place.cut else 1.0)

    def remembered(self, place: Place) -> float:
        return 0.0

    def verdict(self, place: Place, bits: float) -> Verdict:
        if bits < place.best:
            place.best, place.waited = bits, 0
            return "keep"
        place.waited += 1
        if place.waited < self.patience:
            return "go on"
        if place.cut:
            return "stop"
        place.cut, place.waited = True, 0
        return "go back"

    def gently(self) -> "Plateau":
        return self._replace(highest=self.highest * GENTLY, updates_a_round=round(self.updates_a_round * GENTLY))


class Cosine(NamedTuple):
    """The rate rises, then falls to almost nothing along a cosine; what is kept is a running mean of the weights. With
    both, held-out bits fall to the end, so the last weights are the best and nothing held out decides."""

    highest: float = 2e-3
    lowest: float = 1e-5
    warm_up: int = 100  # updates; at most a tenth of all
    clip: float = 1.0
    memory: float = 0.998
    updates_a_round: int | None = None

    def rate(self, place: Place, updates: int) -> float:
        rising = min(1.0, (place.updates + 1) / max(1, min(self.warm_up, updates // 10)))
        falling = 0.5 + 0.5 * float(np.cos(np.pi * min(1.0, place.updates / updates)))
        return self.highest * rising * falling + self.lowest

    def remembered(self, place: Place) -> float:
        return min(self.memory, (place.updates + 1) / (place.updates + 10))

    def verdict(self, place: Place, bits: float) -> Verdict:
        place.best = bits
        return "keep"

    def gently(self) -> "Cosine":
        return self._replace(highest=self.highest * GENTLY)
