"""Tunes and set lists of the library, and takes."""

from typing import Any, Final

from jamd.commands.kinds import Number, Text
from jamd.commands.row import ACTION, Row

MOST_TUNES: Final = 200  # of a set list
_TUNE: Final = Text("the name or the title of a chart in the library", longest=200, shortest=1)
_SET_LIST: Final = Text("the name of a set list, or null", longest=200, shortest=1, null=True)
TUNE: Final[Row[Text, None]] = Row("tune", _TUNE, "stage", "Tune of the library")
SET_LIST: Final[Row[Text, None]] = Row("set list", _SET_LIST, "stage", "Set list")

ROWS: Final[tuple[Row[Any, Any], ...]] = (
    TUNE,
    SET_LIST,
    Row("set list tune", Number(1, MOST_TUNES, said="{} to {}", whole=True), "stage", "Tune of the set list"),
    Row("next tune", ACTION, "stage", "Next tune"),
    Row("previous tune", ACTION, "stage", "Previous tune"),
    Row("new take", ACTION, "stage", "Start a new take"),
)
