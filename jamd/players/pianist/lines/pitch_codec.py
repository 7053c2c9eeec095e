"""The pitch of a line's next note: what its network is told, and what it answers. One code for training and playing.

When each note comes and how long it lasts is known beforehand (`rhythm_codec`), a little way ahead too. Pitches and
chords are told relative to the note before, so nothing depends on the key. The answer is the interval from the note
before, and for each interval how loud the note is.
"""

from typing import Final, NamedTuple

import numpy as np

from jamd.players.pianist.lines import windows
from jamd.players.pianist.lines.changes import CHROMA, FAR, Changes
from jamd.players.pianist.lines.habits import habits
from jamd.players.pianist.lines.windows import GAP_KINDS, Array, Ints
from jamd.players.steps import STEPS_PER_BEAT

CODEC: Final = "pianist_line_pitch"
CODEC_VERSION: Final = 3

REACH: Final = 24  # semitones of the widest interval
INTERVALS: Final = 2 * REACH + 1
PAST: Final = 256  # notes whose habits are remembered
LOUD: Final = 4  # notes whose loudness is told
LOUD_EDGES: Final = (-1.6, -1.0, -0.5, -0.15, 0.15, 0.5, 1.0, 1.6)
"""Borders of the bins of loudness, in the soloist's own standard deviations."""
LOUD_BINS: Final = len(LOUD_EDGES) + 1
AHEAD: Final = 2  # gaps that are told behind the note

_GAPS: Final = 6  # before the note, whose kind is told
_NEAR: Final = 12  # semitones: pitches of the past further away are told as this
_PLACES: Final = 2 * _NEAR + 2  # the last one is "none"
_SHAPE: Final = 8  # notes back whose pitch is told exactly
_TOLD: Final = _SHAPE + 4  # pitches and intervals that are told exactly
_TAIL: Final = 16  # notes back whose pitch is told as a number
_RECENT: Final = 32  # notes that are looked at besides
_HEARD: Final = (4, 12, _RECENT)  # notes back whose pitch classes are counted
_WIDE: Final = 13  # semitones: wider intervals are one habit
_KINDS: Final = 2 * _WIDE + 1
_ALIKE: Final = 4  # contexts of habits: up to so many intervals alike, less one
HABITS: Final = (2 * _ALIKE + 1) * _KINDS
"""The last columns of the features: what followed before."""
TIMING: Final = STEPS_PER_BEAT + 5 + (_GAPS + AHEAD) * GAP_KINDS + 8
BEHIND: Final = STEPS_PER_BEAT + 5 + _GAPS * GAP_KINDS
"""The first column of the features that speak of the gaps behind the note."""
CHORDS: Final = CHROMA * 12
FEATURES: Final = TIMING + CHORDS + _TOLD * _PLACES + _TAIL + len(_HEARD) * 12 + 4 + LOUD + HABITS
CHANGING: Final = (TIMING - 4, TIMING - 3)
"""Columns of the features that speak of the chord's change."""
NO_CHANGE: Final = (FAR / 4, 0.0)
"""What stands in them where no chord is known."""


class Told(NamedTuple):
    """What is known of K notes before their pitches."""

    timing: Array  # (K, TIMING)
    chroma: Array  # (K, CHROMA, 12)
    back: Ints  # (K, 2) how many notes ago one came at this place one and two bars before; 0: none did

    def only(self, note: int) -> "Told":
        """Of one of the notes."""
        one = slice(note, note + 1)
        return Told(self.timing[one], self.chroma[one], self.back[one])


def told(steps: Ints, lengths: Array, ahead: Ints, changes: Changes, beats: int, bpm: float, offbeat: float) -> Told:
    """Of the newest notes of K `windows`. `ahead` (K, AHEAD): the gaps behind each. `offbeat`: its place in the
    beat."""
    count, now = len(steps), steps[:, -1]
    rows = np.arange(count)
    out = np.zeros((count, TIMING), np.float32)
    out[rows, now % STEPS_PER_BEAT] = 1
    out[rows, STEPS_PER_BEAT + windows.beat_of(now, beats)] = 1
    at = STEPS_PER_BEAT + 4
    out[:, at] = beats != 4
    near = np.concatenate([windows.gaps(steps)[:, : -_GAPS - 1 : -1], ahead], 1)
    out[:, at + 1 : TIMING - 8] = windows.gap_kinds(near)
    out[:, TIMING - 8 : TIMING - 6] = np.minimum(lengths[:, :-3:-1] / STEPS_PER_BEAT, 2)
    out[:, TIMING - 6 : TIMING - 4] = np.minimum(windows.phrase(steps, lengths)[:, :2] / (16, 8), 2)
    out[:, TIMING - 4] = changes.until(now) / 4
    out[:, TIMING - 3] = changes.sounding(now) != changes.sounding(steps[:, -2])
    out[:, TIMING - 2 :] = (bpm - 180) / 60, (offbeat - 0.5) * 5
    bar = beats * STEPS_PER_BEAT
    back = np.stack([windows.notes_ago(steps, bar), windows.notes_ago(steps, 2 * bar)], 1)
    return Told(out, changes.chroma(now, beats), np.where(back <= _RECENT, back, 0))


