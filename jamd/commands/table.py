"""Everything that a person may command, whoever passes it on: the page, a pedal, config.yaml. One row for each.

A new command is a row in one of the `*_rows.py` and its effect: a function, under the row's name, in the room of its
owner (`wire`, the conductor in `clock`, the jam machine, the process `band` around it, `stage`). A row of the jam needs
no function where it only sets the field of that name in `JamSettings`, in `PartSettings` for each part, or in
`PianistSettings` or `BassistSettings`.
"""

from difflib import get_close_matches
from typing import Any, Final

from jamd.commands import (
    clock_rows,
    form_rows,
    intensity_rows,
    jam_rows,
    library_rows,
    part_rows,
    practice_rows,
    rig_rows,
)
from jamd.commands.part_rows import BASSIST_ROWS, PART_ROWS, PIANIST_ROWS
from jamd.commands.row import Owner, Row, cut
from jamd.errors import CommandError

_ROWS: Final = (
    *clock_rows.ROWS,
    *form_rows.ROWS,
    *jam_rows.ROWS,
    *intensity_rows.ROWS,
    *practice_rows.ROWS,
    *part_rows.ROWS,
    *library_rows.ROWS,
    *rig_rows.ROWS,
)

COMMANDS: Final[dict[str, Row[Any, Any]]] = {row.name: row for row in _ROWS}


def command_named(name: str) -> Row[Any, Any]:
    """CommandError where there is none."""
    if (row := COMMANDS.get(name)) is None:
        close = get_close_matches(name, COMMANDS, n=1)
        actions = ", ".join(row.name for row in _ROWS if not row.sticky)
        others = "settings, as tempo, and those of a part, as piano.volume"
        hint = f"did you mean {close[0]}?" if close else f"there are {actions}, {others}"
        raise CommandError(f"there is no command '{cut(name)}' ({hint})")
    return row


JAM_SETTINGS: Final = tuple(row.name for row in _ROWS if row.owner == "jam" and row.sticky and "." not in row.name)
PART_SETTINGS: Final = tuple(row.name for row in PART_ROWS if row.owner == "jam")
PIANIST_SETTINGS: Final = tuple(row.name for row in PIANIST_ROWS)
BASSIST_SETTINGS: Final = tuple(row.name for row in BASSIST_ROWS)
"""The fields of `JamSettings`, `PartSettings`, `PianistSettings` and `BassistSettings` that people may change while
the band plays."""


def owned_by(owner: Owner) -> frozenset[str]:
    """The names of the commands that this room carries out."""
    return frozenset(row.name for row in _ROWS if row.owner == owner)
