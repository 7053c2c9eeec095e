"""What the commands print for people: plain text in 80 columns, with colour only on a terminal."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.box import SIMPLE
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from jamd.bench.rating import rating
from jamd.commands.choices import BAND

if TYPE_CHECKING:  # only their fields are read here
    from jamd.bench.report import BenchReport
    from jamd.cli.check import CheckReport
    from jamd.library.entry import Entry
    from jamd.music.charts.sheet import Sheet
    from jamd.render import RenderReport
    from jamd.wire.port_choice import PortChoice

_BAR_LINE: Final = re.compile(r"\|+")


def _console() -> Console:
    return Console(highlight=False, markup=False, soft_wrap=False)


def _table(*headings: str) -> Table:
    table = Table(box=SIMPLE, pad_edge=False, show_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def print_ports(found: "PortChoice") -> None:
    """The ports of the machine, with a mark at those that jamd would use, and why."""
    console = _console()
    for sentence in (*found.missing, *found.notes):
        console.print(sentence)
    if found.backend == "none":
        return
    console.print(f"MIDI system: {found.backend}")
    table = _table("", "", "port")
    for kind, names, chosen in (("in", found.inputs, found.input), ("out", found.outputs, found.output)):
        for name in names:
            mark, style = ("*", "bold") if name == chosen else ("", "")
            table.add_row(kind, mark, Text(name, style=style))
    if table.row_count:
        console.print(table)
    console.print(f"in:  {_choice(found.input, found.input_why)}")
    console.print(f"out: {_choice(found.output, found.output_why)}")


def _choice(name: str, why: str) -> str:
    return f"{name} ({why})" if name else why


def print_check(report: "CheckReport") -> None:
    """Everything that was checked, faults first."""
    console = _console()
    table = _table("", "what", "")
    for said in report.faults:
        table.add_row(Text("wrong", style="bold red"), said.what, Text(said.sentence))
    for said in report.notes:
        table.add_row(Text("ok", style="green"), said.what, Text(said.sentence))
    console.print(table)
    faults = len(report.faults)
    console.print("ready to play" if report.ok else f"{faults} {'fault' if faults == 1 else 'faults'} to fix")


def print_sheet(sheet: "Sheet") -> None:
    """Title, form, and the grid."""
    from jamd.music.charts.grid_writer import write_sheet
    from jamd.music.charts.unfold import unfold

    console, chart = _console(), unfold(sheet)
    if sheet.title:
        console.print(Text(sheet.title, style="bold"))
    form = ", ".join(f"{section.name or '-'} at {section.first + 1}" for section in chart.sections)
    sections = f", sections {form}" if len(chart.sections) > 1 else ""
    console.print(f"{chart.bars_in_form} bars in {chart.meter}{sections}")
    lines = [line for line in write_sheet(sheet).splitlines() if not line.startswith(("title:", "meter:"))]
    console.print("\n".join(_aligned(lines)), soft_wrap=True)


def print_charts(charts: "list[Entry]", folder: Path) -> None:
    """What `--chart` takes for each chart, titles, and the forms, or what is wrong with a file."""
    table = _table("chart", "title", "key", "bars", "meter")
    table.columns[0].no_wrap = True  # it can be copied
    for entry in charts:
        chart = str(folder / entry.name) if entry.own else entry.name
        table.add_row(chart, entry.fault or entry.title, entry.key, str(entry.bars or ""), entry.meter)
    _console().print(table)


def _aligned(lines: list[str]) -> list[str]:
    """The lines of a grid with their bar lines under one another."""
    bars = [_cells(line) for line in lines if line.startswith("|")]
    wide = [max(map(len, column)) for column in zip_longest(*bars, fillvalue="")]
    return [_row(line, wide) if line.startswith("|") else line for line in lines]


def _cells(line: str) -> list[str]:
    """What follows each bar line, with its dots and numbers, but without the dots of the next one."""
    return [cell.removesuffix(":").rstrip() for cell in _BAR_LINE.split(line)[1:]]


def _row(line: str, wide: list[int]) -> str:
    closes = [cell.endswith(":") for cell in _BAR_LINE.split(line)[1:]]
    bar_lines = _BAR_LINE.findall(line)
    cells = zip(bar_lines, _cells(line), wide, closes, strict=False)
    return "".join(f"{bar}{cell:<{width}} {':' if dots else ''}" for bar, cell, width, dots in cells).rstrip()


def print_render(report: "RenderReport") -> None:
    """What was written, in two lines."""
    console = _console()
    notes = ", ".join(f"{part} {count}" for part, count in report.notes.items())
    console.print(f"{report.out}: {report.bars} bars at {report.bpm:g} bpm, notes: {notes}", soft_wrap=True)
    console.print(
        f"seed {report.seed}, computed in {report.seconds:.2f} s, {report.realtime_factor:.0f} times real time",
        soft_wrap=True,
    )


@contextmanager
def bench_progress() -> Iterator[Callable[[float, str], None]]:
    """On standard error: a progress bar on a terminal, otherwise a line for each measurement."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield lambda share, what: print(f"{share:4.0%} {what}", file=sys.stderr, flush=True)
        return
    columns = TextColumn("{task.description:<28}"), BarColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console, refresh_per_second=4, transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda share, what: bar.update(task, completed=share, description=what)


