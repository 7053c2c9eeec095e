"""What the signs and the text of an iReal Pro page say about the form: sections, repeats, endings, jumps, codas."""

import re
from dataclasses import dataclass, field
from typing import Final, cast

import msgspec

from jamd.music.charts.sheet import Jump, Measure, TimeSignature, WrittenChord

_HEIGHT: Final = re.compile(r"\*\d\d")  # <*74Text> stands higher
_JUMP: Final = re.compile(
    r"D\.?\s*(?P<to>[CS])\.?(?:\s*al\s+(?:(?P<until>coda|fine)|(?P<ending>\d)(?:st|nd|rd|th)\s+end(?:ing|\.)?))?", re.I
)
_TIMES: Final = re.compile(r"x\s?(\d{1,2})|(\d{1,2})\s?x", re.I)
_ENDINGS: Final = re.compile(r"\d(?:[.,\s]+\d)*\.?")
_SECTION: Final = re.compile(
    r"[A-Z]\d?'?|(?:intro|verse|(?:pre-?)?chorus|refrain|bridge|interlude|outro|vamp|tag|head|solos?)\s?\d?", re.I
)
_ROOM: Final = 4  # bars in a line


@dataclass
class Bar:
    """The signs of the bar that is being read."""

    time: TimeSignature | None = None
    section: str | None = None
    double: bool = False  # a double bar stands before it
    opens_repeat: bool = False
    ending: int | None = None  # 0: a bracket without a number
    endings: tuple[int, ...] = ()  # written into such a bracket
    segno: bool = False
    fine: bool = False
    last_chorus_ends: bool = False
    jump: Jump | None = None
    until: int | None = None  # the ending that the jump goes to


@dataclass
class Signs:
    """The signs whose meaning depends on others, further on."""

    codas: list[tuple[int, bool]] = field(default_factory=list)  # the measure, and whether its chords come first
    ends: list[int] = field(default_factory=list)  # the measures with `U`
    until_ending: tuple[int, int] | None = None  # D.C. al 2nd End.: the measure it ends, the ending
    times: int = 0  # <3x>, for the repeat that closes next
    _last_ending: int = 0

    def read_text(self, bar: Bar, text: str) -> None:
        text = _HEIGHT.sub("", text).strip()
        if jump := _JUMP.fullmatch(text):
            until = (jump["until"] or "").capitalize()
            bar.jump = cast(Jump, f"D.{jump['to'].upper()}." + (f" al {until}" if until else ""))
            bar.until = int(jump["ending"]) if jump["ending"] else None
        elif times := _TIMES.fullmatch(text):
            self.times = int(times[1] or times[2])
        elif text.lower() == "fine":
            bar.fine = True
        elif bar.ending == 0 and _ENDINGS.fullmatch(text):
            bar.endings = tuple(sorted({int(digit) for digit in re.findall(r"\d", text)} - {0}))
        elif _SECTION.fullmatch(text) and (bar.section is None or text.startswith(bar.section)):
            bar.section = text

    def measure(self, bar: Bar, number: int, chords: tuple[WrittenChord, ...]) -> Measure:
        """A bar that is over; `number` counts from 0."""
        section = bar.section if bar.section or not (bar.double and number) else ""
        if bar.last_chorus_ends:
            self.ends.append(number)
        time = bar.time or (TimeSignature() if number == 0 else None)
        measure = Measure(chords, time, section, bar.opens_repeat, self._endings(bar), bar.segno)
        return self.ended(measure, number, bar)

    def ended(self, measure: Measure, number: int, bar: Bar) -> Measure:
        """A measure with the jump and the fine of a bar at its end."""
        if bar.until is not None:
            self.until_ending = number, bar.until
        return msgspec.structs.replace(measure, fine=measure.fine or bar.fine, jump=bar.jump or measure.jump)

    def _endings(self, bar: Bar) -> tuple[int, ...]:
        if bar.ending is None:
            return ()
        endings = bar.endings or (bar.ending or self._last_ending + 1,)
        self._last_ending = endings[-1]
        return endings

    def closed(self, measure: Measure) -> Measure:
        """The measure that ends with a repeat sign; it plays twice, or as often as the text says."""
        times, self.times = max(2, self.times), 0
        return msgspec.structs.replace(measure, closes_repeat=times)


def written_out(measures: list[Measure], signs: Signs) -> tuple[Measure, ...]:
    """The measures with the signs that only the whole page explains."""
    _drop_last_repeat(measures)
    _set_codas(measures, signs.codas)
    if signs.until_ending is not None:
        _jump_until(measures, *signs.until_ending)
    _settle_jumps(measures)
    if not any(measure.jump for measure in measures):
        for number in signs.ends:
            measures[number] = msgspec.structs.replace(measures[number], fine=True)
    return tuple(measures)


def _drop_last_repeat(measures: list[Measure]) -> None:
    """A `}` at the very end that closes nothing means the tune once more: the next chorus."""
    last = len(measures) - 1
    if not measures or not measures[last].closes_repeat:
        return
    first = max((number for number in range(last) if measures[number].closes_repeat), default=-1) + 1
    since = measures[first:]
    ending = max((number for number, measure in enumerate(since) if measure.ending), default=-1)
    of_ending = ending >= 0 and all(measure.section is None for measure in since[ending + 1 :])
    if not of_ending and not any(measure.opens_repeat for measure in since):
        measures[last] = msgspec.structs.replace(measures[last], closes_repeat=0)


def _set_codas(measures: list[Measure], codas: list[tuple[int, bool]]) -> None:
    """The last coda sign is the coda; at the others one leaves for it, before the measure where no chord comes first.

    One sign alone inside a measure, or behind the last one, leads nowhere.
    """
    if not codas or codas[-1][0] >= len(measures) or (len(codas) == 1 and codas[0][1]):
        return
    *leaving, (coda, _) = codas
    measures[coda] = msgspec.structs.replace(measures[coda], coda=True)
    for number, chords_first in leaving:
        last = number if chords_first else number - 1
        if 0 <= last < coda:
            measures[last] = msgspec.structs.replace(measures[last], to_coda=True)


def _jump_until(measures: list[Measure], number: int, ending: int) -> None:
    """`D.C. al 2nd End.`: the tune's fine is at the end of that ending."""
    brackets = [place for place, measure in enumerate(measures[:number]) if ending in measure.ending]
    jump = measures[number].jump
    if not brackets or jump is None:
        return
    last = brackets[-1]
    while last < number and not _begins(measures[last + 1]) and not measures[last].closes_repeat:
        last += 1
    measures[last] = msgspec.structs.replace(measures[last], fine=True)
    measures[number] = msgspec.structs.replace(measures[number], jump=cast(Jump, f"{jump} al Fine"))


def _settle_jumps(measures: list[Measure]) -> None:
    """A jump is written where its words have room, up to a few bars before the double bar at which it is taken."""
    for number in [number for number, measure in enumerate(measures) if measure.jump]:
        near = range(number, min(number + _ROOM, len(measures)))
        end = next((place for place in near if _ends(measures, place)), number)
        jump = measures[number].jump
        measures[number] = msgspec.structs.replace(measures[number], jump=None)
        measures[end] = msgspec.structs.replace(measures[end], jump=jump)


def _ends(measures: list[Measure], number: int) -> bool:
    """Whether a stretch ends with this measure."""
    last = number + 1 == len(measures)
    return last or bool(measures[number].closes_repeat) or _begins(measures[number + 1])


def _begins(measure: Measure) -> bool:
    """Whether something else begins here, so that an ending is over."""
    return measure.section is not None or measure.opens_repeat or bool(measure.ending) or measure.coda
