"""Charts as a plain text grid, read and written.

    title: Autumn Walk
    meter: 3/4
    style: waltz
    # a comment
    [A] |: Dm7 | G7 | Cmaj7 | % :|
    [B] | Bm7b5 E7 | Am7 / D7 |

Rules: two chords share a bar (beats 1 and 3), three fall on 1, 3 and 4; `/` or `.` is a beat that goes on, and then
every beat is written out. `%` repeats the bar before. `[A]` names the section that starts at the next bar, and so does
`A)` or `A:` where a line begins; `||` starts one without a name. `|: :|` plays a stretch twice, with `|1` and `:|2` for
its endings.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final, cast, get_args

from jamd.commands.choices import Style
from jamd.commands.kinds import Choice
from jamd.errors import ChartError
from jamd.music.charts.form import MAX_BARS, Bar, Change, Chart, Section
from jamd.music.harmony.chords import Chord, is_chord, parse_chord
from jamd.music.time.notes import Meter

_HEADINGS: Final = ("title", "meter", "style")
_STYLE: Final = Choice(get_args(Style))
_HEADER: Final = re.compile(r"\s*([A-Za-z]+)\s*:\s*(.*?)\s*")
_COMMENT: Final = re.compile(r"(?:^|\s)#(?:\s.*|$)|^\s*#.*")
_LABEL: Final = re.compile(r"\s*\(?(?P<name>[A-Z]'?[1-4]?'?|[A-Za-z]+(?: \d)?)(?:\)|:(?!\|))(?!\S*\))")
_LABEL_OR_REPEAT: Final = re.compile(r"\s*[A-Z]\d?:\|.*\S")  # A:| Dm7 | G7 |
_CELL: Final = re.compile(r"(?:\([^()|]*\)|[^\s,])+")  # commas part chords, unless they stand between brackets
_TOKEN: Final = re.compile(
    r"\[(?P<name>[^\[\]|]*)\]"
    r"|(?P<barline>(?P<close>:)?(?P<line>\|+)(?:\]|(?P<open>:))?(?:(?P<ending>\d)\.?(?=\s|$))?)"
    r"|(?P<cells>[^\[|:]+)"
)
_BEATS_OF: Final = {3: {1: (0,), 2: (0, 2), 3: (0, 1, 2)}, 4: {1: (0,), 2: (0, 2), 3: (0, 2, 3), 4: (0, 1, 2, 3)}}
_GOES_ON: Final = ("/", ".")
_BARS_A_LINE: Final = 4


def read_grid(text: str) -> Chart:
    """The chart that a grid describes; ChartError names the line and the bar."""
    reader = _Reader()
    for number, line in enumerate(text.splitlines(), 1):
        reader.line = number
        header = _HEADER.fullmatch(line)
        if header and (header[1].lower() in _HEADINGS or "|" not in line) and not _is_label(header):
            reader.read_header(header[1].lower(), header[2])
        else:
            reader.read_bars(_COMMENT.sub("", line))
    return reader.chart()


def _is_label(header: re.Match[str]) -> bool:
    """`Bridge:` alone on a line, where a word is no heading that somebody misspelt."""
    return not _COMMENT.sub("", header[2]) and not get_close_matches(header[1].lower(), _HEADINGS, 1)


class _Reader:
    """The state of reading: the bars so far, as they are played, and the repeat that is open."""

    def __init__(self) -> None:
        self.line = 0
        self._title = ""
        self._meter = Meter()
        self._style: Style | None = None
        self._bars: list[Bar] = []
        self._written = 0  # bars on the page; a repeat plays more
        self._sections: list[Section] = []
        self._repeat: int | None = None  # bar at which an open |: starts
        self._first_ending: int | None = None
        self._after_repeat = 0  # where a :| without |: goes back to
        self._closed = False  # the last bar line closed a repeat

    def fault(self, what: str) -> ChartError:
        return ChartError(f"line {self.line}, bar {self._written + 1}: {what}")

    def read_header(self, key: str, value: str) -> None:
        if key == "title":
            self._title = value
        elif key == "meter":
            if self._bars:
                raise self.fault("the meter must come before the first bar")
            try:
                self._meter = Meter.parse(value)
            except ValueError as error:
                raise ChartError(f"line {self.line}: {error}") from None
        elif key == "style":
            self._style = self._read_style(value.lower())
        else:
            near = get_close_matches(key, _HEADINGS, 1)
            hint = f", did you mean '{near[0]}'?" if near else ": a chart has 'title', 'meter' and 'style'"
            raise ChartError(f"line {self.line}: no such heading as '{key}'{hint}")

    def _read_style(self, value: str) -> Style:
        try:
            return cast(Style, _STYLE.read(value))
        except ValueError:
            raise ChartError(f"line {self.line}: style must be {_STYLE.takes}, not {value}") from None

    def read_bars(self, line: str) -> None:
        place, after_line = self._label(line), False
        while place < len(line):
            token = _TOKEN.match(line, place)
            if token is None:
                raise self.fault(f"'{line[place:].strip()}' cannot be read")
            place = token.end()
            if token["barline"]:
                self._barline(token)
                after_line = not (token["close"] or token["open"] or token["ending"] or len(token["line"]) > 1)
            elif token["cells"] is not None:
                if token["cells"].strip():
                    self._bar(_CELL.findall(token["cells"]))
                elif after_line and line[place:].startswith("|") and line[place + 1 :].strip() != ":":
                    raise self.fault("the bar is empty; write % to repeat the one before")
            else:
                self._start_section(token["name"].strip())

    def _label(self, line: str) -> int:
        """The section that `A)` or `A:` names where a line begins, and where the bars begin."""
        if self._repeat is None and _LABEL_OR_REPEAT.fullmatch(line):
            raise self.fault("':|' may end a section's name or a repeat; write [A] | or A :|")
        label = _LABEL.match(line)
        if label is None or (label["name"][1:].isalpha() and is_chord(label["name"])):
            return 0
        self._start_section(label["name"])
        return label.end()

    def _start_section(self, name: str) -> None:
        if self._sections and self._sections[-1].first == len(self._bars):
            self._sections.pop()
        self._sections.append(Section(name, len(self._bars)))

    def _barline(self, token: re.Match[str]) -> None:
        if token["close"]:
            self._close_repeat()
        elif len(token["line"]) > 1 and (not self._sections or self._sections[-1].first != len(self._bars)):
            self._start_section("")
        if token["ending"] == "1":
            self._first_ending = len(self._bars)
        elif token["ending"] and (token["ending"] != "2" or not self._closed):
            raise self.fault("endings are |1 and then :|2")
        if token["open"]:
            if self._repeat is not None:
                raise self.fault("a repeat inside a repeat; close the first one with :|")
            self._repeat = len(self._bars)

    def _close_repeat(self) -> None:
        start = self._after_repeat if self._repeat is None else self._repeat
        end = len(self._bars) if self._first_ending is None else self._first_ending
        if start >= end:
            raise self.fault("nothing to repeat")
        shift = len(self._bars) - start
        again = [Section(each.name, each.first + shift) for each in self._sections if start <= each.first < end]
        self._bars += self._bars[start:end]
        self._sections += again
        self._repeat = self._first_ending = None
        self._after_repeat = len(self._bars)
        self._closed = True

    def _bar(self, cells: list[str]) -> None:
        if cells == ["%"]:
            if not self._bars:
                raise self.fault("% has no bar before it to repeat")
            bar = self._bars[-1]
        else:
            bar = tuple(self._changes(cells))
        self._bars.append(bar)
        self._written += 1
        self._closed = False
        if len(self._bars) > MAX_BARS:
            raise ChartError(f"line {self.line}: a chart has at most {MAX_BARS} bars")

    def _changes(self, cells: list[str]) -> Iterator[Change]:
        beats = self._beats(cells)
        if cells[0] in _GOES_ON:
            if not self._bars:
                raise self.fault(f"'{cells[0]}' has no chord before it to go on")
            yield Change(0, self._bars[-1][-1].chord)
        for beat, cell in zip(beats, cells, strict=True):
            if cell not in _GOES_ON:
                yield Change(beat, self._chord(cell))

    def _beats(self, cells: list[str]) -> tuple[int, ...]:
        beats = self._meter.beats
        if any(cell in _GOES_ON for cell in cells):
            if len(cells) != beats:
                raise self.fault(f"{len(cells)} beats are written, the meter is {self._meter}")
            return tuple(range(beats))
        if len(cells) not in _BEATS_OF[beats]:
            raise self.fault(f"{len(cells)} chords do not fit into {self._meter}")
        return _BEATS_OF[beats][len(cells)]

    def _chord(self, cell: str) -> Chord:
        try:
            return parse_chord(cell)
        except ChartError as error:
            raise self.fault(str(error)) from None

    def chart(self) -> Chart:
        if self._repeat is not None or self._first_ending is not None:
            raise self.fault("a repeat is open; close it with :|")
        if not self._bars:
            raise ChartError("the chart has no bars; write them as | Dm7 | G7 | Cmaj7 | % |")
        sections = [section for section in self._sections if section.first < len(self._bars)]
        if not sections or sections[0].first != 0:
            sections.insert(0, Section("", 0))
        return Chart(self._title, self._meter, tuple(self._bars), tuple(sections), self._style)


def chart_text(chart: Chart) -> str:
    """The grid of a chart; reading it gives the same chart again."""
    lines = [f"title: {chart.title}"] if chart.title else []
    lines.append(f"meter: {chart.meter}")
    if chart.style is not None:
        lines.append(f"style: {chart.style}")
    ends = [section.first for section in chart.sections[1:]] + [len(chart.bars)]
    for section, end in zip(chart.sections, ends, strict=True):
        lines.append("")
        if section.name:
            lines.append(f"[{section.name}]")
        for first in range(section.first, end, _BARS_A_LINE):
            opening = "||" if first == section.first and first > 0 and not section.name else "|"
            cells = [_cell(chart, bar, first) for bar in range(first, min(first + _BARS_A_LINE, end))]
            lines.append(f"{opening} {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(chart: Chart, number: int, first: int) -> str:
    """One bar's text; a bar like the one to its left is `%`."""
    bar = chart.bars[number]
    if number > first and bar == chart.bars[number - 1]:
        return "%"
    if tuple(change.beat for change in bar) == _BEATS_OF[chart.meter.beats].get(len(bar)):
        return " ".join(change.chord.symbol for change in bar)
    starts = {change.beat: change.chord.symbol for change in bar}
    return " ".join(starts.get(beat, "/") for beat in range(chart.meter.beats))
