"""The rhythm of a line: when the next note comes, and how long this one lasts. One code for training and playing.

The unit is the step, six to the beat (`jamd.players.steps`). After each note the network answers with the gap
to the next onset, rests included, and for each kind of gap with the note's length: as a share of a short gap, in steps
before a rest.
"""

from typing import Final

import numpy as np

from jamd.players.pianist.lines import windows
from jamd.players.pianist.lines.changes import FAR
from jamd.players.pianist.lines.windows import GAP_KINDS, UNKNOWN, Array, Ints
from jamd.players.steps import STEPS, STEPS_PER_BEAT

CODEC: Final = "pianist_line_rhythm"
CODEC_VERSION: Final = 1

_EXACT: Final = 48
_ENDS: Final = (60, 72, 96, 144, 192, 288)  # steps: the longest gap of each class behind the exact ones
GAPS: Final = _EXACT + len(_ENDS)
SHORT: Final = 12  # steps: up to here a length is a share of the gap
_SHARES: Final = (0.3, 0.45, 0.6, 0.75, 0.88, 0.97, 1.1)
_HELD: Final = (1.0, 1.7, 2.5, 3.6, 5.5, 8.5, 14.0)  # steps, before longer gaps
LENGTHS: Final = len(_SHARES) + 1
_PAST: Final = 12  # gaps that are told
_EXACTLY: Final = 5  # gaps whose kind is told
_HELD_BACK: Final = 8  # notes whose length is told, as a share of their gap
_PHRASE: Final = np.array([16.0, 8.0, 4.0, 16.0])  # of each of `windows.phrase`, as much as 1
_WINDOW: Final = 3 * STEPS  # steps whose onsets are looked at
FEATURES: Final = STEPS_PER_BEAT + 5 + _EXACTLY * GAP_KINDS + _PAST + 12 + _HELD_BACK + 1 + GAP_KINDS + 4 * STEPS + 2
DENSITY: Final = (FEATURES - 2, FEATURES - 1)
"""Columns of the aim: onsets a bar, and whether it is told."""
USUAL: Final = 6.0  # onsets a bar


def features(
    steps: Ints, lengths: Array, until: Array, beats: int, bpm: float, offbeat: float, density: Array | None = None
) -> Array:
    """(N, FEATURES) of N notes that have just begun, whose own length counts for nothing yet. `steps`, `lengths`:
    `windows` that end with them; `until` (N,): beats until the chord changes; `offbeat`: its place in the beat;
    `density` (N,): onsets a bar that are asked for."""
    count, now = len(steps), steps[:, -1]
    out = np.zeros((count, FEATURES), np.float32)
    rows = np.arange(count)
    out[rows, now % STEPS_PER_BEAT] = 1
    out[rows, STEPS_PER_BEAT + windows.beat_of(now, beats)] = 1
    out[:, STEPS_PER_BEAT + 4] = beats != 4
    at = STEPS_PER_BEAT + 5
    every = windows.gaps(steps)
    gaps = every[:, -_PAST:]
    out[:, at : at + _EXACTLY * GAP_KINDS] = windows.gap_kinds(gaps[:, -_EXACTLY:])
    at += _EXACTLY * GAP_KINDS
    out[:, at : at + _PAST] = np.where(gaps != UNKNOWN, np.minimum(gaps, 24) / 12, 0)
    at += _PAST
    out[:, at : at + 4] = np.minimum(windows.phrase(steps, lengths) / _PHRASE, 2)
    out[:, at + 4] = (gaps != UNKNOWN).sum(1) / _PAST
    out[:, at + 5], out[:, at + 6] = np.minimum(until, FAR) / 4, until <= 1
    out[:, at + 7 : at + 9] = np.minimum(lengths[:, -2:-4:-1] / STEPS_PER_BEAT, 2)
    out[:, at + 9 : at + 12] = (bpm - 180) / 60, max(0.0, (bpm - 220) / 60), (offbeat - 0.5) * 5
    at += 12
    known = every != UNKNOWN
    shares = np.where(known, np.minimum(lengths[:, :-1] / np.maximum(every, 1), 1), 0)
    some = np.maximum(known.sum(1), 1)
    out[:, at : at + _HELD_BACK] = shares[:, -_HELD_BACK:]
    out[:, at + _HELD_BACK] = shares.sum(1) / some
    at += _HELD_BACK + 1
    out[:, at : at + GAP_KINDS] = windows.kinds_counted(every) / some[:, None]
    at += GAP_KINDS
    onsets = windows.onsets(steps, _WINDOW)
    out[:, at : at + 2 * STEPS] = onsets[:, -2 * STEPS :]
    at += 2 * STEPS
    bar = beats * STEPS_PER_BEAT  # what came one and two bars before the steps that come now, as far as there is room
    shown, one, two = min(bar, STEPS), _WINDOW - bar + 1, _WINDOW - 2 * bar + 1
    out[:, at : at + shown - 1] = onsets[:, one : one + shown - 1]
    at += STEPS
    out[:, at : at + shown] = onsets[:, two : two + shown]
    if density is not None:
        out[:, DENSITY[0]], out[:, DENSITY[1]] = density / USUAL - 1, 1
    return out


def gap_class(gaps: Ints) -> Ints:
    """Of gaps of at least one step."""
    return np.where(gaps <= _EXACT, gaps - 1, _EXACT + np.searchsorted(_ENDS[:-1], gaps))


def gap_of(classes: Ints, chances: Array) -> Ints:
    """Gaps of classes; `chances`, 0 to 1, say which of those that a class holds."""
    room = MOST[classes] - LEAST[classes]
    gaps: Ints = LEAST[classes] + np.minimum((chances * (room + 1)).astype(np.int64), room)
    return gaps


MOST: Final = np.array([*range(1, _EXACT + 1), *_ENDS])
LEAST: Final = np.array([1, *(MOST[:-1] + 1)])
"""The shortest and the longest gap of each class."""


def length_class(lengths: Array, gaps: Ints) -> Ints:
    """Of notes so many steps long before such gaps."""
    shares = np.searchsorted(_SHARES, lengths / np.maximum(gaps, 1))
    return np.where(gaps <= SHORT, shares, np.searchsorted(_HELD, lengths))


def length_of(classes: Ints, gaps: Ints, chances: Array) -> Array:
    """Steps, of lengths of these classes before such gaps; `chances`, 0 to 1, say where in the class. Never longer than
    the gap."""
    edges = np.where((gaps <= SHORT)[:, None], _SHARE_EDGES * gaps[:, None], _HELD_EDGES)
    rows = np.arange(len(gaps))
    low, high = edges[rows, classes], edges[rows, classes + 1]
    lengths: Array = np.minimum(low + chances * (high - low), gaps)
    return lengths


_SHARE_EDGES: Final = np.array([0.2, *_SHARES[:-1], 1.0, 1.0])
_HELD_EDGES: Final = np.array([0.7, *_HELD, 20.0])
