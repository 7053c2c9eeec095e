"""The chords of one bar of a grid, and where in the bar they fall.

A bar is counted in quarter notes, or in the beats of its meter where those are shorter: six in 6/8. Chords alone have
their usual places (`USUAL`); with `/` or `.` for a beat that goes on, every beat is written out; `G7@4.5` starts on the
second half of beat 4.
"""

import re
from collections.abc import Sequence
from typing import Final

from jamd.errors import ChartError
from jamd.music.charts.sheet import TimeSignature, WrittenChord
from jamd.music.harmony.chords import Chord, parse_chord, read_chord
from jamd.music.time.notes import TICKS_PER_BEAT, Tick

GOES_ON: Final = ("/", ".")
CELL: Final = re.compile(r"(?:\([^()|]*\)|[^\s,])+")  # commas part chords, unless they stand between brackets

# Beats in a bar -> chords in it -> the beat, from 0, of each. One chord starts the bar, as many as beats fill it.
_USUAL: Final[dict[int, dict[int, tuple[int, ...]]]] = {
    3: {2: (0, 2)},
    4: {2: (0, 2), 3: (0, 2, 3)},
    5: {2: (0, 3)},
    6: {2: (0, 3)},
    7: {2: (0, 4)},
    8: {2: (0, 4), 4: (0, 2, 4, 6)},
    9: {3: (0, 3, 6)},
    12: {2: (0, 6), 3: (0, 6, 9), 4: (0, 3, 6, 9)},
}
_PLACED: Final = re.compile(r"(?P<chord>.+)@(?P<beat>\d{1,3}(?:\.\d{1,6})?)")
_BRACKETS: Final = frozenset("()[]")
_SIGNS: Final = frozenset("|:[]{}@")  # mean something else in a grid
_MOST_WRITTEN_OUT: Final = 8  # beats; in a longer bar the places are said
_DIGITS: Final = 4  # behind the point: finer than a tick


def usual_places(beats: int, chords: int) -> tuple[int, ...] | None:
    """The beats, from 0, on which some chords alone in a bar start; None where they do not fit."""
    if chords in (1, beats):
        return tuple(range(chords))
    return _USUAL.get(beats, {}).get(chords)


def beat_of(time: TimeSignature) -> Tick:
    """Ticks in a beat as the grid counts them."""
    return Tick(min(time.beat, TICKS_PER_BEAT))


def read_cells(cells: Sequence[str], time: TimeSignature, length: Tick) -> tuple[WrittenChord, ...]:
    """The chords of a bar; `length` in ticks, which is less than the meter's in a pickup. ChartError."""
    if any("@" in cell for cell in cells):
        return _read_placed(cells, beat_of(time), length)
    if len(cells) == 1 and cells[0] in GOES_ON:
        return ()
    beats = length // beat_of(time)
    if any(cell in GOES_ON for cell in cells):
        if len(cells) != beats:
            raise ChartError(f"{len(cells)} beats are written, the meter is {time}")
        places: tuple[int, ...] | None = tuple(range(beats))
    else:
        places = usual_places(beats, len(cells))
    if places is None:
        raise ChartError(f"{len(cells)} chords do not fit into {time}")
    return tuple(
        WrittenChord(Tick(place * beat_of(time)), read_written(cell))
        for place, cell in zip(places, cells, strict=True)
        if cell not in GOES_ON
    )


def read_written(cell: str) -> Chord:
    """One chord. What is not understood at its end is passed over (`misread` says so), unless it is a bracket: then
    something is missing. ChartError."""
    try:
        return parse_chord(cell)
    except ChartError:
        if set(cell) & _BRACKETS:
            raise
        return read_chord(cell)


def can_hold(chord: Chord) -> bool:
    """Whether a cell reads as this chord again."""
    if CELL.findall(chord.symbol) != [chord.symbol] or set(chord.symbol) & _SIGNS:
        return False
    try:
        return chord.symbol not in (*GOES_ON, "%") and read_written(chord.symbol) == chord
    except ChartError:
        return False


def _read_placed(cells: Sequence[str], beat: Tick, length: Tick) -> tuple[WrittenChord, ...]:
    chords: list[WrittenChord] = []
    for number, cell in enumerate(cells):
        placed = _PLACED.fullmatch(cell)
        if placed is None and (number > 0 or "@" in cell):
            raise ChartError(f"'{cell}' does not say on which beat it starts, as G7@4.5 does")
        at = Tick(round((float(placed["beat"]) - 1) * beat) if placed else 0)
        if not 0 <= at < length or (chords and at <= chords[-1].at):
            raise ChartError(f"'{cell}' is not on a beat of this bar, or stands behind a later chord")
        chords.append(WrittenChord(at, read_written(placed["chord"] if placed else cell)))
    return tuple(chords)


def cells_of(chords: Sequence[WrittenChord], time: TimeSignature, length: Tick, *, first: bool) -> str:
    """The text of a bar; `read_cells` makes the same chords of it. `first`: of the sheet, where nothing can go on."""
    if not chords:
        return GOES_ON[0]
    beat = beat_of(time)
    beats = length // beat
    starts = {chord.at: chord.chord.symbol for chord in chords}
    usual = usual_places(beats, len(chords)) if length else None
    if usual is not None and [place * beat for place in usual] == list(starts):
        return " ".join(starts.values())
    on_beats = all(at % beat == 0 for at in starts) and length % beat == 0
    if on_beats and 1 < beats <= _MOST_WRITTEN_OUT and not (first and chords[0].at):
        return " ".join(starts.get(Tick(place * beat), GOES_ON[0]) for place in range(beats))
    return " ".join(symbol if at == 0 else f"{symbol}@{_beat(at, beat)}" for at, symbol in starts.items())


def _beat(at: Tick, beat: Tick) -> str:
    """A place in the bar as a beat, from 1: '4.5'."""
    return f"{1 + at / beat:.{_DIGITS}f}".rstrip("0").rstrip(".")
