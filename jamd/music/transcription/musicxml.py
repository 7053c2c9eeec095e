"""A transcription as MusicXML 4.0: one staff or two, chord symbols above, swing in words."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element, SubElement

import msgspec

from jamd.music.charts.musicxml.harmony import harmony_of
from jamd.music.charts.musicxml.key_signature import signature_of
from jamd.music.charts.musicxml.writing import file_of, printable
from jamd.music.harmony.chords import Chord
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Note, Tick
from jamd.music.transcription.hands import hands
from jamd.music.transcription.note_names import note_name
from jamd.music.transcription.rhythm import UNITS, Line, offbeat_of, write_rhythm
from jamd.music.transcription.values import VALUES, Written, fill_bar, triplets

_SWINGS: Final = 0.55


class Transcription(NamedTuple):
    """What is written down. Ticks from the first bar line on."""

    title: str
    part: str  # whose notes they are
    notes: Sequence[Note]
    chords: Sequence[tuple[Tick, Chord]]
    sections: Sequence[tuple[Tick, str]]
    bars: Sequence[tuple[Tick, Meter]]  # every bar line
    key: str
    bpm: float
    is_bass: bool = False  # one staff, which sounds an octave below what is written


def write_transcription(music: Transcription) -> bytes:
    """The file's bytes, not zipped."""
    score = Element("score-partwise", {"version": "4.0"})
    SubElement(SubElement(score, "work"), "work-title").text = printable(music.title)
    part = SubElement(SubElement(score, "part-list"), "score-part", {"id": "P1"})
    SubElement(part, "part-name").text = printable(music.part)
    SubElement(score, "part", {"id": "P1"}).extend(_Writer(music).measures())
    return file_of(score)


