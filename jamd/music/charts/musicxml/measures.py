"""One measure of a score after another, each read into a `Draft`: its chords, its length, the signs around it.

The chords come from one part; the signs from every part, since programs print them only once.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from jamd.errors import ChartError
from jamd.music.charts.musicxml.harmony import NO_CHORD, chord_of, whole
from jamd.music.charts.musicxml.signs import (
    endings_in,
    is_coda,
    is_fine,
    is_no_chord,
    is_to_coda,
    jump_in,
    jump_of,
    section_in,
)
from jamd.music.charts.sheet import Jump, TimeSignature
from jamd.music.harmony.chords import Chord, is_chord, parse_chord
from jamd.music.time.notes import TICKS_PER_BEAT, Tick

_NOTHING: Final = Tick(0)
_MOST_QUARTERS: Final = 128  # of one duration
_DOUBLE_BARS: Final = ("light-light", "heavy-heavy")
_FINAL_BAR: Final = "light-heavy"  # what a repeat sign is drawn with, too


@dataclass
class Draft:
    """A measure that is being read. Fields as in `sheet.Measure`, and what must be known to finish it."""

    time: TimeSignature | None = None  # only where the score names one
    length: Tick = _NOTHING  # of what is written in it; 0: nothing is
    chords: dict[Tick, Chord] = field(default_factory=dict)
    section: str | None = None
    opens_repeat: bool = False
    ending: tuple[int, ...] = ()
    segno: bool = False
    coda: bool = False
    closes_repeat: int = 0
    to_coda: bool = False
    fine: bool = False
    jump: Jump | None = None
    double_bar: bool = False  # at its end
    repeats_measures: int = 0  # a sign for "the last one again", or the last two, begins here; -1: it ends
    words: list[str] = field(default_factory=list)  # that are no sign


class PartReader:
    """Reads the measures of one part, in order, into drafts that all parts share."""

    def __init__(self, drafts: Sequence[Draft], *, with_chords: bool) -> None:
        self._drafts = drafts
        self._with_chords = with_chords
        self._divisions = 1.0  # of a quarter note
        self._place = 0.0  # in divisions, from the bar line
        self._waiting: list[Chord] = []  # chords at one place: printed side by side over the note that follows
        self._ends = self._leaves = False  # a Fine, a To Coda have been seen

    def read(self, number: int, measure: Element) -> None:
        draft = self._drafts[number]
        self._place = farthest = 0.0
        for element in measure:
            match element.tag:
                case "attributes":
                    self._attributes(element, draft)
                case "note" | "forward" | "backup":
                    farthest = max(farthest, self._move(element, draft))
                case "harmony" if self._with_chords:
                    self._harmony(element, draft)
                case "direction" | "sound":
                    self._direction(element, draft)
                case "barline":
                    self._barline(number, element)
        self._place_chords(draft, None)
        draft.length = max(draft.length, self._ticks(farthest))

    def _ticks(self, divisions: float) -> Tick:
        return Tick(round(divisions * TICKS_PER_BEAT / self._divisions))

    def _attributes(self, attributes: Element, draft: Draft) -> None:
        self._divisions = amount(attributes.findtext("divisions")) or self._divisions
        for time in attributes.findall("time"):
            draft.time = _time_signature(time) or draft.time
        for repeat in attributes.findall("measure-style/measure-repeat"):
            draft.repeats_measures = -1 if repeat.get("type") == "stop" else max(1, whole(repeat.text))

    def _move(self, element: Element, draft: Draft) -> float:
        """Steps over a note or a rest; gives the place where it ends."""
        if element.find("chord") is not None or element.find("grace") is not None:
            return self._place
        length = min(amount(element.findtext("duration")), _MOST_QUARTERS * self._divisions)
        if element.tag == "backup":
            self._place_chords(draft, None)
            self._place = max(0.0, self._place - length)
        else:
            self._place_chords(draft, length)
            self._place += length
        return self._place

    def _harmony(self, harmony: Element, draft: Draft) -> None:
        chord, offset = chord_of(harmony), amount(harmony.findtext("offset"))
        if chord is None:
            return
        if offset:
            draft.chords[self._ticks(max(0.0, self._place + offset))] = chord
        else:
            self._waiting.append(chord)

    def _place_chords(self, draft: Draft, length: float | None) -> None:
        """Spreads the chords that wait over the note that follows: over whole beats, if there are enough."""
        start = self._ticks(self._place)
        room = self._ticks(length) if length else Tick(0)
        whole_beats = room >= len(self._waiting) * TICKS_PER_BEAT
        for index, chord in enumerate(self._waiting):
            shift = room * index // len(self._waiting)
            if whole_beats:
                shift = (shift + TICKS_PER_BEAT // 2) // TICKS_PER_BEAT * TICKS_PER_BEAT
            draft.chords[Tick(start + shift)] = chord
        self._waiting.clear()

    def _direction(self, direction: Element, draft: Draft) -> None:
        """Signs and words; those of the same direction belong together, and its words say more than its sounds."""
        words = [element.text or "" for element in direction.findall("direction-type/words")]
        for mark in direction.findall("direction-type/rehearsal"):
            draft.section = (mark.text or "").strip() or draft.section
        jump = jump_in(" ".join(words))
        draft.jump = jump or draft.jump
        for text in words if jump is None else ():
            self._words(text, draft)
        self._signs(direction, draft)
        for sound in direction.iter("sound"):
            draft.fine = draft.fine or bool(sound.get("fine"))
            draft.segno = draft.segno or bool(sound.get("segno"))
            draft.coda = draft.coda or bool(sound.get("coda"))
            if sound.get("tocoda"):
                self._leave(draft)
            self._ends, self._leaves = self._ends or draft.fine, self._leaves or draft.to_coda
            draft.jump = draft.jump or jump_of(sound, self._ends, self._leaves)

    def _signs(self, element: Element, draft: Draft) -> None:
        """Segno and coda as drawn, in a direction or at a bar line. A coda sign behind notes is a To Coda."""
        if element.find(".//segno") is not None:
            draft.segno = True
        if element.find(".//coda") is not None:
            self._coda(draft)

    def _coda(self, draft: Draft) -> None:
        if self._place > 0:
            self._leave(draft)
        else:
            draft.coda = True

    def _leave(self, draft: Draft) -> None:
        """At the end of the measure, wherever in it the sign is drawn."""
        draft.to_coda = self._leaves = True

    def _words(self, text: str, draft: Draft) -> None:
        section = section_in(text)
        if is_to_coda(text):
            self._leave(draft)
        elif is_fine(text):
            draft.fine = self._ends = True
        elif is_coda(text):
            self._coda(draft)
        elif section is not None:
            draft.section = draft.section or section
        elif is_no_chord(text) and self._with_chords:
            draft.chords[self._ticks(self._place)] = parse_chord(NO_CHORD)
        elif text.strip() and not is_chord(text):
            draft.words.append(text.strip())

    def _barline(self, number: int, barline: Element) -> None:
        draft = self._drafts[number]
        at_left = barline.get("location") == "left"
        repeat, ending = barline.find("repeat"), barline.find("ending")
        style = barline.findtext("bar-style")
        if not at_left and (style in _DOUBLE_BARS or (style == _FINAL_BAR and repeat is None)):
            draft.double_bar = True
        if ending is not None and ending.get("type") == "start":
            draft.ending = endings_in(ending.get("number", ""))
        if repeat is not None and repeat.get("direction") == "forward":
            self._drafts[min(number + (not at_left), len(self._drafts) - 1)].opens_repeat = True
        elif repeat is not None:
            times = min(max(2, whole(repeat.get("times"))), 32)
            self._drafts[max(0, number - at_left)].closes_repeat = times
        self._signs(barline, draft)


def read_parts(parts: Sequence[Sequence[Element]]) -> list[Draft]:
    """The drafts of a score's measures: chords from the part that has most, signs from all."""
    drafts = [Draft() for _ in range(max((len(part) for part in parts), default=0))]
    leader = max(range(len(parts)), key=lambda part: _chords_in(parts[part]), default=0)
    for index, part in enumerate(parts):
        reader = PartReader(drafts, with_chords=index == leader)
        for number, measure in enumerate(part):
            reader.read(number, measure)
    return drafts


