"""Renderings by MMA (Musical MIDI Accompaniment): drums, comping and bass over a chart, exactly on its grid.

Layout: `index.csv` (file, wjd_chart, grooves ...), `midi/<file>.mid`, `mma/<file>.mma` (the source, with one chord
line a bar). The comping is every track that MMA calls Chord, Arpeggio or Scale on a keyboard program; guitars,
strings and choirs are left out. The set swings by a fixed 2:1: whoever wants real swing warps it
(`jamd.music.time.swing`).
"""

import csv
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from jamd.music.time.notes import TICKS_PER_BEAT
from train.corpora.corpus import Corpus, Unusable
from train.corpora.midi import hits_of, notes_of, read_midi
from train.corpora.piece import ChordMark, Piece, bar_ticks

COMPING = ("Chord", "Arpeggio", "Scale", "Aria")
BASS = ("Walk", "Bass")
KEYBOARDS = range(8)
BASSES = range(32, 40)  # MMA's Bass tracks also hold guitar riffs

_BAR = re.compile(r"^(\d+)\s+(.+)$")
_ROOT = re.compile(r"^[A-G][#b]?|(?<=/)[A-G][#b]?")
_METER = re.compile(r"^TimeSig\s+(\d+)\s+(\d+)", re.MULTILINE)


@lru_cache(maxsize=4)
def _index(directory: Path) -> dict[str, dict[str, str]]:
    with open(directory / "index.csv", encoding="utf-8", newline="") as file:
        return {f"midi/{row['file']}.mid": row for row in csv.DictReader(file) if row["ok"] == "True"}


def items(directory: Path) -> list[str]:
    return sorted(_index(directory))


def pieces(directory: Path, item: str) -> Iterator[Piece]:
    row = _index(directory)[item]
    midi = read_midi(directory / item)
    named = [(track.name.split("-")[0], track) for track in midi.tracks]
    drums = hits_of(*(track for _, track in named if track.is_drum))
    piano = notes_of(*(track for name, track in named if name in COMPING and track.program in KEYBOARDS))
    if not drums and not piano:
        raise Unusable("no drums and no keyboard")
    source = directory / "mma" / f"{row['file']}.mma"
    written = source.read_text(encoding="utf-8", errors="replace") if source.exists() else ""
    meter = "/".join(found.groups()) if (found := _METER.search(written)) else midi.meter()
    yield Piece(
        set="mma",
        name=row["file"],
        performer=row["groove_lib"],  # the same patterns must not stand on both sides of a split
        tune=row["wjd_chart"],
        licence=CORPUS.licence,
        source=item,
        bpm=midi.bpm(),
        meter=meter,
        styles=tuple(dict.fromkeys(row["grooves"].split("+"))),
        beats=midi.beats(),
        drums=drums,
        piano=piano,
        bass=notes_of(*(track for name, track in named if name in BASS and track.program in BASSES)),
        chords=_chords(written, bar_ticks(meter), int(row["transpose"])),
    )


def _chords(written: str, bar: int, transpose: int) -> tuple[ChordMark, ...]:
    """Chords of the numbered lines, one symbol a beat; '/' holds. Bars come in order, the number is a comment."""
    marks: list[ChordMark] = []
    lines = [found.group(2).split() for line in written.splitlines() if (found := _BAR.match(line.strip()))]
    for i, symbols in enumerate(lines):
        for beat, symbol in enumerate(symbols):
            if symbol != "/":
                sounding = "N" if symbol.lower() == "z" else _ROOT.sub(lambda root: _moved(root[0], transpose), symbol)
                marks.append(ChordMark(i * bar + beat * TICKS_PER_BEAT, sounding))
    return tuple(marks)


def _moved(root: str, semitones: int) -> str:
    """The sources are written before MMA transposes them."""
    pitch = "C D EF G A B".index(root[0]) + root.count("#") - root.count("b")
    return ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")[(pitch + semitones) % 12]


CORPUS = Corpus(
    name="mma",
    title="MMA renderings",
    licence="program output; MMA's library is GPL 2, the changes are from the Weimar Jazz Database (ODbL 1.0)",
    home="rendered with the program MMA, mellowood.ca/mma",
    items=items,
    pieces=pieces,
)
read = CORPUS.read
