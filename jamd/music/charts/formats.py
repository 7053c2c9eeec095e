"""The formats in which charts come and go: text grids, links of iReal Pro, MusicXML.

A format is told by what the data looks like, so that a file may have any name and pasted text none; its suffix helps
where that says nothing.
"""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from jamd.errors import ChartError
from jamd.music.charts.grid_writer import write_sheet
from jamd.music.charts.ireal import read_ireal, write_ireal
from jamd.music.charts.mending import mended
from jamd.music.charts.musicxml import read_musicxml, write_musicxml
from jamd.music.charts.sheet import Sheet
from jamd.music.charts.text_grid import read_sheet

MOST_BYTES: Final = 4_000_000  # the largest playlists that people share have about 1.3 million

_IREAL: Final = re.compile(rb"ireal(?:b|book)://", re.IGNORECASE)
_MARKUP: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<[?!a-z]", re.IGNORECASE)
_ZIP_OR_UTF_16: Final = (b"PK\x03\x04", b"\xff\xfe<", b"\xfe\xff\0<")


class Format(NamedTuple):
    """One way to write a chart down. `read` raises ChartError, one sentence; `write` gives what it reads again."""

    title: str
    suffixes: tuple[str, ...]  # the first is that of files that jamd writes
    looks_so: Callable[[bytes], bool]
    read: Callable[[bytes], list[Sheet]]
    write: Callable[[Sheet], bytes]


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ChartError("the file is not text (UTF-8)") from None


# In the order in which they are looked for; the last one is whatever is none of the others.
FORMATS: Final[dict[str, Format]] = {
    "ireal": Format(
        "a link of iReal Pro",
        (".html", ".htm", ".ireal"),
        lambda data: _IREAL.search(data) is not None,  # before MusicXML: its files are HTML
        lambda data: [mended(sheet) for sheet in read_ireal(_text(data))],
        lambda sheet: write_ireal(sheet).encode(),
    ),
    "musicxml": Format(
        "MusicXML",
        (".musicxml", ".mxl", ".xml"),
        lambda data: data.startswith(_ZIP_OR_UTF_16) or _MARKUP.match(data) is not None,
        lambda data: [mended(read_musicxml(data))],
        write_musicxml,
    ),
    "grid": Format(
        "a text grid",
        (".txt", ".grid", ".chart"),
        lambda data: True,
        lambda data: [read_sheet(_text(data))],
        lambda sheet: write_sheet(sheet).encode(),
    ),
}


def read_sheets(data: bytes, suffix: str = "") -> list[Sheet]:
    """All tunes in a file, or in a text as UTF-8, whatever its format; one at least. ChartError, one sentence."""
    if len(data) > MOST_BYTES:
        raise ChartError(f"this is too large for a chart (over {MOST_BYTES // 1_000_000} MB)")
    return format_of(data, suffix).read(data)


def format_of(data: bytes, suffix: str = "") -> Format:
    """The format that data looks like, else the one that goes with a suffix such as '.mxl'."""
    *known, grid = FORMATS.values()
    looks = (each for each in known if each.looks_so(data))
    return next(looks, None) or next((each for each in known if suffix.lower() in each.suffixes), grid)
