"""What the ear learns from: what was heard up to an instant, and what there was to tell.

Pianists of real trios: what does the left hand play in this half bar and in the next ones, half told by the half bar
and half by its bar? In one take of five only the right hand is heard, for people who play a line alone. And rendered
bands over written changes, comping and bass or comping alone: what are the tones of the chords?
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jamd.music.listening.likely_tones import AHEAD
from jamd.music.listening.sounding import stretches, unit_of
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Tick
from train.corpora.charts import chart_of
from train.corpora.hands import believed, left_hand, pitch_classes, right_hand
from train.corpora.piece import Piece

_METER: Final = Meter(4)
_EVERY: Final = 5 * TICKS_PER_BEAT // 2  # ticks between two lessons: all half beats of the bar come in turn
_FIRST: Final = 2  # bars before the first lesson
_LINE_ALONE: Final = 5  # one take in so many
_FEWEST: Final = 2  # pitch classes of a unit in which the harmony shows; in a bar one more

Floats = NDArray[np.float64]


class Lessons(NamedTuple):
    """What was heard at each instant, and what there was to tell."""

    heard: NDArray[np.float32]  # (instants, rows, 12) of `sounding.stretches`
    played: NDArray[np.float32]  # (instants, AHEAD, 12) from 0 to 1
    told: NDArray[np.float32]  # (instants, AHEAD) the weight; 0 where nothing is known


def of_trios(pieces: Sequence[Piece]) -> Lessons:
    return _collected(lesson for number, piece in enumerate(pieces) for lesson in _trio(piece, number))


def of_charts(pieces: Sequence[Piece]) -> Lessons:
    return _collected(lesson for number, piece in enumerate(pieces) for lesson in _band(piece, number))


def _collected(lessons: Iterator[tuple[Floats, Floats, Floats]]) -> Lessons:
    return Lessons(*(np.array(part, np.float32) for part in zip(*lessons, strict=True)))


def _instants(piece: Piece) -> range:
    return range(_FIRST * _METER.bar, (piece.bar_count - 2) * _METER.bar, _EVERY)


def _trio(piece: Piece, number: int) -> Iterator[tuple[Floats, Floats, Floats]]:
    notes = believed(piece.piano)
    units, bars = (pitch_classes(left_hand(notes), piece.bar_count, ticks) for ticks in (unit_of(_METER), _METER.bar))
    heard = right_hand(notes) if number % _LINE_ALONE == 0 else notes
    for now in _instants(piece):
        here = now // unit_of(_METER) + np.arange(AHEAD)
        unit, bar = units[here], bars[here * unit_of(_METER) // _METER.bar]
        told = (unit.sum(axis=1) >= _FEWEST) & (bar.sum(axis=1) > _FEWEST)
        yield stretches(heard, Tick(now), _METER), (unit + bar) / 2, told.astype(float)


def _band(piece: Piece, number: int) -> Iterator[tuple[Floats, Floats, Floats]]:
    chart = chart_of(piece)
    assert chart is not None  # only such pieces are taken
    heard = sorted(piece.piano if number % 3 == 0 else piece.piano + piece.bass)
    for now in _instants(piece):
        unit = now // unit_of(_METER) * unit_of(_METER)
        played = np.zeros((AHEAD, 12))
        for beat in range(AHEAD * unit_of(_METER) // TICKS_PER_BEAT):
            chord = chart.chord_at(Tick(unit + beat * TICKS_PER_BEAT))
            played[beat * TICKS_PER_BEAT // unit_of(_METER), list(chord.chord_tones if chord else ())] += 0.5
        yield stretches(heard, Tick(now), _METER), np.minimum(played, 1), np.ones(AHEAD)
