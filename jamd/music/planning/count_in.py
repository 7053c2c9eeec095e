"""The drummer's count-in."""

from typing import Final

from jamd.music.drum_kit import PITCH_OF_VOICE, SIDESTICK
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Note, Tick

STICKS: Final = PITCH_OF_VOICE[SIDESTICK]


def count_in(meter: Meter, bars: int) -> tuple[Note, ...]:
    """Sticks before tick 0: `1 . 2 .` in the first of two bars in four (`1 . .` in three, `1 . . 2 .` in five), every
    beat in the last."""
    notes = []
    for bar in range(-bars, 0):
        beats = range(meter.beats) if bar == -1 else range(0, meter.beats, 2 if meter.beats == 4 else 3)
        for beat in beats:
            tick = bar * meter.bar + beat * TICKS_PER_BEAT
            notes.append(Note(Tick(tick), STICKS, Tick(tick + TICKS_PER_BEAT // 8), 90 if beat == 0 else 75))
    return tuple(notes)
