"""Notes struck together are one onset: the rule for everybody who counts what was played."""

from collections.abc import Iterator, Sequence
from typing import Final

from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick

Stroke = tuple[Tick, int]  # when, and which pitch

ONE_ONSET: Final = TICKS_PER_BEAT // 8
"""Ticks from the first note of a chord to its last one, at most: 62 ms at 120 bpm, 31 ms at 240. That holds a rolled
chord or a grace note, and is half of the way to the next sixteenth."""


def onsets(notes: Sequence[Note]) -> Iterator[list[Note]]:
    """Sorted notes as chords (of one note or more)."""
    chord: list[Note] = []
    for note in notes:
        if chord and note.start - chord[0].start > ONE_ONSET:
            yield chord
            chord = []
        chord.append(note)
    if chord:
        yield chord