def features(past: Ints, loud: Array, told: Told) -> Array:
    """N notes (N, FEATURES). `past` (N, PAST): the pitches before, at least one, the last one last, 0 where there is
    none; `loud` (N, LOUD): their loudness. `told`: of N notes, or of one that is the same for all."""
    remembered = _remembered(past)
    past, count, rows = past[:, -_RECENT:], len(past), np.arange(len(past))
    there = past > 0
    ref = past[:, -1]
    away = np.where(there, past - ref[:, None], 0)
    out = np.zeros((count, FEATURES), np.float32)
    out[:, :TIMING] = told.timing
    classes = (_CLASSES + ref[:, None]) % 12
    chroma, back = np.broadcast_to(told.chroma, (count, CHROMA, 12)), np.broadcast_to(told.back, (count, 2))
    out[:, TIMING : TIMING + CHORDS] = np.take_along_axis(chroma, classes[:, None, :], 2).reshape(count, -1)
    at = TIMING + CHORDS
    asked = np.concatenate([np.broadcast_to(_RECENT - 1 - np.arange(_SHAPE), (count, _SHAPE)), _RECENT - back], 1)
    asked = np.minimum(asked, _RECENT - 1)
    pitch, known = away[rows[:, None], asked], there[rows[:, None], asked]
    known[:, _SHAPE:] &= back > 0
    reached = pitch[:, _SHAPE:] - away[rows[:, None], np.maximum(asked[:, _SHAPE:] - 1, 0)]
    pitch = np.concatenate([pitch, reached], 1)
    known = np.concatenate([known, known[:, _SHAPE:]], 1)
    place = np.where(known, np.clip(pitch, -_NEAR, _NEAR) + _NEAR, _PLACES - 1)
    out[rows[:, None], at + np.arange(_TOLD) * _PLACES + place] = 1
    at += _TOLD * _PLACES
    out[:, at : at + _TAIL] = np.clip(away[:, -1 - _TAIL : -1], -REACH, REACH)[:, ::-1] / 12
    at += _TAIL
    heard = 12 * rows[:, None] + away % 12
    for last in _HEARD:
        counts = np.bincount(heard[:, -last:].ravel(), there[:, -last:].ravel(), 12 * count)
        out[:, at : at + 12] = counts.reshape(count, 12) / 4
        at += 12
    known_notes = there.sum(1)
    out[:, at] = away.sum(1) / np.maximum(known_notes, 1) / 12
    out[:, at + 1], out[:, at + 2] = away.min(1) / 12, away.max(1) / 12
    out[:, at + 3] = known_notes / _RECENT
    out[:, at + 4 : -HABITS], out[:, -HABITS:] = loud, remembered
    return out


def _remembered(past: Ints) -> Array:
    """(N, HABITS) by interval: what followed the last intervals, what followed them where they led to this very pitch,
    and how often each pitch was played."""
    past = past[:, (past[:, :-_ALIKE] > 0).any(0).argmax() :]  # from the first note on: unknown ones only take time
    there, away = past > 0, (past - past[:, -1:]).clip(-_WIDE, _WIDE) + _WIDE
    intervals = np.diff(past, axis=1).clip(-_WIDE, _WIDE) + _WIDE
    before = there[:, :-1]
    return np.concatenate(
        [
            habits(intervals, before, _KINDS, _ALIKE),
            habits(intervals, before, _KINDS, _ALIKE, past[:, :-1] == past[:, -1:]),
            habits(away, there, _KINDS, 1),
        ],
        1,
    )


_CLASSES: Final = np.arange(12)


def interval_class(pitches: Ints, before: Ints) -> Ints:
    """0 is REACH semitones down."""
    classes: Ints = np.clip(pitches - before, -REACH, REACH) + REACH
    return classes
