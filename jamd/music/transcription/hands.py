"""Which notes stand on which staff."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from jamd.music.time.notes import TICKS_PER_BEAT, Note
from jamd.music.transcription.rhythm import TOGETHER_MS

_SPLIT: Final = 60  # the left hand plays below
_LOW: Final = 53  # what is seldom below that is written on one staff
_SELDOM: Final = 0.04
_GAP: Final = 5  # semitones between two hands that play together
_HIGHEST: Final = 67  # key of the left hand


def hands(notes: Sequence[Note], bpm: float) -> list[list[Note]]:
    """The notes of the upper staff, and of the lower one if there is enough for it."""
    low = sum(note.pitch < _LOW for note in notes)
    if low <= _SELDOM * len(notes):
        return [list(notes)]
    upper: list[Note] = []
    lower: list[Note] = []
    for chord in _chords(notes, round(TOGETHER_MS * bpm / 60_000 * TICKS_PER_BEAT)):
        split = _split_of(sorted(note.pitch for note in chord))
        for note in chord:
            (upper if note.pitch >= split else lower).append(note)
    return [upper, lower]


def _chords(notes: Sequence[Note], together: int) -> Iterator[list[Note]]:
    chord: list[Note] = []
    for note in sorted(notes):
        if chord and note.start > chord[0].start + together:
            yield chord
            chord = []
        chord.append(note)
    if chord:
        yield chord


def _split_of(pitches: Sequence[int]) -> int:
    """The lowest key of the right hand: above the widest gap, where there is one within reach of both."""
    gaps = [(high - low, high) for low, high in pairwise(pitches) if high >= _SPLIT and low <= _HIGHEST]
    widest, high = max(gaps, default=(0, _SPLIT))
    return high if widest >= _GAP else _SPLIT
