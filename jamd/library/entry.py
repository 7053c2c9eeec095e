"""A chart as the library lists it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import msgspec

from jamd.errors import Refused
from jamd.music.charts.builtin import builtin_names
from jamd.music.charts.form import Chart
from jamd.music.charts.load import BUILTIN, load_chart


class LibraryError(Refused):
    """Something that cannot be done with a chart or a set list."""


@contextmanager
def changing(folder: Path) -> Iterator[None]:
    """What the disk refuses becomes a LibraryError."""
    try:
        yield
    except OSError as fault:
        raise LibraryError(409, f"{folder}: {fault.strerror or fault}") from None


class Entry(msgspec.Struct, frozen=True):
    """`name` is `builtin:NAME` or the name of the user's file, with `#2` for the second of several tunes in it. `fault`
    says why it cannot be read; the rest is then unknown."""

    name: str
    title: str
    key: str = ""
    style: str = ""
    meter: str = ""
    bars: int = 0
    bpm: float | None = None
    fault: str = ""

    @property
    def own(self) -> bool:
        """In the user's folder."""
        return not self.name.startswith(BUILTIN)


def entry_of(name: str, chart: Chart) -> Entry:
    return Entry(name, chart.title, chart.key, chart.style or "", str(chart.meter), chart.bars_in_form, chart.bpm)


@cache
def builtin_entries() -> tuple[Entry, ...]:
    names = [BUILTIN + name for name in builtin_names()]
    return tuple(entry_of(name, load_chart(name)) for name in names)
