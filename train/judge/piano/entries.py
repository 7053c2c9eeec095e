"""Coming in after the keyboardist: how soon in an opening, how often where they only breathe or are inside a phrase."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from jamd.music.time.notes import TICKS_PER_BEAT, Note
from train.judge.drumming.strokes import mean
from train.judge.piano.voices import REST

OPENING: Final = 2.0  # beats of silence that invite the piano
_HANDS_OFF: Final = 0.02  # beats


def facts(you: Sequence[Note], piano: Sequence[Note]) -> Mapping[str, float]:
    """{figure: value}; empty where the keyboardist leaves no opening."""
    starts = np.array(sorted(note.start for note in piano)) / TICKS_PER_BEAT
    rests = silences(you) if you else []
    openings = [_first(starts, start, end) for start, end in rests if end - start >= OPENING]
    if not openings:
        return {}
    breaths = [_first(starts, start, end) for start, end in rests if REST < end - start < OPENING]
    phrases = sum(end - start > REST for start, end in rests)
    broken = sum(_first(starts, start, end) is not None for start, end in rests if end - start <= REST)
    return {
        "lead_in_beats": mean([lead for lead in openings if lead is not None]),
        "missed": mean([float(lead is None) for lead in openings]),
        "breaks_in": broken / phrases,
        "taken_back": mean([float(entry is not None) for entry in breaths]),
    }


def silences(you: Sequence[Note]) -> list[tuple[float, float]]:
    """From the end of all that sounds to the next note, in beats."""
    notes = sorted(you)
    ends = np.maximum.accumulate([note.end for note in notes[:-1]]) / TICKS_PER_BEAT
    nexts = [note.start / TICKS_PER_BEAT for note in notes[1:]]
    return [(end, start) for end, start in zip(ends.tolist(), nexts, strict=True) if start - end > _HANDS_OFF]


def _first(starts: np.ndarray, start: float, end: float) -> float | None:
    """How long after the start of a silence the piano comes in."""
    inside = starts[(starts >= start - _HANDS_OFF) & (starts < end - _HANDS_OFF)]
    return float(inside[0] - start) if len(inside) else None
