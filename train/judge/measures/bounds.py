"""What a figure must be: a range, either end of which may be open."""

import msgspec


class Bounds(msgspec.Struct, frozen=True):
    """From `low` to `high`, both included; None is no bound."""

    low: float | None = None
    high: float | None = None

    def hold(self, value: float) -> bool:
        """Whether a value lies inside; NaN does not."""
        return value == value and self.miss(value) <= 1e-9

    def miss(self, value: float) -> float:
        """How far outside a value lies: in half widths, or in units of the only bound (of 1 where that is 0)."""
        low, high = self.low, self.high
        out = max(0.0, 0.0 if low is None else low - value, 0.0 if high is None else value - high)
        if low is not None and high is not None:
            return out / ((high - low) / 2 or 1.0)
        bound = low if low is not None else high
        return out / (abs(bound) if bound else 1.0)

    def __str__(self) -> str:
        if self.low is None:
            return f"<= {self.high:.3g}"
        return f">= {self.low:.3g}" if self.high is None else f"{self.low:.3g} .. {self.high:.3g}"


def at_least(low: float) -> Bounds:
    return Bounds(low, None)


def at_most(high: float) -> Bounds:
    return Bounds(None, high)
