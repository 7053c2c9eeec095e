"""The chords around a line, as its networks are told of them. One code for training and playing."""

from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from jamd.music.harmony.chords import Chord
from jamd.players.pianist.lines.windows import Array, Ints
from jamd.players.steps import STEPS_PER_BEAT

CHROMA: Final = 13
"""Tones, tensions, root and scale of the chord that sounds, of the next one, of the one after; the key around."""
KEY_BARS: Final = 4  # either way
FAR: Final = 8.0  # beats: what lies further ahead is not told apart

_OF_ONE: Final = 4  # rows of one chord


class Changes(NamedTuple):
    """Which chord begins at which step; None: no chord is known."""

    steps: Ints  # (C,) sorted
    chords: tuple[Chord | None, ...]  # (C,)

    def sounding(self, steps: Ints) -> Ints:
        """(K,) which chord sounds at each step, -1 before the first."""
        found: Ints = np.searchsorted(self.steps, steps, "right") - 1
        return found

    def until(self, steps: Ints) -> Array:
        """(K,) beats until the chord changes, at most FAR."""
        following = np.append(self.steps, 10**9)[self.sounding(steps) + 1]
        return np.minimum((following - steps) / STEPS_PER_BEAT, FAR)

    def chroma(self, steps: Ints, beats: int) -> Array:
        """(K, CHROMA, 12) by pitch class."""
        each = np.stack([chroma_of(chord) for chord in (None, *self.chords)])
        index, last = self.sounding(steps) + 1, len(self.chords)
        ahead = [each[np.minimum(index + n, last)] for n in range(3)]
        return np.concatenate([*ahead, self._key(each[1:, 0], steps, beats)[:, None]], 1)

    def _key(self, tones: Array, steps: Ints, beats: int) -> Array:
        """(K, 12): for how much of the bars around each pitch class is a chord tone."""
        count, reach = len(self.chords), KEY_BARS * beats * STEPS_PER_BEAT
        if not count:
            return np.zeros((len(steps), 12), np.float32)
        ends = np.append(self.steps, max(self.steps[-1], steps.max()) + 4 * STEPS_PER_BEAT)
        sums = np.concatenate([np.zeros((1, 12)), np.cumsum(tones * np.diff(ends)[:, None], 0)])
        last = np.searchsorted(self.steps, steps + reach).clip(1, count)
        first = np.minimum(np.searchsorted(self.steps, steps - reach), last - 1)
        shares: Array = (sums[last] - sums[first]) / (ends[last] - ends[first])[:, None]
        return shares


@lru_cache(maxsize=256)
def chroma_of(chord: Chord | None) -> Array:
    """(4, 12): tones, tensions, root and scale; zeros where no chord is known."""
    out = np.zeros((_OF_ONE, 12), np.float32)
    if chord is not None and chord.chord_tones:
        for row, classes in enumerate((chord.chord_tones, chord.tensions, {chord.root}, chord.scale_tones)):
            out[row, list(classes)] = 1
    out.flags.writeable = False  # it is kept
    return out