def usual_time(drafts: Iterable[Draft]) -> TimeSignature:
    """The meter of a score that names none: that of the commonest length."""
    lengths = Counter(draft.length for draft in drafts if draft.length)
    length = lengths.most_common(1)[0][0] if lengths else 4 * TICKS_PER_BEAT
    for unit in (4, 8, 16):
        beats, rest = divmod(length * unit, 4 * TICKS_PER_BEAT)
        if rest == 0 and 1 <= beats <= 32:
            return TimeSignature(beats, unit)
    return TimeSignature()


def amount(text: str | None) -> float:
    """A number of divisions, not always a whole one; 0 where there is none."""
    try:
        number = float(text or 0)
    except ValueError:
        return 0.0
    return number if abs(number) < 1e6 else 0.0  # refuses NaN, too


def _chords_in(part: Sequence[Element]) -> int:
    return sum(len(measure.findall("harmony")) for measure in part)


def _time_signature(time: Element) -> TimeSignature | None:
    """The meter; `3+2` eighths count as five, and meters side by side are added. None: there is no meter."""
    pairs = list(zip(time.findall("beats"), time.findall("beat-type"), strict=False))
    beats = [sum(whole(each) for each in (pair[0].text or "").split("+")) for pair in pairs]
    units = [whole(pair[1].text) for pair in pairs]
    if not pairs:
        return None
    unit = max(units)
    if any(each <= 0 or unit % each for each in units):
        raise ChartError(f"a time signature over {units[0]} cannot be read")
    return TimeSignature(sum(count * (unit // each) for count, each in zip(beats, units, strict=True)), unit)
