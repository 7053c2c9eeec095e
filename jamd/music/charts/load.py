"""Where a chart comes from: a built-in one by name, a file with a text grid, or the text itself."""

from difflib import get_close_matches
from pathlib import Path
from typing import Final

import msgspec

from jamd.errors import ChartError
from jamd.music.charts.builtin import builtin_names, builtin_text
from jamd.music.charts.form import Chart
from jamd.music.charts.text_grid import chart_text, read_grid

BUILTIN: Final = "builtin:"
_MAX_BYTES: Final = 1_000_000


def load_chart(name: str) -> Chart:
    """The chart called `builtin:NAME`, or the one in a file; ChartError, one sentence, where there is none."""
    if name.startswith(BUILTIN):
        return _builtin(name.removeprefix(BUILTIN))
    path = Path(name)
    try:
        chart = read_grid(_text_of(path))
    except ChartError as error:
        raise ChartError(f"{path}: {error}") from None
    return chart if chart.title else msgspec.structs.replace(chart, title=path.stem)


def read_chart(text: str) -> Chart:
    """The chart called `builtin:NAME`, or the one that the text of a grid describes; never a file. ChartError."""
    return _builtin(text.removeprefix(BUILTIN)) if text.startswith(BUILTIN) else read_grid(text)


def inline_chart(name: str) -> str:
    """The chart that `load_chart` finds, for a process that reads no files: what `read_chart` takes. ChartError."""
    chart = load_chart(name)
    return name if name.startswith(BUILTIN) else chart_text(chart)


def _builtin(name: str) -> Chart:
    names = builtin_names()
    if name not in names:
        near = [each for each in names if each.startswith(name)] or get_close_matches(name, names, 1)
        hint = f"did you mean {BUILTIN}{near[0]}?" if near else "`jamd chart list` shows all of them"
        raise ChartError(f"no built-in chart is called '{name}'; {hint}")
    return read_grid(builtin_text(name))


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ChartError("the file is too large for a chart (over 1 MB)")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ChartError("the file is not text (UTF-8)") from None
    except OSError as error:
        hint = f"; did you mean {BUILTIN}{path}?" if str(path) in builtin_names() else ""
        raise ChartError(f"the chart cannot be read, {(error.strerror or str(error)).lower()}{hint}") from None
