"""Written time as note values: a bar is filled with notes and rests that musicians read at sight.

Strategy: a value never hides the middle of a bar of four, nor a beat in which something else than eighths is written;
an eighth off the beat may be followed by a quarter or a dotted one. What does not fit into one value is tied.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from jamd.music.transcription.rhythm import EIGHTHS, TRIPLETS, UNITS, Grid, Line, Stroke

VALUES: Final[dict[int, tuple[str, int, bool]]] = {
    48: ("whole", 0, False), 36: ("half", 1, False), 24: ("half", 0, False), 18: ("quarter", 1, False),
    12: ("quarter", 0, False), 9: ("eighth", 1, False), 6: ("eighth", 0, False), 3: ("16th", 0, False),
    8: ("quarter", 0, True), 4: ("eighth", 0, True),
}  # fmt: skip
"""Units -> the value, its dots, whether it is a part of a triplet."""


class Written(NamedTuple):
    """A note, a chord or a rest (without pitches). `at` in units from the bar line."""

    at: int
    units: int
    pitches: tuple[int, ...] = ()
    crushed: tuple[int, ...] = ()
    is_tied_on: bool = False  # to the next one
    is_tied_back: bool = False


def fill_bar(line: Line, start: int, beats: int) -> list[Written]:
    """All that stands in a bar, `start` in units from the first beat."""
    end = start + beats * UNITS
    found: list[Written] = []
    at = start
    for stroke in line.strokes:
        if stroke.end <= start or stroke.start >= end:
            continue
        first, last = max(stroke.start, start), min(stroke.end, end)
        found += _rests(line, at, first, start, beats)
        found += _notes(line, stroke, first, last, start, beats)
        at = last
    return found + list(_rests(line, at, end, start, beats))


def _rests(line: Line, at: int, end: int, bar: int, beats: int) -> Iterator[Written]:
    if at == bar and end == bar + beats * UNITS:
        yield Written(0, end - at)
        return
    while at < end:
        units = _longest(line.grids, at, end, bar, beats, is_rest=True)
        yield Written(at - bar, units)
        at += units


def _notes(line: Line, stroke: Stroke, at: int, end: int, bar: int, beats: int) -> Iterator[Written]:
    while at < end:
        units = _longest(line.grids, at, end, bar, beats, is_rest=False)
        crushed = stroke.crushed if at == stroke.start else ()
        yield Written(at - bar, units, stroke.pitches, crushed, at + units < stroke.end, at > stroke.start)
        at += units


def _longest(grids: dict[int, Grid], at: int, end: int, bar: int, beats: int, *, is_rest: bool) -> int:
    """The longest value that may stand here."""
    fitting = (units for units in VALUES if units <= end - at)
    return next(units for units in fitting if _may_stand(grids, at, units, bar, beats, is_rest))


def _may_stand(grids: dict[int, Grid], at: int, units: int, bar: int, beats: int, is_rest: bool) -> bool:
    place, inside = at - bar, at % UNITS
    touched = range(at // UNITS, (at + units - 1) // UNITS + 1)
    if VALUES[units][2]:
        return len(touched) == 1 and grids.get(touched[0]) == TRIPLETS
    if units % 6 or inside % 6:  # sixteenths
        return len(touched) == 1 and grids.get(touched[0]) != TRIPLETS
    if any(grids.get(beat, EIGHTHS) == TRIPLETS for beat in touched) and (inside or units % UNITS):
        return False
    if is_rest and (inside or VALUES[units][1]):
        return len(touched) == 1  # never dotted, nor off the beat
    if inside or units == 18:
        return units <= 18 and not _hides_the_middle(place, units, beats)
    return place == 0 or not _hides_the_middle(place, units, beats)


def _hides_the_middle(place: int, units: int, beats: int) -> bool:
    middle = 2 * UNITS
    return beats == 4 and place < middle < place + units


def triplets(bar: Sequence[Written]) -> dict[int, str]:
    """The places in a bar at which the bracket of a triplet starts or stops."""
    found: dict[int, str] = {}
    inside = [number for number, each in enumerate(bar) if each.units in VALUES and VALUES[each.units][2]]
    for beat in {bar[number].at // UNITS for number in inside}:
        of_beat = [number for number in inside if bar[number].at // UNITS == beat]
        found |= {of_beat[0]: "start", of_beat[-1]: "stop"} if len(of_beat) > 1 else {}
    return found
