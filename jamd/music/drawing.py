"""A drawing: notes on a grid that a player is asked to continue, and the continuation.

Both are values that go to and fro as JSON. Steps count from the bar of the first given note; `steps_per_beat` of them
make a quarter.
"""

import re
from typing import Annotated, Final, Literal, get_args

import msgspec
from msgspec import Meta

from jamd.commands.form_rows import MOST_CHART
from jamd.commands.part_rows import TEMPERATURE
from jamd.commands.row import BPM, NOTE, UP_TO_TWO
from jamd.errors import ChartError, JamdError
from jamd.music.charts.form import Chart
from jamd.music.charts.load import read_chart

DrawnPart = Literal["piano", "drums"]
DRAWN: Final[tuple[DrawnPart, ...]] = get_args(DrawnPart)

MOST_NOTES: Final = 2000
_MOST_BEATS: Final = 256  # 64 bars of four
_LARGEST_SEED: Final = 2**63 - 1

_LETTERS: Final = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_ACCIDENTALS: Final = {"": 0, "#": 1, "b": -1}
_STEPS: Final = {"": (0, 2, 4, 5, 7, 9, 11), "m": (0, 2, 3, 5, 7, 8, 10)}  # major, natural minor
_SCALE: Final = re.compile(r"([A-G])([#b]?)(m?)")


class DrawingError(JamdError):
    """A drawing that cannot be continued; one sentence."""


class DrawnNote(msgspec.Struct, frozen=True):
    """`start` and `end` in steps."""

    pitch: Annotated[int, Meta(ge=int(NOTE.low), le=int(NOTE.high))]
    start: Annotated[float, Meta(ge=0)]
    end: float
    velocity: Annotated[int, Meta(ge=1, le=127)] = 80


class Drawing(msgspec.Struct, frozen=True):
    """The given notes, and how to continue from where the last one ends. Valid from birth."""

    part: DrawnPart
    notes: Annotated[tuple[DrawnNote, ...], Meta(max_length=MOST_NOTES)]
    steps_per_beat: Annotated[int, Meta(ge=1, le=48)] = 4
    bpm: Annotated[float, Meta(ge=BPM.low, le=BPM.high)] = 120.0
    bars: Annotated[int, Meta(ge=1, le=16)] = 4
    temperature: Annotated[float, Meta(ge=UP_TO_TWO.low, le=UP_TO_TWO.high)] = TEMPERATURE.default
    scale: str | None = None  # C, Ebm; None: all notes
    chart: Annotated[str, Meta(max_length=MOST_CHART)] | None = None  # the text of a grid, or builtin:NAME
    seed: Annotated[int, Meta(ge=0, le=_LARGEST_SEED)] | None = None

    def __post_init__(self) -> None:
        if self.scale is not None and not _SCALE.fullmatch(self.scale):
            raise ValueError(
                f"scale: '{self.scale[:20]}' is not a scale; write C, F#, Bb, Am, C#m or the like, or null"
            )
        for number, note in enumerate(self.notes):
            if not note.start < note.end:
                raise ValueError(f"notes[{number}]: it must end after it starts")
            if note.end > _MOST_BEATS * self.steps_per_beat:
                raise ValueError(f"notes[{number}]: it is after beat {_MOST_BEATS}")

    def scale_tones(self) -> frozenset[int]:
        """Pitch classes that may be played."""
        if self.scale is None or (found := _SCALE.fullmatch(self.scale)) is None:
            return frozenset(range(12))
        letter, accidental, minor = found.groups()
        root = _LETTERS[letter] + _ACCIDENTALS[accidental]
        return frozenset((root + step) % 12 for step in _STEPS[minor])

    def form(self) -> Chart | None:
        """The chart; DrawingError where it cannot be read."""
        if self.chart is None:
            return None
        try:
            return read_chart(self.chart)
        except ChartError as fault:
            raise DrawingError(f"chart: {fault}") from None


class Continuation(msgspec.Struct, frozen=True):
    """New notes only; the seed that gives them again; milliseconds of computing."""

    notes: tuple[DrawnNote, ...]
    seed: int
    ms: float


def read_drawing(body: bytes) -> Drawing:
    """DrawingError, one sentence, if the JSON is not a drawing; msgspec.DecodeError if it is not JSON."""
    try:
        drawing = msgspec.json.decode(body, type=Drawing)
    except msgspec.ValidationError as fault:
        raise DrawingError(in_words(fault)) from None
    drawing.form()
    return drawing


_PLACED: Final = re.compile(r"(.*?)(?: - at `\$?\.?(.*)`)?", re.DOTALL)


def in_words(fault: msgspec.ValidationError) -> str:
    """msgspec's sentence with the path in front: 'notes[0].pitch: expected int <= 127'."""
    found = _PLACED.fullmatch(str(fault))
    said, place = found.groups() if found else (str(fault), None)
    said = said.replace("`", "")
    said = said[:1].lower() + said[1:]
    return f"{place}: {said}" if place else said
