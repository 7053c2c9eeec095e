"""Which of several versions of a bar of a line is played.

Faults are in the unit of "a wrong note too many". They come from what soloists do with chords, from the register that
is asked for, and from how unlikely the network finds the version. What the bars before lacked, the next ones make up
for.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jamd.players.drummer.steps import STEPS_PER_BEAT
from jamd.players.pianist.lines.changes import Changes, chroma_of
from jamd.players.pianist.lines.line import LineNote
from jamd.players.pianist.lines.pitches import Versions
from jamd.players.pianist.lines.rhythm import Rhythm
from jamd.players.pianist.lines.windows import Array, Ints

STRONG: Final = 0.54
"""Share of chord tones on 1 and 3 of 120 real solos; off the beat it is OFF."""
OFF: Final = 0.48
OFFBEAT: Final = 4  # step of the beat
LONG: Final = 5.0  # steps: from here on a note outside chord and tensions rubs
RUB: Final = 1.2
UNLIKELY: Final = 0.07  # of a nat
EAGER: Final = 1.0  # of the nats of a note of a rhythm, against luck
RECALL: Final = 0.6  # of a figure that comes back
MOST_RECALLED: Final = 2
FAR: Final = 0.08  # of a semitone beyond AWAY from the middle of the register
AWAY: Final = 6.0


class Wish(NamedTuple):
    """What is asked of a bar."""

    centre: float  # mean pitch
    outside: float  # 0 to 2; 1: as soloists do


def tones(changes: Changes, steps: Ints) -> tuple[Array, Array]:
    """Which pitch classes are chord tones, and which are tones or tensions, at each of K steps: (K, 12) twice."""
    rows = [None, *changes.chords]
    each = np.stack([chroma_of(chord) for chord in rows])[changes.index(steps) + 1]
    return each[:, 0], np.maximum(each[:, 0], each[:, 1])


def faults(
    versions: Versions, rhythm: Rhythm, line: Sequence[LineNote], changes: Changes, beats: int, wish: Wish
) -> NDArray[np.float64]:
    """(N,) of each version."""
    past = [note for note in line if note.step >= rhythm.steps[0] - 8 * beats * STEPS_PER_BEAT]
    steps = np.array([*(note.step for note in past), *rhythm.steps])
    lengths = np.array([*(note.length for note in past), *rhythm.lengths])
    count, before = len(versions.pitches), len(past)
    pitches = np.concatenate([np.tile([note.pitch for note in past], (count, 1)), versions.pitches], 1).astype(np.int64)
    inside, fitting = (part[np.arange(len(steps)), pitches % 12] for part in tones(changes, steps))
    known = tones(changes, steps)[0].any(1)
    found = np.zeros(count)
    for share, places in ((STRONG, steps % 12 == 0), (OFF, steps % STEPS_PER_BEAT == OFFBEAT)):
        there = places & known
        if there.any():
            wanted = min(1.0, share + 0.25 * (1 - wish.outside))
            found += np.abs(inside[:, there].sum(1) - wanted * there.sum())
    rubs = (lengths >= LONG)[None, before:] & known[before:] & (fitting[:, before:] == 0)
    found += RUB * rubs.sum(1)
    away = np.abs(versions.pitches.mean(1) - wish.centre)
    found += FAR * np.maximum(0, away - AWAY) * versions.pitches.shape[1]
    found -= RECALL * recalled(pitches, steps, before)
    return found - UNLIKELY * versions.nats


def recalled(pitches: Ints, steps: Ints, before: int) -> NDArray[np.float64]:
    """(N,) figures of four notes that come back, in the notes (N, K) behind the first `before`; at most MOST_RECALLED."""
    gaps = np.round(np.diff(steps) / 3).clip(0, 8)
    count = np.zeros(len(pitches))
    for version, row in enumerate(np.diff(pitches, axis=1)):
        figures = [(*row[i : i + 3], *gaps[i : i + 3]) for i in range(len(row) - 2)]
        known = set(figures[: max(0, before - 3)])
        count[version] = sum(figure in known for figure in figures[max(0, before - 1) :])
    return np.minimum(count, MOST_RECALLED)


def likely(versions: Sequence[Rhythm], liked: NDArray[np.float64], luck: NDArray[np.float64]) -> int:
    """Which rhythm: the likelier ones, for their number of notes, are chosen more often, and so are those that are
    `liked`."""
    usual = [version.nats / len(version.steps) for version in versions]
    return int(np.argmax(EAGER * np.array(usual) + liked + luck))
