"""A `Sheet` as a MusicXML 4.0 lead sheet: one staff of rests with the chords above them and all signs.

The signs are said twice, as words for the reader and as sounds for the program that plays the sheet.
"""

from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from jamd.music.charts.musicxml.harmony import harmony_of
from jamd.music.charts.musicxml.key_signature import signature_of
from jamd.music.charts.sheet import Jump, Measure, Sheet, TimeSignature, WrittenChord
from jamd.music.time.notes import TICKS_PER_BEAT, Tick

_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN"'
    ' "http://www.musicxml.org/dtds/partwise.dtd">\n'
)
_TYPES: Final = {1: "whole", 2: "half", 4: "quarter", 8: "eighth", 16: "16th"}


def write_musicxml(sheet: Sheet) -> bytes:
    """The file's bytes, not zipped; `read_musicxml` gives the same sheet again."""
    score = Element("score-partwise", {"version": "4.0"})
    SubElement(SubElement(score, "work"), "work-title").text = printable(sheet.title)
    if sheet.composer:
        creator = SubElement(SubElement(score, "identification"), "creator", {"type": "composer"})
        creator.text = printable(sheet.composer)
    part = SubElement(SubElement(score, "part-list"), "score-part", {"id": "P1"})
    SubElement(part, "part-name", {"print-object": "no"}).text = "Chords"
    SubElement(score, "part", {"id": "P1"}).extend(_measures(sheet))
    return file_of(score)


def file_of(score: Element) -> bytes:
    """A score with what stands at the head of a file."""
    indent(score)
    text: str = tostring(score, encoding="unicode")
    return f"{_HEAD}{text}\n".encode()


def _measures(sheet: Sheet) -> Iterator[Element]:
    time = sheet.measures[0].time
    assert time is not None  # a sheet's first measure has one
    bracket_ends = dict(_bracket_ends(sheet.measures))
    for number, measure in enumerate(sheet.measures):
        time = measure.time or time
        is_pickup = bool(sheet.pickup) and number == 0
        attributes = {"number": "0", "implicit": "yes"} if is_pickup else {"number": str(number + (not sheet.pickup))}
        element = Element("measure", attributes)
        element.extend(_left_bar(measure))
        element.extend(_attributes(sheet, measure, first=number == 0))
        if number == 0:
            element.extend(_feel(sheet))
        element.extend(_signs_at_start(measure))
        element.extend(_beats(measure.chords, time, sheet.pickup if is_pickup else time.measure))
        element.extend(_signs_at_end(measure))
        following = sheet.measures[number + 1] if number + 1 < len(sheet.measures) else None
        element.extend(_right_bar(measure, following, bracket_ends.get(number)))
        yield element


def _bracket_ends(measures: Sequence[Measure]) -> Iterator[tuple[int, tuple[str, str]]]:
    """The measure in which each bracket ends, with its number and how: at a repeat sign, or open after one measure."""
    for start, measure in enumerate(measures):
        if not measure.ending:
            continue
        end, kind = start, "discontinue"
        for number in range(start, len(measures)):
            if number > start and measures[number].ending:
                break
            if measures[number].closes_repeat:
                end, kind = number, "stop"
                break
        yield end, (_numbers(measure), kind)


def _numbers(measure: Measure) -> str:
    return ", ".join(str(number) for number in measure.ending)


def _left_bar(measure: Measure) -> Iterator[Element]:
    if not measure.opens_repeat and not measure.ending:
        return
    bar = Element("barline", {"location": "left"})
    if measure.opens_repeat:
        SubElement(bar, "bar-style").text = "heavy-light"
    if measure.ending:
        SubElement(bar, "ending", {"number": _numbers(measure), "type": "start"})
    if measure.opens_repeat:
        SubElement(bar, "repeat", {"direction": "forward"})
    yield bar


def _right_bar(measure: Measure, following: Measure | None, bracket: tuple[str, str] | None) -> Iterator[Element]:
    is_double = following is not None and following.section == ""
    if following is not None and not (measure.closes_repeat or bracket or is_double):
        return
    bar = Element("barline", {"location": "right"})
    if is_double:
        SubElement(bar, "bar-style").text = "light-light"
    elif measure.closes_repeat or following is None:
        SubElement(bar, "bar-style").text = "light-heavy"
    if bracket:
        SubElement(bar, "ending", {"number": bracket[0], "type": bracket[1]})
    if measure.closes_repeat:
        times = {"times": str(measure.closes_repeat)} if measure.closes_repeat > 2 else {}
        SubElement(bar, "repeat", {"direction": "backward"} | times)
    yield bar


