"""Groove MIDI Dataset: drummers on an electronic kit, playing to a click, so the file's ticks are the beat grid.

Layout: `info.csv` (drummer, session, id, style, bpm, beat_type, time_signature, midi_filename, split ...) and the
files it names. Tick 0 is a downbeat. `styles` holds the words of the style column and "beat" (a long performance) or
"fill" (one or two bars whose position in the phrase is unknown).
"""

import csv
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import cast

from train.corpora.corpus import Corpus, Unusable
from train.corpora.midi import hits_of, read_midi
from train.corpora.piece import Piece, Split


@lru_cache(maxsize=4)
def _index(directory: Path) -> dict[str, dict[str, str]]:
    with open(directory / "info.csv", encoding="utf-8", newline="") as file:
        return {row["midi_filename"]: row for row in csv.DictReader(file)}


def items(directory: Path) -> list[str]:
    return list(_index(directory))


def pieces(directory: Path, item: str) -> Iterator[Piece]:
    row = _index(directory)[item]
    if not (directory / item).exists():
        raise Unusable("missing file")
    drums = hits_of(*read_midi(directory / item).tracks)
    if not drums:
        raise Unusable("no drums")
    yield Piece(
        set="groove",
        name=row["id"],
        performer=row["drummer"],
        licence=CORPUS.licence,
        source=item,
        bpm=float(row["bpm"]),
        meter=row["time_signature"].replace("-", "/"),
        split=cast(Split, row["split"]) if row["split"] in ("train", "validation", "test") else None,
        styles=(*row["style"].split("/"), row["beat_type"]),
        drums=drums,
    )


CORPUS = Corpus(
    name="groove",
    title="Groove MIDI Dataset",
    licence="CC BY 4.0",
    home="Google Magenta, magenta.tensorflow.org/datasets/groove",
    items=items,
    pieces=pieces,
    tunes=False,
)


def read(directory: Path) -> Iterator[Piece]:
    """The long performances in 4/4 and 3/4: no fills, no odd meters."""
    return (p for p in CORPUS.read(directory) if "fill" not in p.styles and p.meter in ("4/4", "3/4"))
