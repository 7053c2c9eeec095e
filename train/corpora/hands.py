"""The two hands of a trio's pianist, out of one transcription."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.music.listening.sounding import EARLY
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick

LEFT_BELOW: Final = 62  # MIDI note: what lies lower is the left hand's, or the bass
_BAR: Final = 4 * TICKS_PER_BEAT
_LONGEST: Final = 2 * TICKS_PER_BEAT


def believed(notes: Sequence[Note]) -> tuple[Note, ...]:
    """The same notes, ended where the key is struck again, and after two beats: transcriptions let keys ring for
    bars."""
    again: dict[int, Tick] = {}
    kept: list[Note] = []
    for note in reversed(notes):
        end = min(note.end, again.get(note.pitch, note.end), note.start + _LONGEST)
        again[note.pitch] = note.start
        if end > note.start:
            kept.append(Note(note.start, note.pitch, Tick(end), note.velocity))
    return tuple(reversed(kept))


def left_hand(notes: Sequence[Note]) -> tuple[Note, ...]:
    return tuple(note for note in notes if note.pitch < LEFT_BELOW)


def right_hand(notes: Sequence[Note]) -> tuple[Note, ...]:
    return tuple(note for note in notes if note.pitch >= LEFT_BELOW)


def pitch_classes(notes: Sequence[Note], bars: int, ticks: int) -> NDArray[np.float64]:
    """(stretches, 12), each of `ticks`, from tick 0 to two bars of four past the last: 1 where a pitch class is struck
    in a stretch, or held into it for half a beat."""
    found = np.zeros(((bars + 2) * _BAR // ticks, 12))
    for note in notes:
        struck = max(0, note.start + EARLY) // ticks
        last = max(struck, (note.end - TICKS_PER_BEAT // 2) // ticks)
        found[struck : last + 1, note.pitch % 12] = 1
    return found
