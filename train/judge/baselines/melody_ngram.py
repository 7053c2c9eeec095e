"""The n-gram soloist: the next onset, the length of this note and the next interval, given the last few notes.

It counts notes, not steps, so an order of 3 has a context of two notes; its bits add up to those of the same grid
line. A gap is the distance of two onsets in steps, and its context includes the position of the earlier one in the
bar; a length is at most the gap; pitches are intervals from the note before.
"""

from collections.abc import Hashable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import BandPart, Note, Tick
from jamd.players.seed import codec_piano as codec
from jamd.players.seed.codec_piano import LineNote
from jamd.players.seed.grid import place_of, step_of
from train.corpora.piece import Piece
from train.grids.melody_grid import GRID, grid_line
from train.judge.baselines.ngram import Ngram, Odds

GAPS = 64  # steps; the last one means that or more
LENGTHS = 16
REACH = codec.HIGHEST - codec.LOWEST  # semitones of the widest interval
VELOCITY = 72


class MelodyNgram:
    """A player and a predictor."""

    part: BandPart = "piano"
    grid = GRID

    def __init__(self, order: int, pieces: Sequence[Piece]) -> None:
        self._order = order
        self._gaps, self._lengths, self._steps = (
            Ngram(n, np.full(size, 1 / size)) for n, size in ((order, GAPS), (2, LENGTHS), (order - 1, 2 * REACH + 1))
        )
        for piece in pieces:
            line = grid_line(piece)
            for i in range(1, len(line)):
                before = line[max(0, i - order) : i]
                self._gaps.learn(self._gap_memory(before), min(line[i][0] - line[i - 1][0], GAPS) - 1)
                self._lengths.learn(_length_memory(line[i - 1], line[i][0]), _length(line[i - 1]))
                self._steps.learn(self._step_memory(before), line[i][2] - line[i - 1][2] + REACH)

    def _gap_memory(self, line: Sequence[LineNote]) -> list[Hashable]:
        last = line[-self._order :]
        gaps = [b[0] - a[0] for a, b in pairwise(last)]
        return [*gaps[-(self._order - 2) :], f"at {line[-1][0] % 16}"]

    def _step_memory(self, line: Sequence[LineNote]) -> Sequence[Hashable]:
        last = line[-self._order :]
        return [b[2] - a[2] for a, b in pairwise(last)][-(self._order - 2) :]

    def _pitches(self, line: Sequence[LineNote]) -> Odds:
        """(pitches,) from LOWEST: intervals that leave the range are impossible."""
        low = codec.LOWEST - line[-1][2] + REACH
        return _normal(self._steps.odds(self._step_memory(line))[low : low + codec.OFF])

    def _length_odds(self, note: LineNote, following: int) -> Odds:
        return _normal(self._lengths.odds(_length_memory(note, following))[: following - note[0]])

    def bits(self, piece: Piece) -> NDArray[np.float64]:
        """(notes but the first, 3): bits of all, bits of the pitch, 1."""
        line = grid_line(piece)
        found = []
        for i in range(1, len(line)):
            gap, before = line[i][0] - line[i - 1][0], line[max(0, i - self._order) : i]
            rhythm = _bits(self._gaps.odds(self._gap_memory(before))[min(gap, GAPS) - 1]) + max(0, gap - GAPS) / 8
            rhythm += _bits(self._length_odds(line[i - 1], line[i][0])[_length(line[i - 1])])
            pitch = _bits(self._pitches(before)[line[i][2] - codec.LOWEST])
            found.append((rhythm + pitch, pitch, 1.0))
        return np.array(found)

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        heard = sorted({step_of(note.start, scene.swing): note for note in (*scene.you, *scene.own)}.items())
        line = [(step, step + 1, codec.fold(note.pitch)) for step, note in heard[-8:] if note.start < start]
        first, last = step_of(start, scene.swing), step_of(end, scene.swing)
        line = line or [(first - 1, first, 66)]
        notes: list[Note] = []
        while (step := self._next_onset(scene, line, first)) < last:
            rng = rng_at(scene.seed, "piano", step)
            pitch = codec.LOWEST + int(rng.choice(codec.OFF, p=self._pitches(line)))
            line.append((step, step + 1, pitch))
            length = 2 if rng.random() < 0.7 else 1
            place = place_of(step, scene.swing)
            notes.append(Note(place, pitch, place_of(step + length, scene.swing), VELOCITY))
        return tuple(note for note in notes if start <= note.start < end)

    def _next_onset(self, scene: Scene, line: Sequence[LineNote], first: int) -> int:
        odds = self._gaps.odds(self._gap_memory(line)).copy()
        odds[: max(0, min(GAPS - 1, first - line[-1][0] - 1))] = 0.0
        gap = int(rng_at(scene.seed, "piano", -line[-1][0] - 1).choice(GAPS, p=odds / odds.sum())) + 1
        return max(first, line[-1][0] + gap)


def _normal(odds: Odds) -> Odds:
    """Odds that sum to 1."""
    normal: Odds = odds / odds.sum()
    return normal


def _length(note: LineNote) -> int:
    return min(note[1] - note[0], LENGTHS) - 1


def _length_memory(note: LineNote, following: int) -> list[Hashable]:
    return [min(following - note[0], LENGTHS)]


def _bits(odds: float) -> float:
    return float(-np.log2(odds))
