"""The kinds of value that a command takes: which values are accepted, how that is said to a person, and how it is told
to a program. `read` returns the value as the command's owner gets it, or raises ValueError.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import msgspec

Value = str | int | float | bool | tuple[float, float] | None


class Kind(Protocol):
    @property
    def takes(self) -> str:
        """Completes the sentence '<name> takes ...'."""
        ...

    def read(self, value: object) -> Value: ...

    def describe(self) -> dict[str, Any]:
        """For JSON: `kind`, and what else a program needs to offer and check values."""
        ...


class Nothing(msgspec.Struct, frozen=True):
    """The command is the whole message."""

    takes: str = "no value"

    def read(self, value: object) -> None:
        if value is not None:
            raise ValueError

    def describe(self) -> dict[str, Any]:
        return {"kind": "none"}


class Number(msgspec.Struct, frozen=True):
    """From `low` to `high`, both included unless `above_low`. `said` puts both into words."""

    low: float
    high: float
    unit: str = ""
    said: str = "{} to {}"
    whole: bool = False
    null: bool = False  # None is accepted, too
    above_low: bool = False

    @property
    def takes(self) -> str:
        return self.said.format(f"{self.low:g}", f"{self.high:g}")

    @property
    def span(self) -> str:
        """The range alone: '30 to 400'."""
        return f"{self.low:g} to {self.high:g}"

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2

    def clamp(self, value: float) -> float:
        return min(self.high, max(self.low, value))

    def read(self, value: object) -> float | None:
        if value is None and self.null:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not self.low <= value <= self.high:
            raise ValueError
        if (self.above_low and value == self.low) or (self.whole and value != int(value)):
            raise ValueError
        return int(value) if self.whole else float(value)

    def describe(self) -> dict[str, Any]:
        limits = {"exclusive_min" if self.above_low else "min": self.low, "max": self.high}
        described = {"kind": "integer" if self.whole else "number", **limits, "unit": self.unit}
        return {**described, "nullable": True} if self.null else described


class Choice(msgspec.Struct, frozen=True):
    """One of a few texts or whole numbers."""

    choices: tuple[str | int, ...]
    unit: str = ""
    said: str = "{}"
    null: bool = False  # None is accepted, too

    @property
    def takes(self) -> str:
        *most, last = [str(choice) for choice in self.choices]
        return self.said.format(f"{', '.join(most)} or {last}" if most else last)

    def read(self, value: object) -> str | int | None:
        if value is None and self.null:
            return None
        for choice in self.choices:
            if value == choice and not isinstance(value, bool):
                return choice
        raise ValueError

    def describe(self) -> dict[str, Any]:
        described = {"kind": "choice", "choices": self.choices, "unit": self.unit}
        return {**described, "nullable": True} if self.null else described


class Switch(msgspec.Struct, frozen=True):
    """On or off."""

    takes: str = "true or false"

    def read(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise ValueError
        return value

    def describe(self) -> dict[str, Any]:
        return {"kind": "switch"}


class Text(msgspec.Struct, frozen=True):
    """`shortest` to `longest` characters."""

    takes: str
    longest: int
    shortest: int = 0
    null: bool = False

    def read(self, value: object) -> str | None:
        if value is None and self.null:
            return None
        if not isinstance(value, str) or not self.shortest <= len(value) <= self.longest:
            raise ValueError
        return value

    def describe(self) -> dict[str, Any]:
        described = {"kind": "text", "min_length": self.shortest, "max_length": self.longest}
        return {**described, "nullable": True} if self.null else described


class Names(msgspec.Struct, frozen=True):
    """One to `most` of a few names, in any order, also more than once; as text, with commas."""

    takes: str
    choices: tuple[str, ...]
    most: int

    def read(self, value: object) -> str:
        """With a comma and a blank between two names."""
        if not isinstance(value, str):
            raise ValueError
        names = [name.strip().lower() for name in value.split(",")]
        if len(names) > self.most or not set(names) <= set(self.choices):
            raise ValueError
        return ", ".join(names)

    def describe(self) -> dict[str, Any]:
        return {"kind": "names", "choices": self.choices, "max_names": self.most}


class Pair(msgspec.Struct, frozen=True):
    """Two numbers."""

    takes: str
    first: Number
    second: Number

    def read(self, value: object) -> tuple[float, float]:
        if isinstance(value, str) or not isinstance(value, Sequence) or len(value) != 2:
            raise ValueError
        first, second = self.first.read(value[0]), self.second.read(value[1])
        if first is None or second is None:
            raise ValueError
        return first, second

    def describe(self) -> dict[str, Any]:
        return {"kind": "pair", "items": [self.first.describe(), self.second.describe()]}
