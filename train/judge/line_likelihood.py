"""The likelihood of real solos under the pianist's networks of lines, on their own grid, and an n-gram there.

Each note is told the notes before it, as on stage, and no aim of density; its pitch is told its rhythm and the chords.
"""

from collections.abc import Hashable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jamd.players.onnx_model import OnnxModel
from jamd.players.pianist.lines import pitch_codec, rhythm_codec
from jamd.players.pianist.lines.drawing import odds_of
from jamd.players.pianist.lines.windows import Array
from jamd.players.steps import STEPS, STEPS_PER_BEAT
from train.corpora.piece import Piece
from train.judge.baselines.ngram import Ngram
from train.networks.lines.notes import pitch_notes, rhythm_notes
from train.networks.lines.solos import Solo, solo_of

LINE_GRID: Final = f"{STEPS_PER_BEAT} steps a beat, swing and lateness taken out"


class LinePredictor:
    """The two networks together."""

    grid = LINE_GRID

    def __init__(self, rhythm: OnnxModel, pitch: OnnxModel) -> None:
        self._rhythm, self._pitch = rhythm, pitch

    def bits(self, piece: Piece) -> NDArray[np.float64]:
        """(notes but the first, 3): bits of all, bits of the pitch, 1."""
        solo = solo_of(piece)
        if solo is None:
            return np.full((1, 3), np.nan)
        rhythm, pitch = rhythm_notes(solo), pitch_notes(solo)
        told = rhythm.features.astype(np.float32)
        told[:, rhythm_codec.DENSITY] = 0
        found, _ = self._rhythm.step_batch({"features": told}, ())
        rows = np.arange(len(told))
        lengths = found["length"].reshape(len(told), -1, rhythm_codec.LENGTHS)[rows, rhythm.answers["kind"]]
        gap = odds_of(found["gap"])[rows, rhythm.answers["gap"]]
        length = odds_of(lengths)[rows, rhythm.answers["length"]]
        chosen, _ = self._pitch.step_batch({"features": pitch.features.astype(np.float32)}, ())
        interval = odds_of(chosen["interval"])[rows, pitch.answers["interval"]]
        return _columns(gap * length, interval)


class LineNgram:
    """Counts on the same grid: gaps after the last two and the place, lengths after their gap, intervals after two."""

    grid = LINE_GRID

    def __init__(self, order: int, pieces: Sequence[Piece]) -> None:
        sizes = ((order, rhythm_codec.GAPS), (2, rhythm_codec.LENGTHS), (order - 1, pitch_codec.INTERVALS))
        self._counts = [Ngram(n, np.full(size, 1 / size)) for n, size in sizes]
        self._order = order
        for solo in filter(None, map(solo_of, pieces)):
            for note in self._notes(solo):
                for counts, memory, symbol in zip(self._counts, note.memories, note.symbols, strict=True):
                    counts.learn(memory, symbol)

    def bits(self, piece: Piece) -> NDArray[np.float64]:
        """As `LinePredictor.bits`."""
        solo = solo_of(piece)
        if solo is None:
            return np.full((1, 3), np.nan)
        odds = np.array([
            [counts.odds(memory)[symbol]
             for counts, memory, symbol in zip(self._counts, note.memories, note.symbols, strict=True)]
            for note in self._notes(solo)
        ])  # fmt: skip
        return _columns(odds[:, 0] * odds[:, 1], odds[:, 2])

    def _notes(self, solo: Solo) -> Iterator["_Counted"]:
        distances, reach = np.diff(solo.steps), self._order - 2
        gaps = rhythm_codec.gap_class(distances).tolist()
        lengths = rhythm_codec.length_class(solo.lengths[:-1], distances).tolist()
        intervals = pitch_codec.interval_class(solo.pitches[1:], solo.pitches[:-1]).tolist()
        for i in range(len(gaps)):
            recent = slice(max(0, i - reach), i)
            place = f"at {solo.steps[i] % STEPS}"
            yield _Counted(([*gaps[recent], place], [gaps[i]], intervals[recent]), (gaps[i], lengths[i], intervals[i]))


class _Counted(NamedTuple):
    """One note: for gap, length and interval what it is counted by, and what it is."""

    memories: tuple[Sequence[Hashable], Sequence[Hashable], Sequence[Hashable]]
    symbols: tuple[int, int, int]


def _columns(rhythm: Array, pitch: Array) -> NDArray[np.float64]:
    """Odds -> bits of all, bits of the pitch, 1."""
    pitches = -np.log2(pitch)
    return np.stack([pitches - np.log2(rhythm), pitches, np.ones(len(pitches))], 1).astype(np.float64)
