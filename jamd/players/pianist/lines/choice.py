"""Which of several versions of a bar of a line is played.

Faults are in the unit of "a wrong note too many". They come from what soloists do with chords, from the register that
is asked for, and from how unlikely the network finds the version. What the bars before lacked, the next ones make up
for.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from jamd.players.pianist.lines.changes import Changes, chroma_of
from jamd.players.pianist.lines.line import LineNote
from jamd.players.pianist.lines.pitches import Versions
from jamd.players.pianist.lines.rhythm import Rhythm
from jamd.players.pianist.lines.windows import Array, Ints
from jamd.players.steps import STEPS_PER_BEAT

STRONG: Final = 0.57
OFF: Final = 0.51
EVERY: Final = 0.52
"""Shares of chord tones to aim at on 1 and 3, off the beat, and of all notes: real solos have .53, .48 and .50, and
what is aimed at is not always among the versions."""
OFFBEAT: Final = 4  # step of the beat
TIGHTER: Final = 0.25  # of all notes more are chord tones where none should go outside
LONG: Final = 5.0  # steps: from here on a note outside chord and tensions rubs
RUB: Final = 1.2
UNLIKELY: Final = 0.05  # of a nat
EAGER: Final = 1.0  # of the nats of a note of a rhythm, against luck
RECALL: Final = 0.6  # of a figure that comes back
MOST_RECALLED: Final = 2
FAR: Final = 0.08  # of a semitone beyond AWAY from the middle of the register
EIGHTH: Final = 3  # steps
_NEAR: Final = 24  # semitones
_SPAN: Final = 2 * _NEAR + 1
AWAY: Final = 6.0


class Target(NamedTuple):
    """What is asked of a bar."""

    centre: float  # mean pitch
    outside: float  # 0 to 2; 1: as soloists do


def tones(changes: Changes, steps: Ints) -> tuple[Array, Array]:
    """Which pitch classes are chord tones, and which are tones or tensions, at each of K steps: (K, 12) twice."""
    rows = [None, *changes.chords]
    each = np.stack([chroma_of(chord) for chord in rows])[changes.sounding(steps) + 1]
    return each[:, 0], np.maximum(each[:, 0], each[:, 1])


def faults(
    versions: Versions, rhythm: Rhythm, line: Sequence[LineNote], changes: Changes, beats: int, target: Target
) -> Array:
    """(N,) of each version."""
    past = [note for note in line if note.step >= rhythm.steps[0] - 8 * beats * STEPS_PER_BEAT]
    steps = np.array([*(note.step for note in past), *rhythm.steps])
    lengths = np.array([*(note.length for note in past), *rhythm.lengths])
    before = len(past)
    earlier = np.tile(np.array([note.pitch for note in past], np.int64), (len(versions.pitches), 1))
    pitches = np.concatenate([earlier, versions.pitches], 1)
    tone, fitting = tones(changes, steps)
    rows, known = np.arange(len(steps)), tone.any(1)
    inside, fits = tone[rows, pitches % 12], fitting[rows, pitches % 12]
    found = np.zeros(len(pitches))
    strong, off = steps % (2 * STEPS_PER_BEAT) == 0, steps % STEPS_PER_BEAT == OFFBEAT
    for share, places in ((STRONG, strong), (OFF, off), (EVERY, np.ones(len(steps), bool))):
        there = np.flatnonzero(places & known)
        wanted = min(1.0, share + TIGHTER * (1 - target.outside))
        found += np.abs(inside[:, there].sum(1) - wanted * len(there))
    rubs = ((lengths >= LONG) & known & (fits == 0))[:, before:]
    found += RUB * rubs.sum(1)
    away = np.abs(versions.pitches.mean(1) - target.centre)
    found += FAR * np.maximum(0, away - AWAY) * versions.pitches.shape[1]
    found -= RECALL * recalled(pitches, steps, before)
    return found - UNLIKELY * versions.nats


def recalled(pitches: Ints, steps: Ints, before: int) -> Array:
    """(N,) how many figures of four notes come back in the notes (N, K) behind the first `before`; MOST_RECALLED at
    most. A note that is only repeated is no figure."""
    if before < 4:
        return np.zeros(len(pitches))
    intervals = np.diff(pitches, axis=1)
    told = intervals.clip(-_NEAR, _NEAR) + _NEAR + _SPAN * np.round(np.diff(steps) / EIGHTH).clip(0, 8).astype(np.int64)
    kinds = _SPAN * 9
    figures = (told[:, :-2] * kinds + told[:, 1:-1]) * kinds + told[:, 2:]  # (N, K - 3)
    moves = (intervals[:, :-2] != 0) | (intervals[:, 1:-1] != 0) | (intervals[:, 2:] != 0)
    again = np.isin(figures[:, before - 1 :], figures[0, : before - 3]) & moves[:, before - 1 :]
    count: Array = np.minimum(again.sum(1), MOST_RECALLED).astype(np.float64)
    return count


def likely(versions: Sequence[Rhythm], liked: Array, luck: Array) -> int:
    """Which rhythm: the likelier ones, for their number of notes, are chosen more often, and so are those that are
    `liked`."""
    usual = [version.nats / len(version.steps) for version in versions]
    return int(np.argmax(EAGER * np.array(usual) + liked + luck))
