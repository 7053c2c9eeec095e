"""Reads a text grid; what it may hold is told in `text_grid.py`."""

import re
from typing import Any, Final, NoReturn

from msgspec.structs import replace

from jamd.errors import ChartError
from jamd.music.charts.grid_cells import CELL, GOES_ON, beat_of, read_cells
from jamd.music.charts.grid_headings import Headings, close_heading, is_heading
from jamd.music.charts.grid_signs import read_end_sign, read_start_sign
from jamd.music.charts.sheet import MOST_MEASURES, Measure, Sheet, WrittenChord
from jamd.music.harmony.chords import is_chord
from jamd.music.time.notes import Tick

_HEADER: Final = re.compile(r"\s*([A-Za-z]+)\s*:\s*(.*?)\s*")
_COMMENT: Final = re.compile(r"(?:^|\s)#(?:\s.*|$)|^\s*#.*")
_LABEL: Final = re.compile(r"\s*\(?(?P<name>[A-Z]'?[1-4]?'?|[A-Za-z]+(?: \d)?)(?:\)|:(?!\|))(?!\S*\))")
_LABEL_OR_REPEAT: Final = re.compile(r"\s*[A-Z]\d?:\|.*\S")  # A:| Dm7 | G7 |
_TOKEN: Final = re.compile(
    r"\[(?P<name>[^\[\]|]*)\]"
    r"|\{(?P<sign>[^{}]*)\}"
    r"|(?P<barline>(?P<close>:)?(?P<line>\|+)(?:\]|(?P<open>:))?"
    r"(?:(?:(?P<times>\d{1,2})x|x(?P<x_times>\d{1,2})|(?P<ending>\d{1,2}(?:[,-]\d{1,2})*)\.?)(?=\s|$))?)"
    r"|(?P<cells>[^\[|:{]+)"
)
_MOST_ENDINGS: Final = 16


