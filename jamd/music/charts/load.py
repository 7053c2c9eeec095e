"""Where a chart comes from: a built-in one by name, a file in any format, or text.

`songs.html#12` and `songs.html#Blue Walk` choose one of several tunes in a file; in text `#12` or `#Blue Walk` stands
in front of the link.
"""

import os
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Final, NamedTuple

from msgspec.structs import replace

from jamd.errors import ChartError
from jamd.music.charts.builtin import builtin_names, builtin_text
from jamd.music.charts.form import Chart
from jamd.music.charts.formats import MOST_BYTES, read_sheets
from jamd.music.charts.grid_writer import write_sheet
from jamd.music.charts.sheet import Sheet
from jamd.music.charts.text_grid import read_sheet
from jamd.music.charts.unfold import remarks, unfold

BUILTIN: Final = "builtin:"
_CHOICE: Final = re.compile(r"\s*#\s*(?P<which>[^\r\n]*?)\s+(?=ireal(?:b|book)://)", re.IGNORECASE)
_LINK: Final = re.compile(r"ireal(?:b|book)://", re.IGNORECASE)
_MOST_NAMED: Final = 5  # titles in a sentence


class Tune(NamedTuple):
    """A sheet that was found."""

    sheet: Sheet
    choice: str = ""  # a sentence where it is one of several, and nobody chose

    @property
    def remarks(self) -> tuple[str, ...]:
        """A sentence for each thing that is to be said of it. ChartError: as `unfold`."""
        return (*filter(None, [self.choice]), *remarks(self.sheet))


def is_link(name: str) -> bool:
    """Of iReal Pro."""
    return bool(_LINK.match(name))


def load_tune(name: str) -> Tune:
    """The tune called `builtin:NAME`, that of a link of iReal Pro, or the one in a file, `FILE#TUNE` if it holds
    several; ChartError, one sentence, where there is none."""
    if name.startswith(BUILTIN) or is_link(name):
        return read_tune(name)
    path, which = Path(name), ""
    if "#" in name and not os.path.exists(path):
        path, which = Path(name.rpartition("#")[0]), name.rpartition("#")[2]
    try:
        tune = _tune(read_sheets(_bytes_of(path), path.suffix), which)
    except ChartError as error:
        raise ChartError(f"{path}: {error}") from None
    return tune if tune.sheet.title else tune._replace(sheet=replace(tune.sheet, title=path.stem))


def read_tune(text: str) -> Tune:
    """The tune called `builtin:NAME`, or the one that a text in any format describes; never a file. ChartError."""
    if text.startswith(BUILTIN):
        return _tune([_builtin(text.removeprefix(BUILTIN))])
    choice = _CHOICE.match(text)
    return _tune(read_sheets(text.encode(errors="replace")), choice["which"] if choice else "")


def load_chart(name: str) -> Chart:
    """What the band plays of `load_tune`."""
    return unfold(load_tune(name).sheet)


def read_chart(text: str) -> Chart:
    """What the band plays of `read_tune`."""
    return unfold(read_tune(text).sheet)


def inline_chart(name: str) -> str:
    """The tune that `load_tune` finds, for a process that reads no files: what `read_tune` takes. ChartError."""
    tune = load_tune(name)
    return name if name.startswith(BUILTIN) else write_sheet(tune.sheet)


def _tune(sheets: list[Sheet], which: str = "") -> Tune:
    """One of several tunes by its number, from 1, or its title. ChartError."""
    sheet = _chosen(sheets, which) if which else sheets[0]
    if len(sheets) == 1 or which:
        return Tune(sheet)
    return Tune(
        sheet, f"there are {len(sheets)} tunes here, and this is the first, {sheet.title}; choose with #2 or #TITLE"
    )


def _chosen(sheets: list[Sheet], which: str) -> Sheet:
    if which.isdecimal() and 1 <= int(which) <= len(sheets):
        return sheets[int(which) - 1]
    titles = {sheet.title.casefold(): sheet for sheet in reversed(sheets)}
    wanted = which.casefold()
    starting = [title for title in titles if title.startswith(wanted)]
    if wanted in titles or len(starting) == 1:
        return titles[wanted if wanted in titles else starting[0]]
    near = starting or get_close_matches(wanted, titles, 1)
    hint = f"did you mean '{titles[near[0]].title}'?" if near else f"there are {_named(sheets)}"
    raise ChartError(f"no tune here is called '{which}'; {hint}")


def _named(sheets: list[Sheet]) -> str:
    """'Blue Walk, Night Song and 10 more'."""
    titles = [sheet.title or f"#{number}" for number, sheet in enumerate(sheets, 1)]
    more = len(titles) - _MOST_NAMED
    return ", ".join(titles[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _builtin(name: str) -> Sheet:
    names = builtin_names()
    if name not in names:
        near = [each for each in names if each.startswith(name)] or get_close_matches(name, names, 1)
        hint = f"did you mean {BUILTIN}{near[0]}?" if near else "`jamd chart list` shows all of them"
        raise ChartError(f"no built-in chart is called '{name}'; {hint}")
    return read_sheet(builtin_text(name))


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)  # a device may have no end
    except ValueError:
        raise ChartError("no file can have this name") from None
    except OSError as error:
        hint = f"; did you mean {BUILTIN}{path}?" if str(path) in builtin_names() else ""
        raise ChartError(f"the chart cannot be read, {(error.strerror or str(error)).lower()}{hint}") from None
    return data
