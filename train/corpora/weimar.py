"""Weimar Jazz Database: transcribed solos, as performed. Read from the published database `wjazzd.db` (see
`weimar_database`) or from MIDI files.

MIDI layout: `index.csv` (name, ts, bpm ...) and `midi/<name>.mid`: a tempo event for every beat, so the file's ticks
are the beat grid; track `solo`, track `bass ...` (one estimated pitch a beat), chords as markers. Names are
Performer_Tune, with -1, -2 for several solos in one tune. Tick 0 is a downbeat. Free pieces have meter 1/4 or 9/4 in
the index, that is none, and are refused; so are solos whose chords mostly change off the bar's strong beats, for a
bar line was lost there.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from jamd.music.time.notes import TICKS_PER_BEAT
from train.corpora.corpus import Corpus, Unusable
from train.corpora.midi import MidiFile, notes_of, read_midi
from train.corpora.piece import ChordMark, Piece, bar_ticks
from train.corpora.weimar_database import FILE, read_solo, solos

_SEVERAL = re.compile(r"-\d+$")


@lru_cache(maxsize=4)
def _index(directory: Path) -> dict[str, dict[str, str]]:
    with open(directory / "index.csv", encoding="utf-8", newline="") as file:
        return {f"midi/{row['name']}.mid": row for row in csv.DictReader(file)}


def items(directory: Path) -> list[str]:
    return solos(directory) if (directory / FILE).exists() else list(_index(directory))


def pieces(directory: Path, item: str) -> Iterator[Piece]:
    if item.startswith(FILE):
        yield read_solo(directory, item, CORPUS.licence)
        return
    row = _index(directory)[item]
    if row["ts"] in ("1/4", "9/4"):
        raise Unusable("no steady meter", row["ts"])
    if not (directory / item).exists():
        raise Unusable("missing file")
    midi = read_midi(directory / item)
    line = notes_of(*(track for track in midi.tracks if track.name == "solo"))
    if not line:
        raise Unusable("no solo")
    chords = _chords(midi)
    _require_bar_lines(chords, bar_ticks(row["ts"]))
    performer, _, tune = row["name"].partition("_")
    yield Piece(
        set="weimar",
        name=row["name"],
        performer=performer,
        tune=_SEVERAL.sub("", tune),
        licence=CORPUS.licence,
        source=item,
        bpm=float(row["bpm"]),
        meter=row["ts"],
        styles=("jazz",),
        beats=midi.beats(),
        bass=notes_of(*(track for track in midi.tracks if track.name.startswith("bass"))),
        line=line,
        chords=chords,
    )


def _chords(midi: MidiFile) -> tuple[ChordMark, ...]:
    marks = {tick: "N" if text == "NC" else text for tick, text in midi.markers if not text.startswith("form ")}
    return tuple(ChordMark(tick, symbol) for tick, symbol in sorted(marks.items()))


def _require_bar_lines(chords: tuple[ChordMark, ...], bar: int) -> None:
    beats = Counter(mark.tick % bar // TICKS_PER_BEAT for mark in chords[1:])
    if beats and beats.most_common(1)[0][0] % 2 == 1:
        raise Unusable("bar lines and chords disagree", f"most chords change on beat {beats.most_common(1)[0][0] + 1}")


CORPUS = Corpus(
    name="weimar",
    title="Weimar Jazz Database",
    licence="ODbL 1.0",
    home="The Jazzomat Research Project, Liszt School of Music Weimar, jazzomat.hfm-weimar.de",
    items=items,
    pieces=pieces,
)


def read(directory: Path) -> Iterator[Piece]:
    """The solos in 4/4 and 3/4."""
    return (p for p in CORPUS.read(directory) if p.meter in ("4/4", "3/4"))
