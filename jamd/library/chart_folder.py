"""The user's charts: one file each, in any format that `load_chart` reads; what is saved here is a text grid. The
folder is made when something is first saved into it. May block on the disk; any thread may call.

Others may write to the folder: links, FIFOs and the like are no charts.
"""

import os
import re
from pathlib import Path
from typing import Final

from jamd.errors import ChartError
from jamd.files.names import NAME_RULE, as_a_name, is_a_name
from jamd.files.regular_file import about_regular, read_regular
from jamd.files.replace_file import replace_file
from jamd.library.entry import Entry, LibraryError, changing, entry_of, read_file
from jamd.music.charts.form import Chart
from jamd.music.charts.load import read_chart
from jamd.music.charts.text_grid import chart_text, read_grid

SUFFIX: Final = ".txt"  # of what is saved here
_SUFFIXES: Final = (SUFFIX, ".chart", ".musicxml", ".mxl", ".xml", ".html", ".irealb", ".ireal")
_TITLE: Final = re.compile(r"^[^\S\n]*title[^\S\n]*:.*$", re.IGNORECASE | re.MULTILINE)
_UNTITLED: Final = "Untitled"


class ChartFolder:
    """Charts by the names of their files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._known: dict[Path, tuple[tuple[int, int], Entry]] = {}  # as the file was then: modified, size

    def entries(self) -> list[Entry]:
        """By title."""
        paths = [path for path in self._folder.glob("*") if path.suffix.lower() in _SUFFIXES and is_a_name(path.stem)]
        found = [self._entry(path, about) for path in paths if (about := about_regular(path))]
        return sorted(found, key=lambda entry: entry.title.casefold())

    def _entry(self, path: Path, about: os.stat_result) -> Entry:
        stamp = (about.st_mtime_ns, about.st_size)
        if (known := self._known.get(path)) is not None and known[0] == stamp:
            return known[1]
        try:
            entry = entry_of(path.name, read_file(path))
        except LibraryError as fault:
            entry = Entry(path.name, path.stem, fault=str(fault))
        self._known[path] = (stamp, entry)
        return entry

    def chart(self, name: str) -> Chart:
        return read_file(self._existing(name))

    def text(self, name: str) -> str:
        """A text grid as it was written, with its comments; of other formats, the grid that says the same."""
        path = self._existing(name)
        if path.suffix == SUFFIX:
            return read_regular(path).decode("utf-8-sig", "replace")
        return chart_text(read_file(path))

    def save(self, title: str, text: str, replace: bool) -> str:
        """Save a chart, given in any format as text, under a title; empty: its own. The name of its file."""
        grid, own_title = _as_grid(text)
        title = " ".join(title.split()) or own_title or _UNTITLED
        path = self._path(as_a_name(title, _UNTITLED) + SUFFIX)
        if os.path.lexists(path) and not (replace and about_regular(path)):
            raise LibraryError(409, f"there is already a chart called '{path.stem}'")
        self._write(path, _titled(grid, title))
        return path.name

    def rename(self, name: str, title: str) -> str:
        """The new name of the file."""
        path = self._existing(name)
        if path.suffix != SUFFIX:
            raise LibraryError(409, f"'{name}' is no text grid: its title is inside; save it under another title")
        title = " ".join(title.split())
        target = self._path(as_a_name(title, "") + SUFFIX)
        if target != path and os.path.lexists(target):
            raise LibraryError(409, f"there is already a chart called '{target.stem}'")
        text = _titled(self.text(name), title)
        self._write(target, text)
        if target != path:
            self._unlink(path)
        return target.name

    def delete(self, name: str) -> None:
        self._unlink(self._existing(name))

    def _write(self, path: Path, text: str) -> None:
        with changing(self._folder):
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, text.encode())

    def _unlink(self, path: Path) -> None:
        with changing(self._folder):
            path.unlink()

    def _path(self, name: str) -> Path:
        path = self._folder / name
        if path.parent != self._folder or path.suffix.lower() not in _SUFFIXES or not is_a_name(path.stem):
            raise LibraryError(422, NAME_RULE)
        return path

    def _existing(self, name: str) -> Path:
        path = self._path(name)
        if about_regular(path) is None:
            raise LibraryError(404, f"there is no chart called '{name}'")
        return path


def _as_grid(text: str) -> tuple[str, str]:
    """The text grid of a chart as text, as it was written if it is one, and the title in it. LibraryError."""
    try:
        chart = read_chart(text)
    except ChartError as fault:
        raise LibraryError(422, str(fault)) from None
    try:
        read_grid(text)
    except ChartError:
        return chart_text(chart), chart.title
    return text, chart.title


def _titled(grid: str, title: str) -> str:
    """The grid with this title; everything else stays as it was written."""
    line = f"title: {title}"
    if _TITLE.search(grid):
        return _TITLE.sub(lambda _: line, grid, count=1)
    return f"{line}\n{grid.lstrip(chr(0xFEFF))}"
