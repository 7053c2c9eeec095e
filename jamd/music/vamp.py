"""The bar that plays when nobody planned one: the last drum bar again, or plain time on the ride before there is
one."""

from collections.abc import Iterable

from jamd.music.notes import TICKS_PER_BEAT, Meter, Note, Tick
from jamd.music.swing import swing_ratio, swung

_RIDE, _PEDAL_HAT = 51, 44


def plain_time(meter: Meter, bpm: float) -> tuple[Note, ...]:
    """One bar of ride and hi-hat foot from tick 0: 1, 2, 2&, 3, 4, 4& (in three: 1, 2, 2&, 3), foot on 2 and 4."""
    ratio = swing_ratio("drums", bpm)
    notes = []
    for beat in range(meter.beats):
        here = beat * TICKS_PER_BEAT
        notes.append(_hit(here, _RIDE, 54))
        if beat % 2 == 1:
            notes.append(_hit(here, _PEDAL_HAT, 66))
            notes.append(_hit(swung(Tick(here + TICKS_PER_BEAT // 2), ratio), _RIDE, 40))
    return tuple(sorted(notes))


def _hit(tick: int, pitch: int, velocity: int) -> Note:
    return Note(Tick(tick), pitch, Tick(tick + TICKS_PER_BEAT // 8), velocity)


def repeat_bar(history: Iterable[Note], at: Tick, meter: Meter) -> tuple[Note, ...]:
    """The notes that began in the bar before `at`, one bar later."""
    bar = meter.bar
    return tuple(
        Note(Tick(note.start + bar), note.pitch, Tick(note.end + bar), note.velocity)
        for note in history
        if at - bar <= note.start < at
    )
