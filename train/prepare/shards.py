"""Prepared data on disk: shards of plain arrays, and the way back to pieces.

A shard is an .npz of P pieces of one set and one side of the `piece` split; nothing in it is pickled:

    name, performer, tune, source, meter, licence, group    (P,) text
    styles                              (P,) text, words separated by "|"
    performer_split, publisher_split    (P,) text: train, validation, test, or ""
    bpm                                 (P,) float64
    drums   (hits, 4) int32             piece, tick, voice, velocity
    piano, bass, line   (notes, 5) int32   piece, start, end, pitch, velocity
    onsets  (onsets, 3) int32           piece, tick, instrument (0 piano, 1 bass, 2 drums)
    chords  (chords, 2) int32           piece, tick;  chord_symbol (chords,) text
    beats   (beats, 2) float64          piece, second

`piece` is a row of the first arrays; rows are in order.
Ticks are 960 to the quarter, voices those of `jamd.music.drum_kit`.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, cast, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from jamd.errors import FileError
from jamd.music.time.notes import Note, Tick
from train.corpora.piece import ChordMark, Hit, Instrument, Onset, Piece, Split

INSTRUMENTS: tuple[Instrument, ...] = get_args(Instrument)
SplitBy = Literal["piece", "performer"]

NOTE_ROLES = ("piano", "bass", "line")
TEXTS = ("name", "performer", "tune", "source", "meter", "licence")


class Placed(msgspec.Struct, frozen=True):
    """A piece with its side of the performer split and its group of near-duplicates."""

    piece: Piece
    performer_split: Split
    group: str  # first member of its near-duplicates


def save(path: Path, pieces: Sequence[Placed]) -> None:
    """Writes one shard."""
    plain = [placed.piece for placed in pieces]
    arrays: dict[str, NDArray[Any]] = {
        field: np.array([getattr(p, field) for p in plain], dtype=np.str_) for field in TEXTS
    }
    arrays["group"] = np.array([placed.group for placed in pieces], dtype=np.str_)
    arrays["styles"] = np.array(["|".join(p.styles) for p in plain], dtype=np.str_)
    arrays["performer_split"] = np.array([placed.performer_split for placed in pieces], dtype=np.str_)
    arrays["publisher_split"] = np.array([p.split or "" for p in plain], dtype=np.str_)
    arrays["bpm"] = np.array([p.bpm for p in plain], dtype=np.float64)
    arrays["drums"] = _rows([(i, h.tick, h.voice, h.velocity) for i, p in enumerate(plain) for h in p.drums], 4)
    for role in NOTE_ROLES:
        notes = [(i, n.start, n.end, n.pitch, n.velocity) for i, p in enumerate(plain) for n in getattr(p, role)]
        arrays[role] = _rows(notes, 5)
    onsets = [(i, o.tick, INSTRUMENTS.index(o.instrument)) for i, p in enumerate(plain) for o in p.onsets]
    arrays["onsets"] = _rows(onsets, 3)
    arrays["chords"] = _rows([(i, c.tick) for i, p in enumerate(plain) for c in p.chords], 2)
    arrays["chord_symbol"] = np.array([c.symbol for p in plain for c in p.chords], dtype=np.str_)
    beats = [(i, second) for i, p in enumerate(plain) for second in p.beats]
    arrays["beats"] = np.array(beats, dtype=np.float64).reshape(-1, 2)
    with open(path, "wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


def _rows(rows: Sequence[tuple[int, ...]], width: int) -> NDArray[np.int32]:
    return np.array(rows, dtype=np.int32).reshape(-1, width)


def load(path: Path) -> Iterator[Placed]:
    """The pieces of one shard, equal to those that were saved."""
    set_name = path.parent.name
    with np.load(path, allow_pickle=False) as file:
        arrays = {field: file[field] for field in file.files}
    count = len(arrays["name"])
    roles = {role: _by_piece(arrays[role], count) for role in ("drums", *NOTE_ROLES, "onsets", "chords", "beats")}
    symbols = np.split(arrays["chord_symbol"], np.searchsorted(arrays["chords"][:, 0], np.arange(1, count)))
    for i in range(count):
        marks = zip(roles["chords"][i], symbols[i].tolist(), strict=True)
        piece = Piece(
            set=set_name,
            name=str(arrays["name"][i]),
            performer=str(arrays["performer"][i]),
            tune=str(arrays["tune"][i]),
            source=str(arrays["source"][i]),
            meter=str(arrays["meter"][i]),
            licence=str(arrays["licence"][i]),
            bpm=float(arrays["bpm"][i]),
            split=cast(Split, str(arrays["publisher_split"][i])) if arrays["publisher_split"][i] else None,
            styles=tuple(str(arrays["styles"][i]).split("|")) if arrays["styles"][i] else (),
            beats=tuple(second for (second,) in roles["beats"][i]),
            drums=tuple(Hit(*row) for row in roles["drums"][i]),
            piano=_notes(roles["piano"][i]),
            bass=_notes(roles["bass"][i]),
            line=_notes(roles["line"][i]),
            onsets=tuple(Onset(tick, INSTRUMENTS[k]) for tick, k in roles["onsets"][i]),
            chords=tuple(ChordMark(tick, symbol) for (tick,), symbol in marks),
        )
        yield Placed(piece, cast(Split, str(arrays["performer_split"][i])), str(arrays["group"][i]))


def _notes(rows: list[list[int]]) -> tuple[Note, ...]:
    return tuple(Note(Tick(start), pitch, Tick(end), velocity) for start, end, pitch, velocity in rows)


def _by_piece(rows: NDArray[Any], count: int) -> list[list[list[Any]]]:
    """Rows behind their first column, distributed to the pieces that it names."""
    return [part[:, 1:].tolist() for part in np.split(rows, np.searchsorted(rows[:, 0], np.arange(1, count)))]


def read_prepared(directory: Path, set: str, split: Split, by: SplitBy = "piece") -> Iterator[Piece]:
    """The pieces of a set on one side of a split, `by` piece or performer, from a folder that `train.prepare` wrote."""
    for path in _shards(directory, set, split if by == "piece" else "*"):
        yield from (placed.piece for placed in load(path) if by == "piece" or placed.performer_split == split)


def read_sides(directory: Path, set: str, by: SplitBy = "piece") -> Iterator[tuple[Split, Piece]]:
    """Every piece of a set with its side of the split; none where the set was not prepared."""
    for path in _shards(directory, set, "*"):
        side = cast(Split, path.name.partition("-")[0])
        for placed in load(path):
            yield side if by == "piece" else placed.performer_split, placed.piece


def _shards(directory: Path, set: str, side: str) -> list[Path]:
    if not (directory / "manifest.json").exists():
        raise FileError(f"{directory} holds no manifest.json: run `python -m train.prepare` first")
    return sorted((directory / set).glob(f"{side}-*.npz"))
