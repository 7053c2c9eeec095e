"""The drum bar that plays when no plan came: the last one again, or plain time on the ride if there was none."""

from collections.abc import Sequence
from typing import Final

from jamd.music import drum_kit as kit
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Note, Tick
from jamd.music.time.swing import swing_ratio, swung

# These mark a count-in, a fill or the bar after it: a bar with any of them is not repeated.
_NOT_REPEATED: Final = (kit.SIDESTICK, kit.LOW_TOM, kit.MID_TOM, kit.HIGH_TOM, kit.CRASH)


def plain_time(meter: Meter, bpm: float) -> tuple[Note, ...]:
    """One bar of ride and hi-hat foot from tick 0: 1, 2, 2&, 3, 4, 4& (in three: 1, 2, 2&, 3), foot on 2 and 4."""
    ratio = swing_ratio("band", bpm)
    notes = []
    for beat in range(meter.beats):
        here = beat * TICKS_PER_BEAT
        notes.append(_hit(here, kit.RIDE, 62))
        if beat % 2 == 1:
            notes.append(_hit(here, kit.PEDAL_HAT, 72))
            notes.append(_hit(swung(Tick(here + TICKS_PER_BEAT // 2), ratio), kit.RIDE, 55))
    return tuple(sorted(notes))


def _hit(tick: int, voice: int, velocity: int) -> Note:
    return Note(Tick(tick), kit.PITCH_OF_VOICE[voice], Tick(tick + TICKS_PER_BEAT // 8), velocity)


def repeat_bar(history: Sequence[Note], at: Tick, meter: Meter) -> tuple[Note, ...] | None:
    """The last bar before `at` that keeps time, moved there: no fill and no count-in is played over and over.

    A bar that was planned silent stays silent; None where no bar of time is known.
    """
    if not history:
        return ()
    for back in range(1, 1 + -(-(at - min(n.start for n in history)) // meter.bar)):
        first = at - back * meter.bar
        bar = [note for note in history if first <= note.start < first + meter.bar]
        if not bar and back == 1:
            return ()
        if bar and not any(kit.VOICE_OF_PITCH.get(note.pitch) in _NOT_REPEATED for note in bar):
            move = back * meter.bar
            return tuple(Note(Tick(n.start + move), n.pitch, Tick(n.end + move), n.velocity) for n in bar)
    return None