def _attributes(sheet: Sheet, measure: Measure, *, first: bool) -> Iterator[Element]:
    """Divisions are ticks."""
    if measure.time is None:
        return
    attributes = Element("attributes")
    signature = signature_of(sheet.key)
    if first:
        SubElement(attributes, "divisions").text = str(TICKS_PER_BEAT)
    if first and signature is not None:
        key = SubElement(attributes, "key")
        SubElement(key, "fifths").text = str(signature[0])
        SubElement(key, "mode").text = signature[1]
    time = SubElement(attributes, "time")
    SubElement(time, "beats").text = str(measure.time.beats)
    SubElement(time, "beat-type").text = str(measure.time.unit)
    if first:
        clef = SubElement(attributes, "clef")
        SubElement(clef, "sign").text = "G"
        SubElement(clef, "line").text = "2"
    yield attributes


def _feel(sheet: Sheet) -> Iterator[Element]:
    """Style and tempo over the first measure."""
    direction = Element("direction", {"placement": "above"})
    if sheet.style:
        words = SubElement(SubElement(direction, "direction-type"), "words", {"font-weight": "bold"})
        words.text = printable(sheet.style)
    if sheet.bpm is not None:
        mark = SubElement(SubElement(direction, "direction-type"), "metronome", {"parentheses": "yes"})
        SubElement(mark, "beat-unit").text = "quarter"
        SubElement(mark, "per-minute").text = f"{sheet.bpm:g}"
        SubElement(direction, "sound", {"tempo": f"{sheet.bpm:.10g}"})
    if len(direction):
        yield direction


def _signs_at_start(measure: Measure) -> Iterator[Element]:
    if measure.section:
        yield _direction(("rehearsal", printable(measure.section)), {})
    if measure.segno:
        yield _direction(("segno", None), {"segno": "segno"})
    if measure.coda:
        yield _direction(("coda", None), {"coda": "coda"})


def _signs_at_end(measure: Measure) -> Iterator[Element]:
    if measure.to_coda:
        yield _direction(("words", "To Coda"), {"tocoda": "coda"})
    if measure.fine:
        yield _direction(("words", "Fine"), {"fine": "yes"})
    if measure.jump is not None:
        yield _direction(("words", measure.jump), _sound_of(measure.jump))


def _sound_of(jump: Jump) -> dict[str, str]:
    return {"dacapo": "yes"} if jump.startswith("D.C.") else {"dalsegno": "segno"}


def _direction(mark: tuple[str, str | None], sound: dict[str, str]) -> Element:
    direction = Element("direction", {"placement": "above"})
    SubElement(SubElement(direction, "direction-type"), mark[0]).text = mark[1]
    if sound:
        SubElement(direction, "sound", sound)
    return direction


def _beats(chords: Sequence[WrittenChord], time: TimeSignature, length: Tick) -> Iterator[Element]:
    """Rests, one for each beat, and one for the whole measure where no chord needs more; chords stand before them."""
    whole_measure = length == time.measure and all(chord.at == 0 for chord in chords)
    step = length if whole_measure else time.beat
    for start in range(0, length, step):
        duration = min(step, length - start)
        yield from (_harmony(chord, start) for chord in chords if start <= chord.at < start + duration)
        yield _rest(duration, None if whole_measure or duration < step else _TYPES[time.unit])


def _harmony(written: WrittenChord, beat: int) -> Element:
    harmony = harmony_of(written.chord)
    if written.at != beat:
        SubElement(harmony, "offset").text = str(written.at - beat)
    return harmony


def _rest(duration: int, kind: str | None) -> Element:
    note = Element("note")
    SubElement(note, "rest", {} if kind else {"measure": "yes"})
    SubElement(note, "duration").text = str(duration)
    SubElement(note, "voice").text = "1"
    if kind:
        SubElement(note, "type").text = kind
    return note


def printable(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(letter for letter in text if letter.isprintable())
