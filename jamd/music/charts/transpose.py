"""A chart in another key."""

from typing import Final

import msgspec

from jamd.errors import ChartError
from jamd.music.charts.form import Bar, Change, Chart
from jamd.music.charts.sheet import Measure, Sheet, WrittenChord
from jamd.music.harmony.chords import parse_chord
from jamd.music.harmony.keys import transposed, transposed_key

_HALF_AN_OCTAVE: Final = 6  # semitones


def transposed_chart(chart: Chart, semitones: int) -> Chart:
    """Every chord moved up, or down if negative; the names fit the new key."""

    def moved(bar: Bar) -> Bar:
        return tuple(Change(each.beat, transposed(each.chord, semitones, chart.key)) for each in bar)

    key = transposed_key(chart.key, semitones)
    return msgspec.structs.replace(chart, key=key, bars=tuple(moved(bar) for bar in chart.bars))


def transposed_sheet(sheet: Sheet, semitones: int) -> Sheet:
    """The same for a sheet as it is written."""

    def moved(measure: Measure) -> Measure:
        chords = (WrittenChord(each.at, transposed(each.chord, semitones, sheet.key)) for each in measure.chords)
        return msgspec.structs.replace(measure, chords=tuple(chords))

    key = transposed_key(sheet.key, semitones)
    return msgspec.structs.replace(sheet, key=key, measures=tuple(moved(measure) for measure in sheet.measures))


def steps_to_key(chart: Chart | Sheet, key: str) -> int:
    """Semitones from the key that the chart names to another: -5 to 6. Major and minor are the chart's own affair: from
    "Cm" to "F" is as far as to "Fm". ChartError where the chart names no key, or `key` is none."""
    if not chart.key:
        raise ChartError(f"the chart names no key to move to {key} from; write it, as key: C")
    steps = (tonic_of(key) - tonic_of(chart.key)) % 12
    return steps if steps <= _HALF_AN_OCTAVE else steps - 12


def tonic_of(key: str) -> int:
    """The pitch class of the tonic of "Bb" or "F#m". ChartError."""
    try:
        chord = parse_chord(key)
    except ChartError:
        chord = None
    if chord is None or chord.quality not in ("maj", "m") or chord.extensions or chord.bass != chord.root:
        raise ChartError(f"'{key}' is no key; write it as Bb or F#m")
    return chord.root
