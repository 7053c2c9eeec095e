"""Pieces from any folder of MIDI files, to judge on; markers that are chord symbols become chords."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from jamd.errors import ChartError, FileError
from jamd.music.harmony.chords import parse_chord
from jamd.music.time.notes import BandPart
from train.corpora import midi_folder
from train.corpora.corpus import Unusable
from train.corpora.midi import read_midi
from train.corpora.piece import ChordMark, Piece, line_of


def pieces_of(folder: Path, part: BandPart) -> list[Piece]:
    """The files in 4/4 in which the part plays. FileError where there are none."""
    found = [piece for piece in _pieces(folder) if (piece.drums if part == "drums" else line_of(piece))]
    if not found:
        raise FileError(f"{folder}: no MIDI file with {'drums' if part == 'drums' else 'piano or a line'} in 4/4")
    return found


def _pieces(folder: Path) -> Iterator[Piece]:
    if not folder.is_dir():
        raise FileError(f"{folder}: there is no such folder")
    for item in midi_folder.items(folder):
        try:
            midi = read_midi(folder / item)
            piece = midi_folder.piece_of(midi, set="midi", item=item, licence="as the folder's owner says")
        except Unusable:
            continue
        if piece.meter == "4/4" and piece.bar_count >= 4:
            yield msgspec.structs.replace(piece, chords=tuple(_chord_marks(midi.markers)))


def _chord_marks(markers: Iterable[tuple[int, str]]) -> Iterator[ChordMark]:
    for tick, text in markers:
        try:
            parse_chord(text)
        except ChartError:
            continue
        yield ChordMark(tick, text)
