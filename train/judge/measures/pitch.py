"""P2: the variety of pitch classes in a line: the entropy of their histogram over one bar and over four.

Onsets count, not lengths; windows move by a bar, empty ones are left out. So counted, all Weimar solos give the
published 1.94 and 2.87 (1.93 and 2.88 here).
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.music.charts.form import Chart
from jamd.music.time.notes import TICKS_PER_BEAT, Note
from train.judge.measures.histograms import entropy

BAR: Final = 4 * TICKS_PER_BEAT
COLUMNS: Final = ("entropy over 1 bar", "entropy over 4 bars")


def chroma(notes: Sequence[Note], bars: int, by_length: bool) -> NDArray[np.float64]:
    """(bars, 12) onsets, or ticks, of each pitch class in each bar."""
    found = np.zeros((bars, 12))
    for note in notes:
        if 0 <= note.start < bars * BAR:
            found[note.start // BAR, note.pitch % 12] += note.end - note.start if by_length else 1
    return found


def window_entropy(counts: NDArray[np.float64], width: int) -> float:
    """Mean bits of all windows of `width` bars."""
    sums = [counts[i : i + width].sum(axis=0) for i in range(len(counts) - width + 1)]
    found = [entropy(window) for window in sums if window.any()]
    return float(np.mean(found)) if found else float("nan")


def facts(notes: Sequence[Note], chart: Chart | None, bars: int) -> NDArray[np.float64]:
    counts = chroma(notes, bars, by_length=False)
    return np.array([window_entropy(counts, 1), window_entropy(counts, 4)])
