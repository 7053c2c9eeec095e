"""Any folder of MIDI files. General MIDI programs tell the roles; performers are unknown, so each file is its own.

Subfolders are read too. Files in one folder are takes of the same tune if their names differ only in a number at the
end, after a space, '_' or '-' ("So What - 2.mid").
"""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from train.corpora.corpus import Corpus, Unusable, paths_below
from train.corpora.midi import MidiFile, Track, hits_of, notes_of, read_midi
from train.corpora.piece import Piece

PIANO = range(8)
BASS = range(32, 40)
LINE = range(56, 80)  # brass, reeds, pipes

_TAKE = re.compile(r"[ _-]+\(?\d+\)?$")


def items(directory: Path) -> list[str]:
    return paths_below(directory, "*.mid", "*.midi", "*.MID", "*.MIDI")


def pieces(directory: Path, item: str) -> Iterator[Piece]:
    yield piece_of(read_midi(directory / item), set="midi", item=item, licence=CORPUS.licence)


def piece_of(midi: MidiFile, *, set: str, item: str, licence: str, performer: str = "", tune: str = "") -> Piece:
    """A piece from a General MIDI file, roles by program."""
    drums = hits_of(*(track for track in midi.tracks if track.is_drum))
    piano, bass, line = (notes_of(*_playing(midi, programs)) for programs in (PIANO, BASS, LINE))
    if not (drums or piano or bass or line):
        raise Unusable("no drums, piano, bass or winds")
    name = str(PurePosixPath(item).with_suffix(""))
    return Piece(
        set=set,
        name=name,
        performer=performer or name,
        tune=tune or _TAKE.sub("", PurePosixPath(name).name),
        licence=licence,
        source=item,
        bpm=midi.bpm(),
        meter=midi.meter(),
        beats=midi.beats(),
        drums=drums,
        piano=piano,
        bass=bass,
        line=line,
    )


def _playing(midi: MidiFile, programs: range) -> list[Track]:
    return [track for track in midi.tracks if not track.is_drum and track.program in programs]


CORPUS = Corpus(
    name="midi",
    title="A folder of MIDI files",
    licence="as the folder's owner says",
    home="your own disk",
    items=items,
    pieces=pieces,
    on_grid=False,
)
read = CORPUS.read
