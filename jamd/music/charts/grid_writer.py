"""Writes a sheet as a text grid, four measures to a line; reading it gives the same sheet again."""

from collections.abc import Iterator, Sequence
from typing import Final

from jamd.music.charts.grid_cells import cells_of
from jamd.music.charts.grid_headings import headings_of
from jamd.music.charts.grid_signs import end_signs, start_signs
from jamd.music.charts.sheet import Measure, Sheet, TimeSignature

_MEASURES_A_LINE: Final = 4
_NOT_IN_NAMES: Final = str.maketrans("[]|", "()/")


def write_sheet(sheet: Sheet) -> str:
    """The grid of a sheet."""
    lines, times = [*headings_of(sheet), ""], sheet.times()
    for line in _lines(sheet.measures):
        name = sheet.measures[line.start].section
        if name is not None and line.start:
            lines.append("")
        if name:
            lines.append(f"[{name_in_grid(name)}]")
        lines.append(_line(sheet, line, times))
    return "\n".join(lines) + "\n"


def name_in_grid(name: str) -> str:
    """The name of a section without what means something else in a grid."""
    return " ".join(name.translate(_NOT_IN_NAMES).split())


def _lines(measures: tuple[Measure, ...]) -> Iterator[range]:
    """Measures of one line each: a section and a repeat begin a new one."""
    first = 0
    for number in range(1, len(measures) + 1):
        if (
            number == len(measures)
            or number - first == _MEASURES_A_LINE
            or measures[number].section is not None
            or measures[number].opens_repeat
            or measures[number - 1].closes_repeat > 2
        ):
            yield range(first, number)
            first = number


def _line(sheet: Sheet, line: range, times: Sequence[TimeSignature]) -> str:
    measures = sheet.measures
    words: list[str] = []
    for number in line:
        before = measures[number - 1] if number > line.start else None
        words.append(_bar_line(before, measures[number]))
        words += _measure(sheet, number, times[number], before)
    return " ".join([*words, _bar_line(measures[line[-1]], None)])


def _measure(sheet: Sheet, number: int, time: TimeSignature, before: Measure | None) -> list[str]:
    """A measure with its signs; one like the one to its left is `%`."""
    measure, first = sheet.measures[number], number == 0
    length = sheet.pickup if first and sheet.pickup else time.measure
    starting = start_signs(measure, first=first, pickup=sheet.pickup, time=time)
    fits = all(chord.at < time.measure for chord in measure.chords)
    if before is not None and measure.chords and before.chords == measure.chords and fits:
        return [*starting, "%", *end_signs(measure)]
    return [*starting, cells_of(measure.chords, time, length, first=first), *end_signs(measure)]


def _bar_line(before: Measure | None, after: Measure | None) -> str:
    """The line between two measures; None: where a line of text begins or ends."""
    close = ":" if before is not None and before.closes_repeat else ""
    times = f"{before.closes_repeat}x" if before is not None and before.closes_repeat > 2 else ""
    line = "||" if after is not None and after.section == "" else "|"
    opening = ":" if after is not None and after.opens_repeat else ""
    ending = ",".join(map(str, after.ending)) if after is not None else ""
    return f"{close}{line}{opening}{ending}{times}"
