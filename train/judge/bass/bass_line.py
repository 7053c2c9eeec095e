"""A bass part as arrays: which beat each note belongs to, and which bars are walked.

What a bassist is late on the beats on average is taken out first, and a note that is doubled within 30 ms counts once.
A bar is walked if something is struck on each of its beats.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jamd.music.charts.form import Chart
from jamd.music.harmony.chords import Chord
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from train.judge.drumming.strokes import Floats, Ints
from train.judge.piano.voices import lateness

_DOUBLED_MS: Final = 30.0
_ON_BEAT: Final = 0.17  # beats
_INSIDE: Final = 96  # ticks: a chord is looked up a little after the beat

Flags = NDArray[np.bool_]


class BassLine(NamedTuple):
    """One take, sorted. All arrays are (notes,)."""

    start: Floats  # in beats, as played
    beat: Ints  # the nearest one, from bar 0
    late: Floats  # beats behind it, above the mean
    pitch: Ints
    velocity: Floats
    bpm: float
    beats: int  # to the bar

    @property
    def ms(self) -> float:
        """Milliseconds in a beat."""
        return 60_000 / self.bpm

    @property
    def on_beat(self) -> Flags:
        near: Flags = np.abs(self.late) < _ON_BEAT
        return near

    @property
    def bar(self) -> Ints:
        bars: Ints = np.floor(np.where(self.on_beat, self.beat, self.beat + self.late) / self.beats).astype(int)
        return bars

    @property
    def walked(self) -> Flags:
        """The notes of bars that are walked."""
        struck = Counter(beat // self.beats for beat in set(self.beat[self.on_beat].tolist()))
        found: Flags = np.isin(self.bar, [bar for bar, count in struck.items() if count == self.beats])
        return found

    def cut(self, chosen: Flags) -> "BassLine":
        """Some of its notes."""
        return self._replace(start=self.start[chosen], beat=self.beat[chosen], late=self.late[chosen],
                             pitch=self.pitch[chosen], velocity=self.velocity[chosen])  # fmt: skip

    def walk(self) -> "BassLine":
        """The notes on the beats of walked bars, one a beat."""
        kept = self.cut(self.walked & self.on_beat)
        first = np.diff(kept.beat, prepend=-1) > 0
        return kept.cut(first)


def bass_line(notes: Iterable[Note], bpm: float, beats: int = 4) -> BassLine:
    rows = np.array(sorted((n.start, n.pitch, n.velocity) for n in notes), float).reshape(-1, 3)
    start = rows[:, 0] / TICKS_PER_BEAT
    rows = rows[np.diff(start, prepend=-np.inf) * 60_000 / bpm > _DOUBLED_MS]
    start = rows[:, 0] / TICKS_PER_BEAT
    placed = start - lateness(start)
    beat = np.round(placed).astype(int)
    return BassLine(start, beat, placed - beat, rows[:, 1].astype(int), rows[:, 2], bpm, beats)


def chords_on(chart: Chart, beats: Iterable[int]) -> list[Chord | None]:
    """The chord on each beat; None for N.C., and before the first bar."""
    return [chart.chord_at(Tick(beat * TICKS_PER_BEAT + _INSIDE)) if beat >= 0 else None for beat in beats]
