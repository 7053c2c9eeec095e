"""What was played, as a musician would write it: eighths, triplets and, where the music is slow, sixteenths.

Strategy: each beat is written in the grid in which its strokes lie best; the finer grids must earn their place. Swing
is written straight: where the piece has its off-beats is measured, and a stroke there is an eighth. Written time has 12
units to the beat. A rest shorter than an eighth is not written: the note before lasts until the next one.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import combinations, groupby
from statistics import median
from typing import Final, NamedTuple

from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick

UNITS: Final = 12  # to the beat
EIGHTHS: Final = (0, 6)
TRIPLETS: Final = (0, 4, 8)
SIXTEENTHS: Final = (0, 3, 6, 9)
Grid = tuple[int, ...]

_COST: Final = {EIGHTHS: 0.0, TRIPLETS: 0.012, SIXTEENTHS: 0.02}  # squared beats, at 120 bpm; more where it is faster
TOGETHER_MS: Final = 50.0  # strokes this close are one chord
_APART_COST: Final = 0.1  # of two strokes that would be written as one chord and are none
_OFFBEATS: Final = (0.42, 0.75)  # of a beat: where a single stroke is an off-beat
_FEWEST: Final = 6  # off-beats that tell the swing
_STRAIGHT: Final = 0.55
_USUAL: Final = 0.62  # where too few off-beats tell it
_SHORTEST_REST: Final = 0.45  # beats


class Stroke(NamedTuple):
    """Keys that are struck together; `start` and `end` in units from the first beat."""

    start: int
    end: int
    pitches: tuple[int, ...]
    crushed: tuple[int, ...] = ()  # played quickly before them, in their order


class Line(NamedTuple):
    """One staff: strokes in order, none over the next, and the grid of each beat that is not in eighths."""

    strokes: tuple[Stroke, ...]
    grids: dict[int, Grid]


def offbeat_of(notes: Sequence[Note]) -> float:
    """Where in the beat the off-beat eighth is played: 0.5 straight, 2/3 triplets."""
    low, high = _OFFBEATS
    found = []
    for _, beat in groupby(sorted({note.start for note in notes}), key=lambda tick: tick // TICKS_PER_BEAT):
        inside = [phase for tick in beat if 0.15 < (phase := tick % TICKS_PER_BEAT / TICKS_PER_BEAT) < 0.88]
        found += inside if len(inside) == 1 and low <= inside[0] <= high else []
    place = median(found) if len(found) >= _FEWEST else _USUAL
    return place if place >= _STRAIGHT else 0.5


def write_rhythm(notes: Sequence[Note], offbeat: float, bpm: float) -> Line:
    """The notes of one staff in written time."""
    grids: dict[int, Grid] = {}
    struck: dict[int, list[Note]] = {}
    for beat, played in groupby(sorted(notes), key=lambda note: _beat_of(note.start, offbeat)):
        inside = list(played)
        grid = _grid([note.start / TICKS_PER_BEAT - beat for note in inside], offbeat, bpm)
        if grid != EIGHTHS:
            grids[beat] = grid
        for note in inside:
            struck.setdefault(beat * UNITS + _place(note.start / TICKS_PER_BEAT - beat, grid, offbeat), []).append(note)
    starts = sorted(struck)
    followed = zip(starts, [*starts[1:], None], strict=True)
    together = round(TOGETHER_MS * bpm / 60_000 * TICKS_PER_BEAT)
    strokes = []
    for start, following in followed:
        last = struck[start][-1].start
        end = _end(struck[start], start, following, offbeat, grids)
        chord = [note.pitch for note in struck[start] if note.start >= last - together]
        crushed = [note.pitch for note in struck[start] if note.start < last - together and note.pitch not in chord]
        strokes.append(Stroke(start, end, tuple(sorted(set(chord))), tuple(crushed)))
    return Line(tuple(strokes), grids)


def _beat_of(tick: Tick, offbeat: float) -> int:
    """The beat in which a stroke is written: one just before a beat belongs to it."""
    return int(tick / TICKS_PER_BEAT + (1 - offbeat) / 3)


def _grid(phases: Sequence[float], offbeat: float, bpm: float) -> Grid:
    return min(_COST, key=lambda grid: _cost(phases, grid, offbeat, bpm))


def _cost(phases: Sequence[float], grid: Grid, offbeat: float, bpm: float) -> float:
    """How badly strokes lie in a grid, in squared beats."""
    places = [(phase, _place(phase, grid, offbeat)) for phase in phases]
    off = sum((phase - _played(place, grid, offbeat)) ** 2 for phase, place in places)
    together = TOGETHER_MS * bpm / 60_000  # beats
    split = sum(a[1] == b[1] and abs(a[0] - b[0]) > together for a, b in combinations(places, 2))
    return off + split * _APART_COST + _COST[grid] * (bpm / 120) ** 2


def _place(phase: float, grid: Grid, offbeat: float) -> int:
    """The unit of the beat at which a stroke is written."""
    return min(grid, key=lambda place: abs(_played(place, grid, offbeat) - phase))


def _played(place: int, grid: Grid, offbeat: float) -> float:
    """Where in the beat that is played."""
    if grid == TRIPLETS:
        return place / UNITS
    straight = place / UNITS
    return straight * 2 * offbeat if straight <= 0.5 else offbeat + (straight - 0.5) * 2 * (1 - offbeat)


def _end(notes: Sequence[Note], start: int, following: int | None, offbeat: float, grids: dict[int, Grid]) -> int:
    """Where a stroke ends: at the nearest unit of the grids, and at the next stroke where no rest is worth writing."""
    last = max(note.end for note in notes)
    beats = range(start // UNITS, last // TICKS_PER_BEAT + 2)
    units = [beat * UNITS + place for beat in beats for place in grids.get(beat, EIGHTHS)]
    units = units[bisect_right(units, start) :]
    end = min(units, key=lambda unit: abs(_tick_of(unit, offbeat, grids) - last))
    if following is not None and (end > following or following - end < _SHORTEST_REST * UNITS):
        return following
    return end


def _tick_of(unit: int, offbeat: float, grids: dict[int, Grid]) -> float:
    beat, place = divmod(unit, UNITS)
    return (beat + _played(place, grids.get(beat, EIGHTHS), offbeat)) * TICKS_PER_BEAT
