"""`jamd take`: what can be done with a take, or a render."""

from pathlib import Path
from typing import Annotated

import typer

from jamd.errors import FileError

take_app = typer.Typer(help="Takes: write their sheet music.", rich_markup_mode=None)


@take_app.callback()
def take() -> None:
    """Takes: write their sheet music."""


@take_app.command()
def sheet(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The MIDI file of a take or a render.")],
    out: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="OUT", help="A .musicxml file (default: standard output).")
    ] = None,
    part: Annotated[str, typer.Option("--part", help="Whose notes: you, piano or bass.")] = "you",
) -> None:
    """Write what you, the piano or the bass played as MusicXML, with the chord symbols above it."""
    from jamd.cli.output import write_out
    from jamd.files.regular_file import read_regular
    from jamd.files.take_sheet import PARTS, take_sheet

    if part not in PARTS:
        raise typer.BadParameter(f"--part takes {' or '.join(PARTS)}, not '{part}'")
    try:
        written = take_sheet(read_regular(file), part, file.stem)
    except OSError as error:
        raise FileError(f"{file}: cannot be read ({error.strerror})") from None
    except FileError as error:
        raise FileError(f"{file}: {error}") from None
    write_out(written, out)
