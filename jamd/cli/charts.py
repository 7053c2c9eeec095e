"""`jamd chart`: lists, shows, converts and transposes charts."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jamd.errors import ChartError

if TYPE_CHECKING:
    from jamd.music.charts.sheet import Sheet

chart_app = typer.Typer(help="List, show, convert and transpose charts.", rich_markup_mode=None)


class FormatName(StrEnum):
    """The formats that `--to` takes: the names of `FORMATS`."""

    GRID = "grid"
    IREAL = "ireal"
    MUSICXML = "musicxml"


_CHART = "A chart in any format, FILE#TUNE, builtin:NAME, or a title of the library."
ChartFile = Annotated[str, typer.Argument(metavar="FILE", help=_CHART)]
To = Annotated[FormatName | None, typer.Option("--to", help="The format (default: by OUT's suffix, else grid).")]
Out = Annotated[Path | None, typer.Option("-o", "--output", metavar="OUT", help="Default: standard output.")]


@chart_app.command("list")
def list_charts() -> None:
    """Print the charts of the library, your own and the built-in ones."""
    from jamd.cli.tables import print_charts
    from jamd.config.load import find_config, load_config
    from jamd.library.library import Library

    folder = Path(load_config(find_config(), []).library.folder)
    print_charts(Library(folder).entries(), folder)


@chart_app.command()
def show(chart: ChartFile) -> None:
    """Print a chart as a text grid, four bars to a line."""
    from jamd.cli.tables import print_sheet

    print_sheet(_loaded(chart))


@chart_app.command()
def convert(chart: ChartFile, to: To = None, out: Out = None) -> None:
    """Write a chart in another format."""
    _write(_loaded(chart), to, out)


@chart_app.command()
def transpose(
    chart: ChartFile,
    by: Annotated[int | None, typer.Option("--by", metavar="N", min=-11, max=11, help="Semitones up.")] = None,
    key: Annotated[str | None, typer.Option("--key", metavar="KEY", help="The new key, as Bb or F#m.")] = None,
    to: To = None,
    out: Out = None,
) -> None:
    """Write a chart in another key."""
    from jamd.music.charts.transpose import steps_to_key, transposed_sheet

    if (by is None) == (key is None):
        raise typer.BadParameter("give either --by, the semitones, or --key, the new key")
    sheet = _loaded(chart)
    _write(transposed_sheet(sheet, by if by is not None else steps_to_key(sheet, key or "")), to, out)


def _loaded(chart: str) -> "Sheet":
    """The sheet in the spelling that the config prefers; what is to be said of the tune goes to standard error."""
    from jamd.config.chart_title import chart_found
    from jamd.config.load import find_config, load_config
    from jamd.music.charts.load import load_tune
    from jamd.music.charts.spelt import spelt_sheet

    config = load_config(find_config(), [])
    tune = load_tune(chart_found(chart, Path(config.library.folder)))
    for sentence in tune.remarks:
        print(sentence, file=sys.stderr)
    return spelt_sheet(tune.sheet, config.jam.spelling)


def _write(sheet: "Sheet", to: FormatName | None, out: Path | None) -> None:
    from jamd.cli.output import write_out
    from jamd.music.charts.formats import FORMATS, format_of

    suffix = out.suffix if out is not None else ""
    if suffix.lower() == ".mxl":
        raise ChartError(f"{out}: .mxl is only read; write .musicxml, which is the same without the compression")
    data = (FORMATS[to] if to is not None else format_of(b"", suffix)).write(sheet)
    write_out(data, out)