class GridReader:
    """The state of reading: the measures so far, and the signs that wait for the next one."""

    def __init__(self) -> None:
        self._line = 0
        self._headings = Headings()
        self._measures: list[Measure] = []
        self._coming: dict[str, Any] = {}  # fields of the next measure
        self._time = self._headings.meter
        self._pickup = Tick(0)
        self._repeat: int | None = None  # measure at which an open |: stands
        self._first_ending: int | None = None
        self._after_repeat = 0  # where a :| without |: goes back to
        self._closed = False  # the last bar line closed a repeat
        self._in_bar = False  # no bar line since the last chords
        self._signed = False  # a sign stands behind them

    def read(self, text: str) -> Sheet:
        """The sheet that a grid describes; ChartError names the line and the bar."""
        for number, line in enumerate(text.splitlines(), 1):
            self._line = number
            header = _HEADER.fullmatch(line)
            if header and (is_heading(header[1].lower()) or "|" not in line) and not _is_label(header):
                self._read_header(header[1].lower(), header[2])
            else:
                self._read_bars(_COMMENT.sub("", line))
        return self._sheet()

    def _fault(self, what: str) -> NoReturn:
        raise ChartError(f"line {self._line}, bar {len(self._measures) + 1}: {what}") from None

    def _read_header(self, heading: str, value: str) -> None:
        if self._measures and heading in ("meter", "time"):
            self._fault("the meter must come before the first bar; a change of meter is written {3/4}")
        try:
            self._headings.read(heading, value)
        except ChartError as error:
            raise ChartError(f"line {self._line}: {error}") from None
        if not self._measures:
            self._time = self._headings.meter

    def _read_bars(self, line: str) -> None:
        place, after_line = self._label(line), False
        self._end_bar()
        while place < len(line):
            token = _TOKEN.match(line, place)
            if token is None:
                self._fault(f"'{line[place:].strip()}' cannot be read")
            place = token.end()
            if token["barline"]:
                self._barline(token)
                after_line = not (token["close"] or token["open"] or token["ending"] or len(token["line"]) > 1)
            elif token["cells"] is not None:
                if cells := CELL.findall(token["cells"]):
                    self._bar(cells)
                    after_line = False
                elif after_line and line.startswith("|", place) and line[place + 1 :].strip() != ":":
                    self._fault("the bar is empty; write % to repeat the one before")
            elif token["sign"] is not None:
                self._sign(token["sign"])
            else:
                self._end_bar()
                self._coming["section"], after_line = token["name"].strip(), False

    def _label(self, line: str) -> int:
        """The section that `A)` or `A:` names where a line begins, and where the bars begin."""
        if self._repeat is None and _LABEL_OR_REPEAT.fullmatch(line):
            self._fault("':|' may end a section's name or a repeat; write [A] | or A :|")
        label = _LABEL.match(line)
        if label is None or (label["name"][1:].isalpha() and is_chord(label["name"])):
            return 0
        self._coming["section"] = label["name"]
        return label.end()

    def _end_bar(self) -> None:
        self._in_bar = self._signed = False

    def _barline(self, token: re.Match[str]) -> None:
        self._end_bar()
        if token["close"]:
            self._close_repeat(int(token["times"] or token["x_times"] or 2))
        elif token["times"] or token["x_times"]:
            self._fault("how often a stretch is played stands at its end, as :|3x")
        elif len(token["line"]) > 1:
            self._coming.setdefault("section", "")
        if token["ending"]:
            self._start_ending(_endings(token["ending"]))
        if token["open"]:
            if self._repeat is not None:
                self._fault("a repeat inside a repeat; close the first one with :|")
            self._repeat = len(self._measures)
            self._coming["opens_repeat"] = True

    def _start_ending(self, numbers: tuple[int, ...]) -> None:
        if not numbers or max(numbers) > _MOST_ENDINGS:
            self._fault(f"endings are 1 to {_MOST_ENDINGS}, as |1, |1,3 or |1-3")
        if 1 in numbers:
            self._first_ending = len(self._measures)
        elif not self._closed:
            self._fault("endings are |1 and then :|2")
        self._coming["ending"] = numbers

    def _close_repeat(self, times: int) -> None:
        start = self._after_repeat if self._repeat is None else self._repeat
        end = len(self._measures) if self._first_ending is None else self._first_ending
        if start >= end:
            self._fault("nothing to repeat")
        if times < 2:
            self._fault("a repeat is played twice or more often")
        self._measures[-1] = replace(self._measures[-1], closes_repeat=times)
        self._repeat = self._first_ending = None
        self._after_repeat = len(self._measures)
        self._closed = True

    def _sign(self, words: str) -> None:
        """A sign in braces: of the measure that starts, or of the one that ends."""
        try:
            starting = read_start_sign(words)
            ending = read_end_sign(words) if starting is None else {}
        except ChartError as error:
            self._fault(str(error))
        if starting is None:
            if not self._measures or self._coming:
                self._fault(f"{{{words}}} stands at the end of a bar")
            self._measures[-1] = replace(self._measures[-1], **ending)
            self._signed = True
            return
        if self._in_bar:
            self._fault(f"{{{words}}} stands at the start of a bar")
        if "pickup" in starting:
            self._start_pickup(starting["pickup"])
        else:
            self._coming |= starting
            self._time = starting.get("time", self._time)

    def _start_pickup(self, beats: float) -> None:
        if self._measures:
            self._fault("a pickup is the first bar")
        self._pickup = Tick(round(beats * beat_of(self._time)))
        if not 0 < self._pickup < self._time.measure:
            self._fault(f"a pickup is shorter than a bar of {self._time}")

    def _bar(self, cells: list[str]) -> None:
        if self._signed or (self._in_bar and self._coming):
            self._fault("a sign stands at the start or the end of a bar, not between its chords")
        if not self._measures:
            self._coming["time"] = self._time
        self._measures.append(Measure(self._chords(cells), **self._coming))
        self._coming = {}
        self._closed = False
        self._in_bar = True
        if len(self._measures) > MOST_MEASURES:
            raise ChartError(f"line {self._line}: a chart has at most {MOST_MEASURES} bars")

    def _chords(self, cells: list[str]) -> tuple[WrittenChord, ...]:
        length = self._pickup if self._pickup and not self._measures else self._time.measure
        if cells == ["%"]:
            if not self._measures:
                self._fault("% has no bar before it to repeat")
            return tuple(chord for chord in self._measures[-1].chords if chord.at < length)
        if cells[0] in GOES_ON and len(cells) > 1 and not self._measures:
            self._fault(f"'{cells[0]}' has no chord before it to go on")
        try:
            return read_cells(cells, self._time, length)
        except ChartError as error:
            self._fault(str(error))

    def _sheet(self) -> Sheet:
        if self._repeat is not None or self._first_ending is not None:
            self._fault("a repeat is open; close it with :|")
        if not self._measures:
            raise ChartError("the chart has no bars; write them as | Dm7 | G7 | Cmaj7 | % |")
        told = self._headings
        return Sheet(tuple(self._measures), told.title, told.composer, told.style, told.key, told.tempo, self._pickup)


def _is_label(header: re.Match[str]) -> bool:
    """`Bridge:` alone on a line, where a word is no heading that somebody misspelt."""
    word = header[1].lower()
    return not _COMMENT.sub("", header[2]) and not is_heading(word) and not close_heading(word)


def _endings(text: str) -> tuple[int, ...]:
    """'1,3' and '1-3' as numbers; empty where they make no sense."""
    numbers: list[int] = []
    for part in text.split(","):
        first, *last = [int(number) for number in part.split("-")]
        numbers += range(first, max(last, default=first) + 1)
    return tuple(numbers) if all(number >= 1 for number in numbers) else ()
