"""From seconds to ticks on annotated beats: linear between beats, at a steady tempo outside of them."""

import numpy as np
from numpy.typing import NDArray

from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from train.corpora.midi import MidiFile


class BeatGrid:
    """Annotated beats; beat number `first` is tick 0."""

    def __init__(self, seconds: NDArray[np.float64], first: int) -> None:
        lead, tail = seconds[1] - seconds[0], seconds[-1] - seconds[-2]
        self._seconds = np.concatenate([[seconds[0] - 64 * lead], seconds, [seconds[-1] + 64 * tail]])
        self._ticks = np.concatenate([[-64], np.arange(len(seconds)), [len(seconds) + 63]]) * TICKS_PER_BEAT
        self._ticks -= first * TICKS_PER_BEAT

    def ticks(self, seconds: NDArray[np.float64]) -> NDArray[np.int64]:
        ticks: NDArray[np.int64] = np.rint(np.interp(seconds, self._seconds, self._ticks)).astype(np.int64)
        return ticks

    def notes(self, midi: MidiFile, rows: NDArray[np.int64]) -> tuple[Note, ...]:
        starts, ends = self.ticks(midi.seconds_at(rows[:, 0])), self.ticks(midi.seconds_at(rows[:, 1]))
        columns = zip(starts.tolist(), ends.tolist(), rows[:, 2].tolist(), rows[:, 3].tolist(), strict=True)
        return tuple(sorted(Note(Tick(a), p, Tick(max(b, a + 1)), v) for a, b, p, v in columns))
