"""The key of a few drawn notes, where nobody has named one."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from jamd.music.drawing import DrawnNote
from jamd.music.harmony.chords import Chord, parse_chord

# How well each degree fits a key: the probe-tone ratings of Krumhansl and Kessler (1982).
_MAJOR: Final = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
_MINOR: Final = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)
_NAMES: Final = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")


def tonic_of(notes: Sequence[DrawnNote]) -> Chord | None:
    """The tonic chord of the key that fits the notes best, each as heavy as it is long; None without notes."""
    weights = np.bincount([note.pitch % 12 for note in notes], [note.end - note.start for note in notes], 12)
    if not weights.any():
        return None
    ratings = np.array([np.roll(profile, root) for profile in (_MAJOR, _MINOR) for root in range(12)])
    ratings -= ratings.mean(axis=1, keepdims=True)
    best = int(np.argmax(ratings @ weights / np.linalg.norm(ratings, axis=1)))
    return parse_chord(_NAMES[best % 12] + ("maj7" if best < 12 else "m7"))
