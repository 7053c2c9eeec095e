"""The table of docs/osc.md, as the table of commands has it. To rewrite it: `python tests/osc_table.py`."""

import re
from collections.abc import Iterator
from pathlib import Path

from jamd.commands.kinds import Choice, Kind, Names, Nothing, Number, Pair, Switch, Text
from jamd.commands.table import COMMANDS
from jamd.stage.osc.addresses import address_of

DOC = Path(__file__).parents[1] / "docs/osc.md"
HEAD = "| address | argument | values | |\n|---|---|---|---|\n"
_ROWS = re.compile(re.escape(HEAD) + r"(?:\|.*\n)*")
_ARGUMENTS = {Switch: "i", Pair: "f f", Text: "s", Names: "s"}


def table() -> str:
    """In the order of the commands."""
    lines = (
        f"| `{address_of(row.name)}` | {_argument(row.kind)} | {_values(row.kind)} | {row.label} |\n"
        for row in COMMANDS.values()
    )
    return HEAD + "".join(lines)


def _argument(kind: Kind) -> str:
    return " or ".join(_arguments(kind))


def _arguments(kind: Kind) -> Iterator[str]:
    if isinstance(kind, Nothing):
        yield from ("none", "1")
    elif isinstance(kind, Choice):
        yield from dict.fromkeys("s" if isinstance(choice, str) else "i" for choice in kind.choices)
    elif isinstance(kind, Number):
        yield "i" if kind.whole else "f"
    else:
        yield _ARGUMENTS[type(kind)]
    if getattr(kind, "null", False):
        yield "N"


def _values(kind: Kind) -> str:
    if isinstance(kind, Nothing):
        return ""
    return "0 or 1" if isinstance(kind, Switch) else kind.takes


def written(text: str) -> str:
    """The page with the table as it is now."""
    return _ROWS.sub(lambda _: table(), text)


if __name__ == "__main__":
    DOC.write_text(written(DOC.read_text(encoding="utf-8")), encoding="utf-8")