class _Writer:
    def __init__(self, music: Transcription) -> None:
        self._music = music
        self._offbeat = offbeat_of(music.notes)
        self._signs, self._mode = signature_of(music.key) or (0, "major")
        staves = [_an_octave_up(music.notes)] if music.is_bass else hands(music.notes, music.bpm)
        self._staves = [write_rhythm(notes, self._offbeat, music.bpm) for notes in staves]

    def measures(self) -> Iterator[Element]:
        before: Meter | None = None
        for number, (line, meter) in enumerate(self._music.bars, 1):
            measure = Element("measure", {"number": str(number)})
            measure.extend(self._attributes(meter, before))
            if number == 1:
                measure.append(self._feel())
            measure.extend(self._signs_of(line, Tick(line + meter.bar)))
            for staff, written in enumerate(self._staves, 1):
                if staff > 1:
                    SubElement(SubElement(measure, "backup"), "duration").text = str(meter.beats * UNITS)
                measure.extend(self._staff(written, line, meter, staff))
            before = meter
            yield measure

    def _attributes(self, meter: Meter, before: Meter | None) -> Iterator[Element]:
        if meter == before:
            return
        attributes = Element("attributes")
        if before is None:
            SubElement(attributes, "divisions").text = str(UNITS)
            key = SubElement(attributes, "key")
            SubElement(key, "fifths").text = str(self._signs)
            SubElement(key, "mode").text = self._mode
        time = SubElement(attributes, "time")
        SubElement(time, "beats").text = str(meter.beats)
        SubElement(time, "beat-type").text = "4"
        if before is None:
            SubElement(attributes, "staves").text = str(len(self._staves))
            for number, (sign, line) in enumerate(self._clefs(), 1):
                clef = SubElement(attributes, "clef", {"number": str(number)})
                SubElement(clef, "sign").text = sign
                SubElement(clef, "line").text = line
            if self._music.is_bass:
                transpose = SubElement(attributes, "transpose")
                SubElement(transpose, "chromatic").text = "0"
                SubElement(transpose, "octave-change").text = "-1"
        yield attributes

    def _clefs(self) -> list[tuple[str, str]]:
        """Sign and line of each staff's."""
        return [("F", "4")] if self._music.is_bass else [("G", "2"), ("F", "4")][: len(self._staves)]

    def _feel(self) -> Element:
        direction = Element("direction", {"placement": "above"})
        words = "Swing" if self._offbeat >= _SWINGS else "Even eighths"
        SubElement(SubElement(direction, "direction-type"), "words", {"font-weight": "bold"}).text = words
        mark = SubElement(SubElement(direction, "direction-type"), "metronome", {"parentheses": "yes"})
        SubElement(mark, "beat-unit").text = "quarter"
        SubElement(mark, "per-minute").text = f"{self._music.bpm:.0f}"
        SubElement(direction, "sound", {"tempo": f"{self._music.bpm:.10g}"})
        return direction

    def _signs_of(self, line: Tick, end: Tick) -> Iterator[Element]:
        """Sections and chords of a bar."""
        for tick, name in self._music.sections:
            if line <= tick < end:
                direction = Element("direction", {"placement": "above"})
                SubElement(SubElement(direction, "direction-type"), "rehearsal").text = printable(name)
                yield direction
        for tick, chord in self._music.chords:
            if line <= tick < end:
                harmony = harmony_of(chord)
                if tick > line:
                    SubElement(harmony, "offset").text = str((tick - line) * UNITS // TICKS_PER_BEAT)
                yield harmony

    def _staff(self, written: Line, line: Tick, meter: Meter, staff: int) -> Iterator[Element]:
        bar = fill_bar(written, line * UNITS // TICKS_PER_BEAT, meter.beats)
        brackets = triplets(bar)
        for number, each in enumerate(bar):
            chord = self._chord_at(Tick(line + each.at * TICKS_PER_BEAT // UNITS))
            for pitch in each.crushed:
                yield _crushed(note_name(pitch, chord, self._signs), staff)
            for place, key in enumerate(each.pitches or (None,)):
                bracket = brackets.get(number) if place == 0 else None
                yield self._note(each, key, chord, staff, bracket, is_first=place == 0, fills=len(bar) == 1)

    def _chord_at(self, tick: Tick) -> Chord | None:
        known = [chord for since, chord in self._music.chords if since <= tick]
        return known[-1] if known else None

    def _note(
        self, each: Written, pitch: int | None, chord: Chord | None, staff: int, bracket: str | None,
        *, is_first: bool, fills: bool,
    ) -> Element:  # fmt: skip
        note = Element("note")
        if pitch is None:
            SubElement(note, "rest", {"measure": "yes"} if fills else {})
        else:
            if not is_first:
                SubElement(note, "chord")
            _add_pitch(note, *note_name(pitch, chord, self._signs))
        SubElement(note, "duration").text = str(each.units)
        ties = [kind for kind, tied in (("stop", each.is_tied_back), ("start", each.is_tied_on)) if tied]
        for kind in ties:
            SubElement(note, "tie", {"type": kind})
        SubElement(note, "voice").text = str(4 * staff - 3)
        if not (fills and pitch is None):
            _add_value(note, each.units)
        SubElement(note, "staff").text = str(staff)
        if ties or bracket:
            notations = SubElement(note, "notations")
            for kind in ties:
                SubElement(notations, "tied", {"type": kind})
            if bracket:
                SubElement(notations, "tuplet", {"type": bracket})
        return note


def _an_octave_up(notes: Sequence[Note]) -> list[Note]:
    return [msgspec.structs.replace(note, pitch=note.pitch + 12) for note in notes]


def _crushed(name: tuple[str, int, int], staff: int) -> Element:
    note = Element("note")
    SubElement(note, "grace", {"slash": "yes"})
    _add_pitch(note, *name)
    SubElement(note, "voice").text = str(4 * staff - 3)
    SubElement(note, "type").text = "eighth"
    SubElement(note, "staff").text = str(staff)
    return note


def _add_pitch(note: Element, letter: str, alter: int, octave: int) -> None:
    pitch = SubElement(note, "pitch")
    SubElement(pitch, "step").text = letter
    if alter:
        SubElement(pitch, "alter").text = str(alter)
    SubElement(pitch, "octave").text = str(octave)


def _add_value(note: Element, units: int) -> None:
    name, dots, is_triplet = VALUES[units]
    SubElement(note, "type").text = name
    for _ in range(dots):
        SubElement(note, "dot")
    if is_triplet:
        modification = SubElement(note, "time-modification")
        SubElement(modification, "actual-notes").text = "3"
        SubElement(modification, "normal-notes").text = "2"
