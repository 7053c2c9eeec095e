"""A lead sheet as the band plays it: the sheet's repeats and jumps played out, its meters in bars of the band.

A pickup is not part of the form. A section named `Intro` (or `i`) at the front is played once. The band changes chords
on beats: a chord off the beat goes to the nearest one, and one that is pushed, half a beat early, to the next.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Final

from jamd.commands.row import BPM
from jamd.music.charts.form import Bar, Change, Chart, MeterChange, Section
from jamd.music.charts.meters import Regrouped, counted, regrouped
from jamd.music.charts.order import Step, lone_coda, order_of
from jamd.music.charts.sheet import Measure, Sheet, TimeSignature
from jamd.music.charts.style_hints import style_of_hint
from jamd.music.harmony.chords import Chord, misread, parse_chord
from jamd.music.time.notes import TICKS_PER_BEAT

_INTRO: Final = re.compile(r"i|in|intro|introduction", re.IGNORECASE)
_NO_CHORD: Final = parse_chord("N.C.")


def unfold(sheet: Sheet) -> Chart:
    """The bars of one chorus, in order. ChartError: over 1,000 of them."""
    steps = order_of(sheet)
    times = _times(sheet, steps)
    sections = dict(_sections(sheet.measures, steps))
    meters = regrouped(times, sections).bars
    starts = list(accumulate((meter.beats for meter in meters), initial=0))
    measure_starts = list(accumulate((counted(time).beats for time in times), initial=0))
    bar_sections = {bisect_right(starts, measure_starts[step]) - 1: name for step, name in sections.items()}
    return Chart(
        sheet.title,
        meters[0],
        tuple(_bars(_on_beats(_chords(sheet.measures, steps, times), starts[-1]), starts)),
        tuple(Section(name, first) for first, name in sorted(({0: ""} | bar_sections).items())),
        style_of_hint(sheet.style),
        sheet.key,
        _tempo(sheet.bpm, times[0]),
        _intro(bar_sections),
        tuple(MeterChange(bar + 1, new) for bar, (old, new) in enumerate(pairwise(meters)) if new != old),
    )


def remarks(sheet: Sheet) -> tuple[str, ...]:
    """A sentence for each thing that the band plays otherwise than it is written. ChartError: as `unfold`."""
    coda = "the coda is for the last chorus, and the band leaves it out" * (lone_coda(sheet.measures) is not None)
    chords = {each.chord for measure in sheet.measures for each in measure.chords}
    misreads = ", ".join(sorted(filter(None, map(misread, chords))))
    return tuple(filter(None, (_meters(sheet).sentence, coda, misreads)))


def _meters(sheet: Sheet) -> Regrouped:
    steps = order_of(sheet)
    return regrouped(_times(sheet, steps), dict(_sections(sheet.measures, steps)))


def _times(sheet: Sheet, steps: Sequence[Step]) -> list[TimeSignature]:
    """The time signature of each measure that is played."""
    times = sheet.times()
    return [times[step.measure] for step in steps]


def _sections(measures: Sequence[Measure], steps: Sequence[Step]) -> Iterator[tuple[int, str]]:
    """The steps at which a section starts, with its name. One in the middle of which a jump arrives starts again."""
    names = [""]
    for measure in measures:
        names.append(names[-1] if measure.section is None else measure.section)
    for number, step in enumerate(steps):
        measure = measures[step.measure]
        if measure.section is not None:
            yield number, measure.section
        elif measure.coda:
            yield number, "Coda"
        elif step.jumped or number == 0:
            yield number, names[step.measure + 1]


def is_intro(name: str) -> bool:
    """Whether a section of this name, at the front, is played once."""
    return _INTRO.fullmatch(name) is not None


def _tempo(bpm: float | None, time: TimeSignature) -> float | None:
    """The tempo of the band's beats, as far as the band can play it."""
    if bpm is None:
        return None
    return min(BPM.high, max(BPM.low, bpm * TICKS_PER_BEAT / counted(time).beat))


def _intro(sections: dict[int, str]) -> int:
    """How many bars the sections at the front take that are an intro; none where nothing else follows."""
    return next((bar for bar, name in sorted(sections.items()) if not is_intro(name)), 0)


def _chords(
    measures: Sequence[Measure], steps: Sequence[Step], times: Sequence[TimeSignature]
) -> Iterator[tuple[Fraction, Chord]]:
    """Each chord, and the beat of the band, from the first one on, at which it is written."""
    first = 0
    for step, time in zip(steps, times, strict=True):
        beats, beat, _ = counted(time)
        for written in measures[step.measure].chords:
            if written.at < time.measure:
                yield first + Fraction(written.at, beat), written.chord
        first += beats


def _on_beats(chords: Iterator[tuple[Fraction, Chord]], end: int) -> dict[int, Chord]:
    """The chord that starts on each beat. Of several that would fall on one, the one that is written there stays, else
    the first."""
    written = list(chords)
    exact = {int(place) for place, _ in written if place.denominator == 1}
    found: dict[int, Chord] = {}
    last = -1
    for place, chord in written:
        beat = int(place + Fraction(1, 2))
        if place.denominator > 1 and (beat in exact or beat >= end):
            beat = int(place)
        if last < beat and (place.denominator == 1 or beat not in exact):
            found[beat] = chord
            last = beat
    return found


def _bars(chords: dict[int, Chord], starts: Sequence[int]) -> Iterator[Bar]:
    """Bars that start and end on the given beats; each says the chord of its first beat."""
    sounding = _NO_CHORD
    for start, end in pairwise(starts):
        chords.setdefault(start, sounding)
        changes = tuple(Change(beat - start, chords[beat]) for beat in range(start, end) if beat in chords)
        sounding = changes[-1].chord
        yield changes
