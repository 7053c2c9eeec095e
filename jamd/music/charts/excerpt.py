"""Charts made of charts: some bars of one, in another key, or with other bars behind a seam. What is asked for again
and again is made once."""

from functools import lru_cache
from typing import Final

import msgspec

from jamd.music.charts.form import Bar, Chart, Section
from jamd.music.harmony.keys import transposed, transposed_key
from jamd.music.time.notes import Meter

SEAM_BARS: Final = 4  # so far do players look ahead, and a little further


def excerpt(chart: Chart, first: int, last: int, meter: Meter) -> Chart:
    """Bars [first, last) as a form of its own, all in one meter. Changes on missing beats are left out."""
    is_whole = (first, last) == (0, len(chart.bars))
    return (
        chart
        if is_whole and (chart.meter, chart.meters, chart.intro) == (meter, (), 0)
        else _excerpt(chart, first, last, meter)
    )


@lru_cache(64)
def _excerpt(chart: Chart, first: int, last: int, meter: Meter) -> Chart:
    plain = msgspec.structs.replace(chart.played_in(meter), intro=0)
    inside = [Section(each.name, each.first - first) for each in chart.sections if first < each.first < last]
    sections = (Section(chart.section_at(first).name, 0), *inside)
    return msgspec.structs.replace(plain, bars=plain.bars[first:last], sections=sections)


def in_key(chart: Chart, semitones: int) -> Chart:
    """The chart moved up by semitones, its chords named as the new key has them."""
    return chart if semitones % 12 == 0 else _in_key(chart, semitones % 12)


@lru_cache(64)
def _in_key(chart: Chart, semitones: int) -> Chart:
    def moved(bar: Bar) -> Bar:
        return tuple(
            msgspec.structs.replace(change, chord=transposed(change.chord, semitones, chart.key)) for change in bar
        )

    key = transposed_key(chart.key, semitones)
    return msgspec.structs.replace(chart, key=key, bars=tuple(moved(bar) for bar in chart.bars))


@lru_cache(64)
def joined(chart: Chart, at: int, following: Chart, bar: int) -> Chart:
    """A form whose bars from number `at` on are those of another, from its bar `bar` on, as far as players look; where
    the form is short, several rounds of it. All bars are in the first one's meter. Numbers count on through the
    rounds."""
    rounds = -(-2 * SEAM_BARS // len(chart.bars))
    length = rounds * len(chart.bars)
    other = following.played_in(chart.meter)
    bars, names = list(chart.bars * rounds), dict[int, str]()
    for start in range(0, length, len(chart.bars)):
        names |= {start + section.first: section.name for section in chart.sections}
    for ahead in range(SEAM_BARS):
        place, source = (at + ahead) % length, (bar + ahead) % len(other.bars)
        bars[place] = other.bars[source]
        names.pop(place, None)
        if ahead == 0 or any(section.first == source for section in other.sections):
            names[place] = other.section_at(source).name
    names.setdefault(0, chart.section_at(0).name)
    sections = tuple(Section(name, first) for first, name in sorted(names.items()))
    return msgspec.structs.replace(chart, bars=tuple(bars), sections=sections)
