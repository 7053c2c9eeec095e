"""A pickup in iReal Pro, which knows none: a whole bar that starts with N.C., under the words `<Pickup 1>`.

So people see what it is, iReal Pro plays it as a bar, and jamd reads it as what it was.
"""

import re
from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from jamd.music.charts.sheet import Measure, Sheet, TimeSignature, WrittenChord
from jamd.music.harmony.chords import read_chord
from jamd.music.time.notes import Tick

_WORDS: Final = re.compile(r"<Pickup (?P<beats>\d{1,2}(?:\.\d{1,4})?)>")
_NO_CHORD: Final = WrittenChord(Tick(0), read_chord("N.C."))


def pickup_words(sheet: Sheet) -> str:
    """What stands above the first bar; empty without a pickup."""
    if not sheet.pickup or sheet.measures[0].time is None:
        return ""
    return f"<Pickup {sheet.pickup / sheet.measures[0].time.beat:.4f}".rstrip("0").rstrip(".") + ">"


def as_whole_bar(sheet: Sheet) -> tuple[Measure, ...]:
    """The measures, the pickup filled up with N.C. at its start."""
    first, *rest = sheet.measures
    if not sheet.pickup or first.time is None:
        return sheet.measures
    return (replace(first, chords=(_NO_CHORD, *_moved(first.chords, first.time.measure - sheet.pickup))), *rest)


def pickup_of(page: str, measures: tuple[Measure, ...]) -> tuple[tuple[Measure, ...], Tick]:
    """The measures of a page, the first one as short as its words say, and how long that is; 0 without a pickup."""
    first, *rest = measures
    time = first.time or TimeSignature()
    words = _WORDS.search(page)
    pickup = Tick(round(float(words["beats"]) * time.beat)) if words else Tick(0)
    if not 0 < pickup < time.measure:
        return measures, Tick(0)
    return (replace(first, chords=tuple(_moved(first.chords, pickup - time.measure))), *rest), pickup


def _moved(chords: Sequence[WrittenChord], ticks: int) -> list[WrittenChord]:
    """Chords earlier or later; what comes before the start is left out."""
    return [WrittenChord(Tick(each.at + ticks), each.chord) for each in chords if each.at + ticks >= 0]
