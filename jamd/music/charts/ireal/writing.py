"""A sheet as a page in iReal Pro's notation: what `page.py` reads, four cells to a bar where they say enough.

iReal Pro has chords only on beats, the meters that `_METERS` lists, and pickups as `pickup.py` tells.
"""

import re
from functools import cache
from itertools import pairwise
from typing import Final

from jamd.errors import ChartError
from jamd.music.charts.ireal.beats import Cell, starts
from jamd.music.charts.ireal.pickup import as_whole_bar, pickup_words
from jamd.music.charts.sheet import Measure, Sheet, TimeSignature, WrittenChord
from jamd.music.harmony.chords import Chord, misread, parse_chord
from jamd.music.harmony.qualities import Quality
from jamd.music.harmony.spelling import polychord
from jamd.music.time.notes import Tick

_METERS: Final = ("4/4", "3/4", "2/4", "5/4", "6/4", "7/4", "2/2", "3/2", "3/8", "5/8", "6/8", "7/8", "9/8", "12/8")
_QUALITIES: Final = re.split(
    " ",
    " 7 -7 ^7 h7 o7 6 -6 69 -69 7sus sus + o - 9 -9 ^9 h9 9sus 11 -11 13 ^13 13sus -^7 -^9 ^7#11 ^9#11 ^7#5 -b6 -#5"
    " add9 5 7alt 7b9 7#9 7b5 7#5 7b13 7#11 9#11 13#11 7b9sus 7b13sus 9b5 9#5 13b9 13#9 7b9b13 7b9#5 7b9b5 7b9#9"
    " 7#9#5 7#9b5 7#9#11 7b9#11",
)
_FOUR: Final = 4  # cells to a bar
_SECTIONS: Final = {"Intro": "i", "Verse": "v"}
_SYMBOL: Final = re.compile(r"(?P<root>[A-G][b#♭♯]?)(?P<shape>.*?)(?P<bass>(?:/[A-G][b#♭♯]?)?)")
_UNSAFE: Final = re.compile(r"[<>=*]")
_ONE_DIGIT: Final = (1, 2, 3)  # brackets that have a sign of their own


def ireal_page(sheet: Sheet) -> str:
    """The page of a sheet; ChartError for a meter that iReal Pro does not know."""
    measures = as_whole_bar(sheet)
    jumps = any(measure.jump for measure in measures)
    time, page = TimeSignature(), list[str]()
    before: tuple[WrittenChord, ...] = ()
    for number, (measure, after) in enumerate(zip(measures, (*measures[1:], None), strict=True)):
        changed = measure.time is not None and measure.time != time
        time = measure.time or time
        again = measure.chords == before and bool(before) and before[0].at == 0 and not changed
        cells = ["x", " "] if again else _cells(measure.chords, time)
        end = "U" if measure.fine and not jumps else "Q" if measure.to_coda else ""
        cells[-1:] = [end, cells[-1]]
        words = "" if number else pickup_words(sheet)
        page += [_opening(measure, number), words, *_signs(measure, jumps), *cells, _closing(measure, after)]
        before = measure.chords
    return "".join(page)


def _opening(measure: Measure, number: int) -> str:
    double = "[" if measure.section == "" or (number == 0 and not measure.opens_repeat) else ""
    return double + ("{" if measure.opens_repeat else "" if double else "|" if number else "")


def _closing(measure: Measure, after: Measure | None) -> str:
    if measure.closes_repeat:
        return "}"
    if after is None:
        return "Z"
    return "]" if after.section is not None else ""


def _signs(measure: Measure, jumps: bool) -> list[str]:
    """What stands above or before a measure's chords."""
    signs = [_section(measure.section)] if measure.section else []
    if measure.time is not None:
        if str(measure.time) not in _METERS:
            raise ChartError(f"iReal Pro has no {measure.time}; it has {', '.join(_METERS)}")
        signs.append("T12" if measure.time.beats == 12 else f"T{measure.time.beats}{measure.time.unit}")
    if measure.ending:
        plain = len(measure.ending) == 1 and measure.ending[0] in _ONE_DIGIT
        signs.append(f"N{measure.ending[0]}" if plain else f"N0<{', '.join(map(str, measure.ending))}>")
    signs += ["S"] * measure.segno + ["Q"] * measure.coda
    signs += ["<Fine>"] * (measure.fine and jumps) + [f"<{measure.jump}>"] * bool(measure.jump)
    signs += [f"<{measure.closes_repeat}x>"] * (measure.closes_repeat > 2)
    return signs


def _section(name: str) -> str:
    """`*A`; a longer name stands beside it as text."""
    name = _UNSAFE.sub("", name)
    if name in _SECTIONS:
        return f"*{_SECTIONS[name]}"
    letter = f"*{name[0].upper()}" if re.fullmatch(r"[A-Za-z]|[A-Z]\d?'?", name) else ""
    return letter + (f"<{name}>" if len(name) > 1 else "")


def _cells(chords: tuple[WrittenChord, ...], time: TimeSignature) -> list[str]:
    """A bar's cells: of four, or of one for each beat, the first that says where the chords are."""
    started = [(each.at, ireal_symbol(each.chord)) for each in chords]
    if not chords or chords[0].at:
        started.insert(0, (Tick(0), "p"))
    for count in (_FOUR, time.beats, 2 * time.beats):
        places = [at * count // time.measure for at, _ in started]
        widths = [after - place for place, after in pairwise((*places, count))]
        if min(widths) > 0 and starts([Cell(None, width) for width in widths], time) == [at for at, _ in started]:
            return _row([text for _, text in started], widths)
    return _row([text for _, text in started], [1] * len(started))


def _row(texts: list[str], widths: list[int]) -> list[str]:
    """Each cell's text. A comma parts chords that have no empty cell between them."""
    row = list[str]()
    for text, width in zip(texts, widths, strict=True):
        row += [text if width > 1 else f"{text},", *" " * (width - 1)]
    return row


def ireal_symbol(chord: Chord) -> str:
    """A chord as iReal Pro spells it; a quality that is not on its list stands between stars, as written."""
    if chord.quality == "nc":
        return "n"
    symbol = _SYMBOL.fullmatch(chord.symbol)
    assert symbol is not None  # a chord's symbol starts with its root
    shape = _shapes().get((chord.quality, chord.extensions))
    if shape is None or misread(chord) or polychord(chord.symbol):
        shape = f"*{_UNSAFE.sub('', symbol['shape'])}*"
    return (symbol["root"] + shape + symbol["bass"]).replace("♭", "b").replace("♯", "#")


@cache
def _shapes() -> dict[tuple[Quality, tuple[str, ...]], str]:
    """iReal Pro's spelling of each quality and its extensions."""
    chords = {shape: parse_chord("C" + shape) for shape in reversed(_QUALITIES)}
    return {(chord.quality, chord.extensions): shape for shape, chord in chords.items()}
