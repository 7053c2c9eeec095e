"""Where in its bar a chord of iReal Pro starts.

A bar there is a row of cells, usually four, whatever its meter. A chord takes a cell, and the empty cells after it
make it longer. iReal Pro's rules: no chord is shorter than a beat; where there are fewer cells than beats, the beats
that are left go to the chords in turn; where there are more, the row is taken as a picture of the bar.
"""

from typing import Final, NamedTuple

from jamd.errors import ChartError
from jamd.music.charts.sheet import TimeSignature
from jamd.music.harmony.chords import Chord
from jamd.music.time.notes import Tick

_MOST_CHORDS: Final = 16  # the cells of a line
_IN_DOTTED_QUARTERS: Final = (9, 12)  # eighths of the meters that are counted so


class Cell(NamedTuple):
    """A chord, and how many cells it takes with the empty ones after it."""

    chord: Chord | None  # None: the one before goes on
    width: int = 1


def starts(cells: list[Cell], time: TimeSignature) -> list[Tick]:
    """Where each chord starts. ChartError, without the bar, where they are too many."""
    if len(cells) > _MOST_CHORDS:
        raise ChartError(f"{len(cells)} chords are too many for one bar")
    beats = _beats(time, len(cells), sum(cell.width for cell in cells))
    return [Tick(place * time.measure // beats) for place in _places(cells, beats)]


def _beats(time: TimeSignature, chords: int, row: int) -> int:
    """Into how many equal parts the bar falls; half beats where the chords outnumber the beats, and in four cells of
    2/2."""
    if time.unit == 8 and time.beats in _IN_DOTTED_QUARTERS and chords <= time.beats // 3 and row < time.beats:
        return time.beats // 3
    beats = 4 if time.beats == 2 and row >= 4 else time.beats
    while beats < chords:
        beats *= 2
    return beats


def _places(cells: list[Cell], beats: int) -> list[int]:
    """The beat, from 0, of each of the cells' chords; they rise, and the last is below `beats`."""
    widths = [cell.width for cell in cells]
    for turn in range(beats - sum(widths)):
        widths[turn % len(widths)] += 1
    row, places = sum(widths), list[int]()
    for number in range(len(widths)):
        drawn = (2 * sum(widths[:number]) * beats + row) // (2 * row)  # the nearest beat
        earliest = places[-1] + 1 if places else 0
        places.append(min(max(drawn, earliest), beats - len(widths) + number))
    return places
