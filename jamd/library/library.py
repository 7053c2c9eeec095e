"""The library: charts, what is remembered of them, and set lists. May block on the disk; any thread may call."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from threading import Lock
from typing import Any

from jamd.errors import ChartError
from jamd.library.chart_folder import UNTITLED, ChartFolder
from jamd.library.entry import Entry, LibraryError, builtin_entries, changing
from jamd.library.memory import Memory
from jamd.library.set_list_folder import SetListFolder
from jamd.music.charts.builtin import builtin_text
from jamd.music.charts.form import Chart
from jamd.music.charts.load import BUILTIN, load_chart


class Library:
    """Charts are named `builtin:NAME`, or as the user's file is. LibraryError where something cannot be done."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self.set_lists = SetListFolder(folder)
        self._charts = ChartFolder(folder)
        self._lock = Lock()  # of what changes
        self._memory = Memory(folder)

    def entries(self) -> list[Entry]:
        """The user's own first, each by title."""
        return [*self._charts.entries(), *sorted(builtin_entries(), key=lambda entry: entry.title.casefold())]

    def described(self) -> list[dict[str, Any]]:
        """The charts for JSON."""
        return [
            {
                **{name: getattr(entry, name) for name in (*entry.__struct_fields__, "own")},
                "favourite": self._memory.is_favourite(entry.name),
                "played": self._memory.last_played(entry.name),
            }
            for entry in self.entries()
        ]

    def chart(self, name: str) -> Chart:
        if not name.startswith(BUILTIN):
            return self._charts.chart(name)
        try:
            return load_chart(name)
        except ChartError as fault:
            raise LibraryError(404, str(fault)) from None

    def text(self, name: str) -> str:
        """As a text grid."""
        if not name.startswith(BUILTIN):
            return self._charts.text(name)
        self.chart(name)
        return builtin_text(name.removeprefix(BUILTIN))

    def find(self, words: str) -> str:
        """The name of the chart that somebody calls so: by its name or its title, in large or small letters."""
        entries, wanted = self.entries(), words.casefold()
        for entry in entries:
            names = (entry.name, entry.title, entry.name.removeprefix(BUILTIN), entry.name.rpartition(".")[0])
            if wanted in [name.casefold() for name in names]:
                return entry.name
        near = get_close_matches(words, [entry.title for entry in entries], 1)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        raise LibraryError(404, f"there is no chart called '{words}'{hint}")

    def save(
        self,
        chart: str | bytes,
        title: str = "",
        *,
        replace: bool = False,
        instead_of: str = "",
        called: str = UNTITLED,
    ) -> str:
        """Save a chart in any format under a title; empty: its own, or what it is `called`. `replace` one of that name;
        `instead_of` an own chart, which goes. The name of its file."""
        data = chart.encode() if isinstance(chart, str) else chart
        with self._changing():
            new = self._charts.save(data, title=title, instead_of=instead_of, called=called, overwrite=replace)
            if instead_of and instead_of != new:
                self._memory.rename(instead_of, new)
            return new

    def rename(self, name: str, title: str) -> str:
        """The new name of the chart's file."""
        return self.save(self.text(self._own(name)), title, instead_of=name)

    def delete(self, name: str) -> None:
        with self._changing():
            self._charts.delete(self._own(name))
            self._memory.rename(name, None)

    def set_favourite(self, name: str, on: bool) -> None:
        name = self.find(name)
        with self._changing():
            self._memory.set_favourite(name, on)

    def note_played(self, name: str) -> None:
        """This chart has just been chosen."""
        with self._changing():
            self._memory.play(name, time.time())

    def _own(self, name: str) -> str:
        if name.startswith(BUILTIN):
            raise LibraryError(409, "built-in charts stay as they are; save it under a title of your own")
        return name

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with self._lock, changing(self._folder):
            yield
