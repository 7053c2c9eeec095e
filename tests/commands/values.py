"""Values that a command takes, and values that it does not, found from its row."""

from typing import Any

from jamd.commands.form_rows import CHART, GO_TO, LOOP
from jamd.commands.kinds import Choice, Kind, Names, Nothing, Number, Pair, Switch, Text
from jamd.commands.row import Row

CHARTS: list[Any] = ["builtin:blues-in-bb", "title: Two\n| Dm7 | G7 |", None]
NOT_CHARTS: list[Any] = ["builtin:nonsense", "| Xx |", "no-such-file.txt", "x" * 20_001]
IN_FORM: dict[str, list[Any]] = {GO_TO.name: ["B", "7"], LOOP.name: ["A", "5-8", "12", None]}  # of rhythm changes
_OTHERS: list[Any] = [None, True, 0, 1.5, "nonsense", [90, 8], float("nan"), {"a": 1}]


def accepted(row: Row[Any, Any]) -> list[Any]:
    return IN_FORM[row.name] if row.name in IN_FORM else CHARTS if row is CHART else _accepted(row.kind)


def refused(row: Row[Any, Any]) -> list[Any]:
    edges = NOT_CHARTS if row is CHART else _beyond(row.kind)
    return edges + [value for value in _OTHERS if not _fits(row.kind, value)]


def _accepted(kind: Kind) -> list[Any]:
    if isinstance(kind, Nothing):
        return [None]
    if isinstance(kind, Choice):
        return [*kind.choices, *([None] if kind.null else [])]
    if isinstance(kind, Switch):
        return [True, False]
    if isinstance(kind, Pair):
        return [[first, second] for first in _accepted(kind.first) for second in _accepted(kind.second)]
    if isinstance(kind, Names):
        return [kind.choices[0], ", ".join(kind.choices), ", ".join(kind.choices[:1] * kind.most)]
    if isinstance(kind, Text):
        return ["a", "USB: 1", "x" * kind.longest, *([None] if kind.null else [])]
    assert isinstance(kind, Number)
    inside = kind.low + (kind.high - kind.low) * 0.45
    numbers = [int(inside)] if kind.whole else [inside, max(1, int(inside)) if kind.high >= 1 else inside]
    return [*([] if kind.above_low else [kind.low]), *numbers, kind.high, *([None] if kind.null else [])]


def _beyond(kind: Kind) -> list[Any]:
    if isinstance(kind, Number):
        return [kind.low - 0.1, kind.high + 0.1, kind.high * 10, -1e300, *([kind.low] if kind.above_low else [])]
    if isinstance(kind, Names):
        return ["", "nobody", f"{kind.choices[0]}, nobody", ", ".join(kind.choices[:1] * (kind.most + 1))]
    if isinstance(kind, Text):
        return ["x" * (kind.longest + 1), *([""] if kind.shortest else [])]
    if isinstance(kind, Pair):
        return (
            [[first, 8] for first in _beyond(kind.first)] + [[90, second] for second in _beyond(kind.second)] + [[90]]
        )
    if isinstance(kind, Choice):
        return [choice + 0.5 if isinstance(choice, int) else choice.swapcase() for choice in kind.choices]
    return []


def _fits(kind: Kind, value: Any) -> bool:
    """Does this value of another command suit this kind, too? Said apart from the code that is tested."""
    if value is None:
        return isinstance(kind, Nothing) or (isinstance(kind, Number | Text | Choice) and kind.null)
    if isinstance(value, bool):
        return isinstance(kind, Switch)
    if isinstance(value, str):
        return isinstance(kind, Text)
    if isinstance(value, list):
        return isinstance(kind, Pair)
    if isinstance(kind, Choice) and isinstance(value, int):
        return value in kind.choices
    if isinstance(kind, Number) and isinstance(value, int | float):
        return kind.low <= value <= kind.high and (value == 0 or not kind.whole)
    return False
