"""Makes sense of a sheet from elsewhere: signs that contradict each other are taken away, so that it can be written.

Files of other programs hold repeats inside repeats, endings without a :|, chords behind the end of their bar. What is
left is what `repeats` and `unfold` make of them.
"""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from jamd.errors import ChartError
from jamd.music.charts.grid_cells import can_hold
from jamd.music.charts.grid_headings import FASTEST, SLOWEST, read_key
from jamd.music.charts.grid_writer import name_in_grid
from jamd.music.charts.repeats import find_repeats
from jamd.music.charts.sheet import Measure, Sheet, WrittenChord
from jamd.music.harmony.chords import Chord, parse_chord
from jamd.music.harmony.spelling import understood
from jamd.music.harmony.writing import respelled
from jamd.music.time.notes import Tick

_MOST_ENDINGS: Final = 16
_MOST_TIMES: Final = 99


def mended(sheet: Sheet) -> Sheet:
    """The sheet without the signs that cannot be followed."""
    times = sheet.times()
    pickup = sheet.pickup if 0 < sheet.pickup < times[0].measure else Tick(0)
    lengths = [Tick(pickup or times[0].measure), *(time.measure for time in times[1:])]
    measures = (
        replace(
            measure,
            chords=_in_order(measure.chords, length),
            section=None if measure.section is None else name_in_grid(measure.section),
        )
        for measure, length in zip(_mended_repeats(sheet.measures), lengths, strict=True)
    )
    told = {name: " ".join(getattr(sheet, name).split()) for name in ("title", "composer", "style")}
    bpm = sheet.bpm if sheet.bpm is not None and SLOWEST <= sheet.bpm <= FASTEST else None
    return replace(sheet, measures=tuple(measures), pickup=pickup, key=_key(sheet.key), bpm=bpm, **told)


def _key(key: str) -> str:
    try:
        return read_key(key)
    except ChartError:
        return ""


def _in_order(chords: Sequence[WrittenChord], length: Tick) -> tuple[WrittenChord, ...]:
    """Chords inside the bar, each behind the one before; of two at one place the later."""
    places = {each.at: WrittenChord(each.at, _writable(each.chord)) for each in chords if 0 <= each.at < length}
    return tuple(places[at] for at in sorted(places))


def _writable(chord: Chord) -> Chord:
    """The chord by a name that a grid can hold."""
    if can_hold(chord):
        return chord
    plain = respelled(chord)
    return plain if can_hold(plain) else parse_chord(understood(chord.symbol))


def _mended_repeats(measures: Sequence[Measure]) -> list[Measure]:
    opens: set[int] = set()
    closes: dict[int, int] = {}
    endings: dict[int, tuple[int, ...]] = {}
    for repeat in find_repeats(measures):
        opens.add(repeat.first)
        closes |= {number: min(_MOST_TIMES, max(2, measures[number].closes_repeat)) for number in repeat.closes}
        endings |= _endings(measures, repeat.first, [start for start, _ in repeat.endings], repeat.closes)
    return [
        replace(
            measure,
            opens_repeat=measure.opens_repeat and number in opens,
            closes_repeat=closes.get(number, 0),
            ending=endings.get(number, ()),
        )
        for number, measure in enumerate(measures)
    ]


def _endings(
    measures: Sequence[Measure], first: int, starts: Sequence[int], closes: Sequence[int]
) -> dict[int, tuple[int, ...]]:
    """The brackets of a repeat: one with a 1 before the first :|, and others that each follow a :| at once."""
    found: dict[int, tuple[int, ...]] = {}
    for start in starts:
        numbers = tuple(sorted({number for number in measures[start].ending if 1 <= number <= _MOST_ENDINGS}))
        opening = not found and 1 in numbers and first < start <= closes[0]
        if opening or (found and numbers and 1 not in numbers and start - 1 in closes):
            found[start] = numbers
    return found
