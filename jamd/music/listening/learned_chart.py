"""The form that was learned from listening, written down as a chart."""

from typing import Final

import msgspec
import numpy as np

from jamd.music.charts.form import Bar, Change, Chart, Section
from jamd.music.harmony.chords import Chord
from jamd.music.listening.chord_choice import choose
from jamd.music.listening.form_memory import FormMemory
from jamd.music.listening.key_finding import key_of
from jamd.music.listening.sounding import unit_of
from jamd.music.time.notes import TICKS_PER_BEAT, Meter

TITLE: Final = "as you played it"
SECTION: Final = "heard"  # the form's name wherever the place in a form is shown
_NO_BASS: Final = np.zeros(12)


def written(form: FormMemory, meter: Meter, since: int) -> Chart | None:
    """One period of changes, counted from tick 0 as every chart is; `since`: the first unit to come. None without a
    form."""
    if form.period is None:
        return None
    per_bar = meter.bar // unit_of(meter)
    units = form.period * per_bar
    first = -(-since // units) * units
    chords: list[Chord] = []
    for unit in range(first, first + units):
        chord = _chord(form, unit, chords[-1] if chords else None)
        if chord is None:
            return None
        chords.append(chord)
    bars = tuple(_bar(chords[at : at + per_bar], meter) for at in range(0, units, per_bar))
    chart = Chart(TITLE, meter, bars, (Section(SECTION, 0),))
    return msgspec.structs.replace(chart, key=key_of(chart))


def _chord(form: FormMemory, unit: int, before: Chord | None) -> Chord | None:
    """What a hand held at this place the last time; else what is likely; else the chord before."""
    likely, held = form.expected(unit), form.held(unit)
    if held is not None or likely is None:
        return held or before
    return choose(likely, _NO_BASS, before)


def _bar(chords: list[Chord], meter: Meter) -> Bar:
    """A chord that stays is written once."""
    beats = unit_of(meter) // TICKS_PER_BEAT
    return tuple(Change(i * beats, chord) for i, chord in enumerate(chords) if i == 0 or chord != chords[i - 1])
