"""OpenEWLD: public-domain lead sheets, melody and chords.

Layout: `dataset/<composers>/<title>/<title>.mxl` (zipped MusicXML, one part). `index.csv` (path, title, date, ts,
genre, styles), made from the set's own database, is read if it is there. A pickup lies before tick 0. Repeats are not
played out: the sheet is the piece.
"""

import csv
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

from jamd.errors import ChartError
from jamd.music.charts.musicxml.harmony import chord_of
from jamd.music.charts.musicxml.score import read_score
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from train.corpora.corpus import Corpus, Unusable, paths_below
from train.corpora.piece import ChordMark, Piece, bar_ticks

STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


@lru_cache(maxsize=4)
def _index(directory: Path) -> dict[str, dict[str, str]]:
    if not (directory / "index.csv").exists():
        return {}
    with open(directory / "index.csv", encoding="utf-8", newline="") as file:
        return {row["path"]: row for row in csv.DictReader(file)}


def items(directory: Path) -> list[str]:
    return paths_below(directory, "*.mxl", "*.musicxml")


def pieces(directory: Path, item: str) -> Iterator[Piece]:
    row = _index(directory).get(item, {})
    part = _score(directory / item).find("part")
    if part is None:
        raise Unusable("no part")
    sheet = _Sheet()
    for number, measure in enumerate(part.findall("measure")):
        sheet.add(measure, first=number == 0)
    if not sheet.line:
        raise Unusable("no melody")
    folder = Path(item)
    yield Piece(
        set="openewld",
        name=folder.parent.as_posix().removeprefix("dataset/"),
        performer=folder.parent.parent.name,  # the composers
        tune=row.get("title") or folder.stem.replace("_", " "),
        licence=CORPUS.licence,
        source=item,
        bpm=sheet.bpm,
        meter=sheet.meter,
        styles=tuple(
            word.lower() for word in (row.get("genre", ""), *row.get("styles", "").split(",")) if word.strip()
        ),
        line=tuple(sorted(sheet.line)),
        chords=tuple(sheet.chords),
    )


def _score(path: Path) -> ElementTree.Element:
    try:
        return read_score(path.read_bytes())
    except ChartError as fault:
        raise Unusable("not a readable score", str(fault)) from fault


class _Sheet:
    """Reads one measure after the other."""

    def __init__(self) -> None:
        self.meter = "4/4"
        self.bpm = 120.0
        self.line: list[Note] = []
        self.chords: list[ChordMark] = []
        self._divisions = 1
        self._at = 0  # the bar line

    def add(self, measure: ElementTree.Element, first: bool) -> None:
        self._attributes(measure, first)
        bar = bar_ticks(self.meter)
        length = sum(self._ticks(note) for note in measure.findall("note") if note.find("chord") is None)
        if first and 0 < length < bar:
            self._at = -length
        place = self._at
        for element in measure:
            if element.tag == "harmony":
                self.chords.append(ChordMark(place, _symbol(element)))
            elif element.tag == "note":
                place = self._note(element, place)
            elif element.tag in ("backup", "forward"):
                place += self._ticks(element) * (1 if element.tag == "forward" else -1)
        self._at = self._at + length if first and 0 < length < bar else self._at + bar

    def _attributes(self, measure: ElementTree.Element, first: bool) -> None:
        self._divisions = int(measure.findtext("attributes/divisions") or self._divisions)
        beats, unit = measure.findtext("attributes/time/beats"), measure.findtext("attributes/time/beat-type")
        if beats and unit:
            meter = f"{beats}/{unit}"
            if not first and meter != self.meter:
                raise Unusable("meter changes", f"{self.meter}, {meter}")
            self.meter = meter
        sound = measure.find(".//sound[@tempo]")
        if first and sound is not None:
            self.bpm = float(sound.get("tempo") or 0) or self.bpm

    def _ticks(self, element: ElementTree.Element) -> int:
        return round(int(element.findtext("duration") or 0) * TICKS_PER_BEAT / self._divisions)

    def _note(self, note: ElementTree.Element, place: int) -> int:
        """Adds a note, or lengthens the one that it is tied to; gives the place behind it."""
        length, step = self._ticks(note), note.findtext("pitch/step")
        start = self.line[-1].start if note.find("chord") is not None and self.line else place
        if step and length:
            pitch = (
                12 * (int(note.findtext("pitch/octave") or 4) + 1)
                + STEPS[step]
                + int(float(note.findtext("pitch/alter") or 0))
            )
            tied = any(tie.get("type") == "stop" for tie in note.findall("tie"))
            last = self.line[-1] if self.line else None
            if tied and last is not None and last.pitch == pitch and last.end == place:
                self.line[-1] = Note(last.start, pitch, Tick(place + length), last.velocity)
            else:
                self.line.append(Note(Tick(start), pitch, Tick(start + length), 80))
        return place if note.find("chord") is not None else place + length


def _symbol(harmony: ElementTree.Element) -> str:
    chord = chord_of(harmony)
    return "N" if chord is None or chord.quality == "nc" else chord.symbol


CORPUS = Corpus(
    name="openewld",
    title="OpenEWLD",
    licence="MIT",
    home="OpenEWLD, Federico Simonetta, DOI 10.5281/zenodo.4332855",
    items=items,
    pieces=pieces,
)
read = CORPUS.read
