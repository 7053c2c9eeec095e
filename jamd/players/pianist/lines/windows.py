"""What can be told of a line from its last notes. One code for training and playing.

A window is the last MEMORY notes of a line, the newest last: their steps from the first beat (NOTHING where there are
not so many) and their lengths in steps.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from jamd.players.steps import STEPS_PER_BEAT

Array = NDArray[np.floating[Any]]
Ints = NDArray[np.int64]

MEMORY: Final = 40  # notes
NOTHING: Final = -(10**6)
UNKNOWN: Final = -1  # a gap between notes that are not known, or not there

_REST: Final = 4.2  # steps of silence between two phrases
_APART: Final = 9.6  # steps between two notes of different phrases, however long the first one lasts

GAP_EDGES: Final = (1, 2, 3, 4, 6, 12, 24)  # steps: the last gap of each kind but the longest
GAP_KINDS: Final = len(GAP_EDGES) + 2  # the last one is UNKNOWN
_KINDS: Final = np.eye(GAP_KINDS, dtype=np.float32)


def windows(steps: Ints, lengths: Array) -> tuple[Ints, Array]:
    """Of a whole line (K,) the window that ends with each note: (K, MEMORY) steps and lengths."""
    before = MEMORY - 1
    padded = np.concatenate([np.full(before, NOTHING), steps])
    held = np.concatenate([np.zeros(before, np.float32), lengths])
    view = np.lib.stride_tricks.sliding_window_view
    return view(padded, MEMORY), view(held, MEMORY)


def gaps(steps: Ints) -> Ints:
    """(N, MEMORY - 1) steps between neighbours, or UNKNOWN."""
    return np.where(steps[:, :-1] == NOTHING, UNKNOWN, steps[:, 1:] - steps[:, :-1])


def gap_kinds(steps: Ints) -> Array:
    """Gaps (N, G), UNKNOWN too -> one-hot (N, G x GAP_KINDS)."""
    kinds = np.where(steps == UNKNOWN, GAP_KINDS - 1, np.searchsorted(GAP_EDGES, steps))
    return _KINDS[kinds].reshape(len(steps), -1)


def phrase(steps: Ints, lengths: Array) -> Array:
    """(N, 4): notes and beats since the phrase of the newest note began, beats of rest before it, notes of the phrase
    before that."""
    rest = steps[:, 1:] - steps[:, :-1] - lengths[:, :-1]
    begins = (rest > _REST) | (steps[:, 1:] - steps[:, :-1] > _APART)  # (N, MEMORY - 1)
    rows, last = np.arange(len(steps)), MEMORY - 2
    first = np.where(begins.any(1), last - begins[:, ::-1].argmax(1), 0)  # the gap before the phrase
    earlier = begins & (np.arange(MEMORY - 1) < first[:, None])
    before = np.where(earlier.any(1), last - earlier[:, ::-1].argmax(1), -1)
    there = steps[rows, first] != NOTHING
    since = steps[:, -1] - steps[rows, np.minimum(first + 1, MEMORY - 1)]
    return np.stack(
        [
            last - first,
            since / STEPS_PER_BEAT,
            np.where(there, rest[rows, first] / STEPS_PER_BEAT, 0),
            np.where(there, first - before, 0),
        ],
        1,
    ).astype(np.float32)


def notes_ago(steps: Ints, distance: int) -> Ints:
    """(N,) how many notes before the newest one a note came exactly so many steps earlier; 0: none did."""
    found = steps == steps[:, -1:] - distance
    return np.where(found.any(1), found[:, ::-1].argmax(1), 0)


def onsets(steps: Ints, count: int) -> Array:
    """(N, count) 1 at each of the last steps at which a note came; the last column is the newest note."""
    column = steps - steps[:, -1:] + count - 1
    out = np.zeros((len(steps), count), np.float32)
    rows, notes = np.nonzero(column >= 0)
    out[rows, column[rows, notes]] = 1
    return out
