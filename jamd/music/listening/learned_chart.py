"""The form that was learned from listening, written down as a chart."""

from typing import Final

import numpy as np

from jamd.music.charts.form import Bar, Change, Chart, Section
from jamd.music.harmony.chords import Chord
from jamd.music.listening.chord_choice import choose
from jamd.music.listening.form_memory import FormMemory
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
        likely = form.expected(unit)
        before = chords[-1] if chords else None
        if likely is None and before is None:
            return None
        chords.append(choose(likely, _NO_BASS, before) if likely is not None else chords[-1])
    bars = tuple(_bar(chords[at : at + per_bar], meter) for at in range(0, units, per_bar))
    return Chart(TITLE, meter, bars, (Section(SECTION, 0),))


def _bar(chords: list[Chord], meter: Meter) -> Bar:
    """A chord that stays is written once."""
    beats = unit_of(meter) // TICKS_PER_BEAT
    return tuple(Change(i * beats, chord) for i, chord in enumerate(chords) if i == 0 or chord != chords[i - 1])
