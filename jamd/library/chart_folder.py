"""The user's charts: files in any format that jamd reads; a chart that is saved here becomes a text grid. The folder is
made when something is first saved into it. May block on the disk; any thread may call.

A file may hold several tunes, as iReal Pro's playlists do: they are `songs.html#1`, `songs.html#2` and so on. Others
may write to the folder: links, FIFOs and the like are no charts.
"""

import os
import re
from pathlib import Path
from typing import Final, NamedTuple

from msgspec.structs import replace

from jamd.errors import ChartError
from jamd.files.names import NAME_RULE, as_a_name, is_a_name
from jamd.files.regular_file import about_regular, read_regular
from jamd.files.replace_file import replace_file
from jamd.library.entry import Entry, LibraryError, changing, entry_of
from jamd.music.charts.form import Chart
from jamd.music.charts.formats import FORMATS, format_of, read_sheets
from jamd.music.charts.grid_writer import write_sheet
from jamd.music.charts.sheet import Sheet
from jamd.music.charts.text_grid import read_sheet
from jamd.music.charts.unfold import unfold

_GRID: Final = ".txt"  # the suffix of what is saved here
_SUFFIXES: Final = frozenset(suffix for each in FORMATS.values() for suffix in each.suffixes)
_TITLE: Final = re.compile(r"^[^\S\n]*title[^\S\n]*:.*$", re.IGNORECASE | re.MULTILINE)
UNTITLED: Final = "Untitled"


class _Known(NamedTuple):
    """A file as it was when it was `modified`, with so many bytes."""

    modified: int
    size: int
    entries: list[Entry]
    sheets: list[Sheet]  # where there are several: a playlist takes a second to read, and some 10 MB


class ChartFolder:
    """Charts by the names of their files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._known: dict[Path, _Known] = {}

    def entries(self) -> list[Entry]:
        """By title."""
        paths = [path for path in self._folder.glob("*") if path.suffix.lower() in _SUFFIXES and is_a_name(path.stem)]
        files = [self._file(path, about) for path in paths if (about := about_regular(path))]
        return sorted((entry for file in files for entry in file.entries), key=lambda entry: entry.title.casefold())

    def _file(self, path: Path, about: os.stat_result) -> _Known:
        known = self._known.get(path)
        if known is None or known[:2] != (about.st_mtime_ns, about.st_size):
            known = self._known[path] = _Known(about.st_mtime_ns, about.st_size, *_read(path))
        return known

    def chart(self, name: str) -> Chart:
        return _unfolded(self._sheet(name))

    def text(self, name: str) -> str:
        """A text grid as it was written, with its comments; of other formats, the grid that says the same."""
        with changing(self._folder):
            data = read_regular(self._existing(name)[0])
        return _as_grid(data, self._sheet(name))

    def _sheet(self, name: str) -> Sheet:
        path, number = self._existing(name)
        about = about_regular(path)
        sheets = (about and self._file(path, about).sheets) or _sheets_in(path)
        if not 1 <= number <= len(sheets):
            raise LibraryError(404, f"there is no chart called '{name}'")
        return sheets[number - 1]

    def save(self, data: bytes, *, title: str, instead_of: str, called: str, overwrite: bool) -> str:
        """Save a chart, given in any format, under a title; empty: its own, or what it is `called`. Several tunes at
        once stay together as they are. `instead_of` is a chart that goes. The name of the file."""
        sheets = _sheets(data)
        single = len(sheets) == 1
        title = " ".join(title.split()) or (sheets[0].title if single else "") or called
        old = self._grid(instead_of) if instead_of else None
        path = self._path(as_a_name(title, UNTITLED) + (_GRID if single else format_of(data).suffixes[0]))
        if os.path.lexists(path) and path != old and not (overwrite and about_regular(path)):
            raise LibraryError(409, f"there is already a chart called '{path.stem}'")
        with changing(self._folder):
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, _titled(_as_grid(data, sheets[0]), title).encode() if single else data)
            if old is not None and old != path:
                old.unlink()
        return path.name

    def _grid(self, name: str) -> Path:
        path, _ = self._existing(name)
        if path.suffix.lower() != _GRID:
            raise LibraryError(409, f"'{name}' is no text grid: save it under another title")
        return path

    def delete(self, name: str) -> None:
        """Delete a file, with all tunes in it."""
        with changing(self._folder):
            self._existing(name)[0].unlink()

    def _path(self, name: str) -> Path:
        path = self._folder / name
        if path.parent != self._folder or path.suffix.lower() not in _SUFFIXES or not is_a_name(path.stem):
            raise LibraryError(422, NAME_RULE)
        return path

    def _existing(self, name: str) -> tuple[Path, int]:
        """The file of a chart, and which of the tunes in it, from 1."""
        file, sign, number = name.partition("#")
        path = self._path(file)
        if about_regular(path) is None or (sign and not (number.isascii() and number.isdecimal())):
            raise LibraryError(404, f"there is no chart called '{name}'")
        return path, int(number) if sign else 1


def _sheets(data: bytes, suffix: str = "") -> list[Sheet]:
    try:
        return read_sheets(data, suffix)
    except ChartError as fault:
        raise LibraryError(422, str(fault)) from None


def _sheets_in(path: Path) -> list[Sheet]:
    """All tunes in a file; one without a title has the file's name. LibraryError."""
    with changing(path.parent):
        data = read_regular(path)
    return [sheet if sheet.title else replace(sheet, title=path.stem) for sheet in _sheets(data, path.suffix)]


def _read(path: Path) -> tuple[list[Entry], list[Sheet]]:
    """What a file holds: an entry for each tune, and the sheets if they are several."""
    try:
        sheets = _sheets_in(path)
    except LibraryError as fault:
        return [Entry(path.name, path.stem, fault=str(fault))], []
    if len(sheets) == 1:
        return [_entry(path.name, sheets[0])], []
    return [_entry(f"{path.name}#{number}", sheet) for number, sheet in enumerate(sheets, 1)], sheets


def _unfolded(sheet: Sheet) -> Chart:
    try:
        return unfold(sheet)
    except ChartError as fault:
        raise LibraryError(422, str(fault)) from None


def _entry(name: str, sheet: Sheet) -> Entry:
    try:
        return entry_of(name, _unfolded(sheet))
    except LibraryError as fault:
        return Entry(name, sheet.title, fault=str(fault))


def _as_grid(data: bytes, sheet: Sheet) -> str:
    """The text grid of a sheet; as it was written, if `data` is one."""
    text = data.decode("utf-8-sig", "replace")
    try:
        read_sheet(text)
    except ChartError:
        return write_sheet(sheet)
    return text


def _titled(grid: str, title: str) -> str:
    """The grid with this title; everything else stays as it was written."""
    line = f"title: {title}"
    return _TITLE.sub(lambda _: line, grid, count=1) if _TITLE.search(grid) else f"{line}\n{grid}"
