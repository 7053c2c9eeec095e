"""What followed the last times that a line did what it has just done: its player's habits, a few notes back."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.players.pianist.lines.windows import Array, Ints

REACH: Final = 13  # semitones: wider intervals count as this
ALIKE: Final = 4  # contexts: no interval, the last one, the last two, the last three
HABITS: Final = ALIKE * (2 * REACH + 1)
FADE: Final = 48.0  # notes after which a memory weighs 1 / e
DOUBT: Final = 0.5  # memories: so much stays undecided


def habits(pitches: Ints, there: NDArray[np.bool_]) -> Array:
    """Of N lines (N, P) and which of their notes there are: (N, HABITS) the shares of the intervals that followed where
    the line was as it is now, by context."""
    intervals = np.diff(pitches, axis=1).clip(-REACH, REACH) + REACH
    known = there[:, :-1].copy()
    count, notes = intervals.shape
    fading = np.exp((np.arange(notes) - notes + 1) / FADE)
    kinds = 2 * REACH + 1
    place = (np.arange(count)[:, None] * kinds + intervals).ravel()
    out = np.zeros((count, ALIKE, kinds), np.float32)
    for back in range(ALIKE):
        if back:
            known[:, back:] &= there[:, :-1][:, :-back] & (intervals[:, :-back] == intervals[:, -back, None])
            known[:, :back] = False
        memories = np.bincount(place, (known * fading).ravel(), count * kinds).reshape(count, kinds)
        out[:, back] = memories / (memories.sum(1, keepdims=True) + DOUBT)
    return out.reshape(count, -1)
