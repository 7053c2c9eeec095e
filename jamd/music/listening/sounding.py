"""What sounded lately, as weights of pitch classes: all that the band's harmony is judged by.

A note weighs by its length up to a beat, and a little for its attack; low notes are counted once more by themselves.
Training and playing share these functions.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Note, Tick

EARLY: Final = Tick(TICKS_PER_BEAT // 3)
"""Ticks: what is struck up to this much before a bar line, or the middle of a bar, belongs to what follows it: the last
off-beat anticipates."""
LONGEST: Final = 8  # bars that count
STRETCHES: Final = 14
_LOW_BEAT, _LOW_HERE = 10, 11  # rows
_ATTACK: Final = 0.25  # beats
_BASS: Final = 54.0  # MIDI note: half a bass note
_SPREAD: Final = 3.0  # semitones from half a bass note to three quarters of one
_EVEN: Final = 5.0  # the weight of the last eight bars together


def unit_of(meter: Meter) -> Tick:
    """Ticks for which one chord is named: half a bar of four, a bar of three."""
    return Tick(meter.bar // 2 if meter.beats == 4 else meter.bar)


def stretches(notes: Sequence[Note], now: Tick, meter: Meter) -> NDArray[np.float64]:
    """(STRETCHES, 12) weights of pitch classes, each from 0 to 1, in notes that started before `now`.

    Of all notes: the last half beat, beat and two beats, what is held, this unit (see `unit_of`), the one before, the
    one before that, the bar before, the bar before that, the last eight bars. Of low ones: the last beat, this unit,
    the one before, the bar before.
    """
    since = now - (LONGEST + 1) * meter.bar
    heard = [(note.start, note.end, note.pitch) for note in notes if since < note.start < now]
    if not heard:
        return np.zeros((STRETCHES, 12))
    start, end, pitch = np.array(heard).T
    end = np.minimum(end, now)
    unit, bar = now // unit_of(meter) * unit_of(meter), now // meter.bar * meter.bar
    length = np.minimum(end - start, TICKS_PER_BEAT) / TICKS_PER_BEAT + _ATTACK
    low = length / (1 + np.exp((pitch - _BASS) / _SPREAD))
    place = start + EARLY
    this, past, bars = unit_of(meter), TICKS_PER_BEAT, meter.bar
    chosen = [
        (start >= now - past // 2, length),
        (end > now - past, length),
        (end > now - 2 * past, length),
        (end >= now - 1, np.ones(len(heard))),
        (place >= unit, length),
        (_within(place, unit - this, unit), length),
        (_within(place, unit - 2 * this, unit - this), length),
        (_within(place, bar - bars, bar), length),
        (_within(place, bar - 2 * bars, bar - bars), length),
        (start >= now - LONGEST * bars, _EVEN * length / length[start >= now - LONGEST * bars].sum().clip(1)),
        (start >= now - past, low),
        (place >= unit, low),
        (_within(place, unit - this, unit), low),
        (_within(place, bar - bars, bar), low),
    ]
    weights = [np.bincount(pitch[where] % 12, weight[where], 12) for where, weight in chosen]
    return np.tanh(np.array(weights) / 2)


def bass_of(sounded: NDArray[np.float64]) -> NDArray[np.float64]:
    """(12,) shares of the bass of this beat and unit, from all stretches; zeros where there was none."""
    low: NDArray[np.float64] = sounded[_LOW_BEAT] + sounded[_LOW_HERE]
    return low / max(float(low.sum()), 1e-6)


def _within(place: NDArray[np.int64], start: int, end: int) -> NDArray[np.bool_]:
    return (start <= place) & (place < end)
