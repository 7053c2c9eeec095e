"""What the commands print for people: plain words in 80 columns, no colour where nobody sees it."""

from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:  # only their fields are read here
    from jamd.check import CheckReport
    from jamd.music.chart import Chart
    from jamd.render import RenderReport
    from jamd.wire.survey import PortSurvey


def _console() -> Console:
    return Console(highlight=False, markup=False, soft_wrap=False)


def _table(*headings: str) -> Table:
    table = Table(box=SIMPLE, pad_edge=False, show_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def print_ports(survey: "PortSurvey") -> None:
    """The ports of the machine, with a mark at those that jamd would take, and why."""
    console = _console()
    for sentence in (*survey.missing, *survey.notes):
        console.print(sentence)
    if survey.backend == "none":
        return
    console.print(f"MIDI system: {survey.backend}")
    table = _table("", "", "port")
    for kind, names, chosen in (("in", survey.inputs, survey.input), ("out", survey.outputs, survey.output)):
        for name in names:
            mark, style = ("*", "bold") if name == chosen else ("", "")
            table.add_row(kind, mark, Text(name, style=style))
    if table.row_count:
        console.print(table)
    console.print(f"in:  {_choice(survey.input, survey.input_why)}")
    console.print(f"out: {_choice(survey.output, survey.output_why)}")


def _choice(name: str, why: str) -> str:
    return f"{name}, because {why}" if name else why


def print_check(report: "CheckReport") -> None:
    """Everything that was looked at; the faults first."""
    console = _console()
    table = _table("", "what", "")
    for said in report.faults:
        table.add_row(Text("wrong", style="bold red"), said.what, Text(said.sentence))
    for said in report.notes:
        table.add_row(Text("ok", style="green"), said.what, Text(said.sentence))
    console.print(table)
    faults = len(report.faults)
    console.print("ready to play" if report.ok else f"{faults} {'fault' if faults == 1 else 'faults'} to mend")


def print_chart(chart: "Chart") -> None:
    """Title, meter, and the grid."""
    from jamd.music.chart import chart_text

    console = _console()
    if chart.title:
        console.print(Text(chart.title, style="bold"))
    form = ", ".join(f"{section.name or '-'} at {section.first + 1}" for section in chart.sections)
    sections = f", sections {form}" if len(chart.sections) > 1 else ""
    console.print(f"{chart.bars_in_form} bars in {chart.meter}{sections}")
    lines = [line for line in chart_text(chart).splitlines() if not line.startswith(("title:", "meter:"))]
    console.print("\n".join(_aligned(lines)), soft_wrap=True)


def _aligned(lines: list[str]) -> list[str]:
    """The lines of a grid with their bar lines under one another."""
    bars = [_cells(line) for line in lines if "|" in line]
    wide = [max(map(len, column)) for column in zip_longest(*bars, fillvalue="")]
    return [_row(line, wide) if "|" in line else line for line in lines]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("| ").split("|")]


def _row(line: str, wide: list[int]) -> str:
    cells = (f"{cell:<{width}}" for cell, width in zip(_cells(line), wide, strict=False))
    return f"| {' | '.join(cells)} |"


def print_render(report: "RenderReport") -> None:
    """What was written, in two lines."""
    console = _console()
    notes = ", ".join(f"{part} {count}" for part, count in report.notes.items())
    console.print(f"{report.out}: {report.bars} bars at {report.bpm:g}, notes: {notes}", soft_wrap=True)
    console.print(
        f"seed {report.seed}, {report.seconds:.2f} s of computing, {report.realtime_factor:.0f} times real time",
        soft_wrap=True,
    )
