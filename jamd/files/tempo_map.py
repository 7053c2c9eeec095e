"""When a tick of a MIDI file sounds."""

from bisect import bisect_right
from typing import Final

from jamd.files.standard_midi import MidiFile
from jamd.music.time.notes import TICKS_PER_BEAT, Tick

_STANDARD: Final = 500_000  # microseconds to the quarter up to the first tempo


class TempoMap:
    """Seconds of ticks."""

    def __init__(self, file: MidiFile) -> None:
        changes = dict([(Tick(0), _STANDARD), *file.tempos])
        self.first = changes[Tick(0)]
        self._ticks = sorted(changes)
        self._paces = [changes[tick] / 1e6 / TICKS_PER_BEAT for tick in self._ticks]  # seconds to the tick
        self.is_steady = len(set(self._paces)) == 1
        self._seconds = [0.0]
        for index, tick in enumerate(self._ticks[1:]):
            self._seconds.append(self._seconds[-1] + (tick - self._ticks[index]) * self._paces[index])

    def seconds(self, tick: Tick) -> float:
        index = bisect_right(self._ticks, tick) - 1
        return self._seconds[index] + (tick - self._ticks[index]) * self._paces[index]

    def bpm_at(self, tick: Tick) -> float:
        return 60 / (self._paces[max(0, bisect_right(self._ticks, tick) - 1)] * TICKS_PER_BEAT)