_RATING_STYLE: Final = {"good": "green", "fair": "yellow", "poor": "bold red"}


def print_bench(report: "BenchReport") -> None:
    """A table with a rating for each line, then what is missing and why, then what to change."""
    console = _console()
    realtime = "real time (SCHED_FIFO)" if report.realtime == "fifo" else "normal scheduling"
    load = ", every core busy" if report.load else ""
    console.print(f"MIDI system: {report.backend}; wire runs in {realtime}{load}")
    console.print(_bench_spreads(report))
    console.print(_bench_tempos(report))
    for heading, sentences in (("notes", report.notes), ("what to change", report.advice)):
        if sentences:
            console.print(f"{heading}:")
        for sentence in sentences:
            console.print(f"- {sentence}")


def _bench_spreads(report: "BenchReport") -> Table:
    """All in ms."""
    table = _table("ms", "p50", "p99", "max", "n", "")
    thru, plan = report.thru_us, report.plan_ms
    rows = (
        ("lateness_us", "lateness of a note", report.lateness_us),
        ("thru_us", "delay added by thru", thru),
        ("", "  key to synth through jamd", thru.through if thru else None),
        ("", "  the same ports without jamd", thru.relay if thru else None),
        ("clock_phase_us", "phase error, steady clock", report.clock_phase_us),
        ("clock_phase_us", "phase error, +-2 ms jitter", report.clock_phase_jittered_us),
        ("round_trip_us", "round trip through a cable", report.round_trip_us),
        *(("", f"  planning a bar of {part}", getattr(plan, part)) for part in BAND),
        ("plan_ms", "planning a bar of all", plan.band),
    )
    for key, what, spread in rows:
        if spread is None:
            table.add_row(what, "-", "-", "-", "", "")
            continue
        unit = 1.0 if "planning a bar" in what else 1e3
        said = rating(key, spread.p99, report.realtime) if key else ""
        numbers = (f"{value / unit:.3f}" for value in (spread.p50, spread.p99, spread.max))
        table.add_row(what, *numbers, str(spread.n), Text(said, style=_RATING_STYLE.get(said, "")))
    return table


def _bench_tempos(report: "BenchReport") -> Table:
    table = _table("bpm", "bars", "ready", "left out", "late p99", "plan p99", "holds")
    for tempo in report.tempos:
        late, plan = (
            f"{spread.p99 / unit:.3f}" if spread else "-"
            for spread, unit in ((tempo.lateness_us, 1e3), (tempo.plan_ms, 1.0))
        )
        holds = Text("yes" if tempo.holds else "no", style="green" if tempo.holds else "bold red")
        ready = "-" if tempo.ready_ratio is None else f"{tempo.ready_ratio:.4f}"
        table.add_row(str(tempo.bpm), str(tempo.bars), ready, str(tempo.dropped), late, plan, holds)
    if report.ready_ratio is not None:
        said = rating("ready_ratio", report.ready_ratio)
        table.add_row("up to 300", "", f"{report.ready_ratio:.4f}", "", "", "", Text(said, style=_RATING_STYLE[said]))
    said = rating("max_bpm", report.max_bpm or 0)
    highest = f"highest: {report.max_bpm or 'none'}"
    table.add_row(highest, "", "", "", "", "", Text(said, style=_RATING_STYLE[said]))
    return table
