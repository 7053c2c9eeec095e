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
_LONGEST: Final = GAP_EDGES[-1] + 1  # all longer gaps are of the same kind
_KIND_OF_GAP: Final = np.array([*np.searchsorted(GAP_EDGES, np.arange(_LONGEST + 1)), GAP_KINDS - 1])
"""By gap; UNKNOWN is the last one's index, counted from the end."""


def windows(steps: Ints, lengths: Array) -> tuple[Ints, Array]:
    """Of a whole line (K,) the window that ends with each note: (K, MEMORY) steps and lengths."""
    before = MEMORY - 1
    padded = np.concatenate([np.full(before, NOTHING), steps])
    held = np.concatenate([np.zeros(before, np.float32), lengths])
    view = np.lib.stride_tricks.sliding_window_view
    return view(padded, MEMORY), view(held, MEMORY)


def beat_of(steps: Ints, beats: int) -> Ints:
    """Which beat of its bar a step lies in, from 0. The networks know three and four: in five, which is three and two,
    the last two beats are the last two of a bar of three."""
    beat: Ints = steps // STEPS_PER_BEAT % beats
    return beat if beats < 5 else np.where(beat < 3, beat, beat - 2)


def gaps(steps: Ints) -> Ints:
    """(N, MEMORY - 1) steps between neighbours, or UNKNOWN."""
    return np.where(steps[:, :-1] == NOTHING, UNKNOWN, steps[:, 1:] - steps[:, :-1])


def gap_kinds(steps: Ints) -> Array:
    """Gaps (N, G), UNKNOWN too -> one-hot (N, G x GAP_KINDS)."""
    return _KINDS.take(kinds_of(steps), 0).reshape(len(steps), -1)


def kinds_of(gaps: Ints) -> Ints:
    """The kind of each gap, UNKNOWN too."""
    return _KIND_OF_GAP.take(np.minimum(gaps, _LONGEST))


def kinds_counted(gaps: Ints) -> Ints:
    """Gaps (N, G), UNKNOWN too -> how many are of each kind (N, GAP_KINDS)."""
    rows = GAP_KINDS * np.arange(len(gaps))[:, None]
    counts: Ints = np.bincount((rows + kinds_of(gaps)).ravel(), minlength=len(gaps) * GAP_KINDS)
    return counts.reshape(-1, GAP_KINDS)


def phrase(steps: Ints, lengths: Array) -> Array:
    """(N, 4): notes and beats since the phrase of the newest note began, beats of rest before it, notes of the phrase
    before that."""
    apart = steps[:, 1:] - steps[:, :-1]
    rest = apart - lengths[:, :-1]
    begins = ((rest > _REST) | (apart > _APART))[:, ::-1]  # (N, MEMORY - 1), the newest gap first
    rows, oldest = np.arange(len(steps)), MEMORY - 2
    back = begins.argmax(1)  # the gap before the phrase, from the newest one
    back[~begins[rows, back]] = oldest
    earlier = begins & (np.arange(MEMORY - 1) > back[:, None])
    before = earlier.argmax(1)
    before[~earlier[rows, before]] = oldest + 1
    first = oldest - back
    there = steps[rows, first] != NOTHING
    out = np.zeros((len(steps), 4), np.float32)
    out[:, 0] = back
    out[:, 1] = (steps[:, -1] - steps[rows, np.minimum(first + 1, MEMORY - 1)]) / STEPS_PER_BEAT
    out[there, 2] = rest[there, first[there]] / STEPS_PER_BEAT
    out[there, 3] = (before - back)[there]
    return out


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
