"""What a part is judged on: pieces that are held out, pieces to learn from, and the keyboardists who play along.

- drums: jazz in 4/4 of the Groove MIDI Dataset, its publisher's validation side held out. It is small (3 takes), so
  what needs no held-out music (structure, density, spread: there the player starts from nothing) is compared with
  every jazz take (`reference`).
- piano: the Weimar solos of one performer in eight, the rule by which the shipped networks were trained.
- `folds`: five parts by piece, each judged after learning from the other four; a network cannot be retrained here, so
  this split is for baselines and rules, and a network's figures on it are marked.
- A folder of MIDI files: folds over its files, or, with --data, all of it held out.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np

from jamd.errors import ChartError, FileError
from jamd.music.chords import parse_chord
from jamd.music.notes import BandPart
from train.corpora import groove, midifolder, mma, trio, weimar
from train.corpora.corpus import Unusable
from train.corpora.midi import read_midi
from train.corpora.piece import ChordMark, Piece

SplitName = Literal["validation", "folds"]
FOLDS = 5
ENOUGH = 32  # bars, of a take that shows structure
ONE_IN = 8  # performers of Weimar that are held out; `train.network_piano` has the same


class Ground(msgspec.Struct, frozen=True):
    """One held-out side and what may be known before it is met."""

    says: str
    held_out: tuple[Piece, ...]
    training: tuple[Piece, ...]
    reference: tuple[Piece, ...]  # real takes to compare free playing with
    trios: tuple[Piece, ...] = ()  # real piano, bass and drum onsets
    solos: tuple[Piece, ...] = ()  # lines for a keyboardist to play
    comping: tuple[Piece, ...] = ()  # chords behind a soloist: program renderings
    seed: int = 1


def grounds(part: BandPart, split: SplitName, data: Path | None, folder: Path | None, most: int) -> list[Ground]:
    """One ground, or one for each fold; `most` held-out pieces. FileError where there is nothing to judge on."""
    if data is None and folder is None:
        raise FileError("nothing to judge on: name the sets' folder with --data or a folder with --midi-dir")
    found = _grounds(part, split, data, folder, most)
    if part == "drums" or data is None:
        return found
    comping = tuple(_comping(data))
    return [msgspec.structs.replace(ground, comping=comping) for ground in found]


def _grounds(part: BandPart, split: SplitName, data: Path | None, folder: Path | None, most: int) -> list[Ground]:
    known = _pieces(part, data) if data is not None else []
    trios = tuple(_trios(data)) if data is not None else ()
    solos = tuple(_chosen((p for p in _solos(data) if held_out_soloist(p)), 64)) if data is not None else ()
    if folder is not None:
        own = [piece for piece in _folder(folder) if _plays(piece, part)]
        if not own:
            raise FileError(f"{folder}: no MIDI file with {'drums' if part == 'drums' else 'piano or a line'} in 4/4")
        solos = solos or tuple(_chosen((p for p in own if p.line or p.piano), 64))
        if not known:
            return _folds(own, trios, solos, f"{FOLDS} folds by piece of {folder.name}")
        own = _chosen(own, most)
        return [Ground(f"all of {folder.name}", tuple(own), tuple(known), tuple(own), trios, solos)]
    if split == "folds":
        where = "Groove jazz in 4/4" if part == "drums" else "Weimar solos in 4/4"
        return _folds(known, trios, solos, f"{FOLDS} folds by piece of {where}")
    held = [piece for piece in known if is_held_out(piece, part)]
    training = tuple(piece for piece in known if not is_held_out(piece, part))
    if part == "drums":
        reference = tuple(piece for piece in known if piece.bar_count >= ENOUGH)
        says = "Groove's validation side, jazz in 4/4; free playing against all its jazz takes of 32 bars and more"
        return [Ground(says, tuple(_chosen(held, most)), training, reference, trios, solos)]
    held = _chosen([piece for piece in held if piece.bar_count >= 16], most)
    return [Ground("Weimar solos in 4/4 of held-out performers", tuple(held), training, tuple(held), trios, solos)]


def is_held_out(piece: Piece, part: BandPart) -> bool:
    """Whether the shipped networks have never heard a piece."""
    return piece.split != "train" if part == "drums" else held_out_soloist(piece)


def held_out_soloist(piece: Piece) -> bool:
    return zlib.crc32(piece.performer.encode()) % ONE_IN == 0


def line_of(piece: Piece) -> tuple:  # type: ignore[type-arg]
    """The melody of a piece: its line, or where there is none its piano."""
    return piece.line or piece.piano


def _pieces(part: BandPart, data: Path) -> list[Piece]:
    found = _drums(data) if part == "drums" else _solos(data)
    pieces = [piece for piece in found if piece.meter == "4/4" and piece.bar_count >= 4]
    if not pieces:
        raise FileError(f"{data}: nothing to judge the {part} on")
    return pieces


def _drums(data: Path) -> Iterator[Piece]:
    _demand(data / "groove" / "info.csv")
    return (piece for piece in groove.read(data / "groove") if "jazz" in piece.styles)


def _solos(data: Path) -> Iterator[Piece]:
    _demand(data / "weimar_jazz" / "index.csv")
    return (piece for piece in weimar.read(data / "weimar_jazz") if piece.meter == "4/4")


def _trios(data: Path) -> list[Piece]:
    if not (data / "jazz_trio_onsets" / trio.FILE).exists():
        return []
    pieces = trio.read(data / "jazz_trio_onsets")
    return [piece for piece in pieces if piece.split != "train" and piece.meter == "4/4"]


def _comping(data: Path) -> Iterator[Piece]:
    """One rendering in twelve: they are many and alike."""
    if not (data / "mma_rendered" / "index.csv").exists():
        return
    for item in mma.items(data / "mma_rendered")[::12]:
        try:
            pieces = list(mma.pieces(data / "mma_rendered", item))
        except Unusable:
            continue
        yield from (piece for piece in pieces if piece.piano and piece.meter == "4/4")


def _demand(path: Path) -> None:
    if not path.exists():
        raise FileError(f"there is no {path}: --data names the folder that holds the unpacked sets")


def _folder(folder: Path) -> Iterator[Piece]:
    """The files of a folder in 4/4; markers that are chords become chords."""
    if not folder.is_dir():
        raise FileError(f"{folder}: there is no such folder")
    for item in midifolder.items(folder):
        try:
            midi = read_midi(folder / item)
            piece = midifolder.piece_of(midi, set="midi", item=item, licence="as the folder's owner says")
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


def _plays(piece: Piece, part: BandPart) -> bool:
    return bool(piece.drums if part == "drums" else line_of(piece))


def _chosen(pieces: Iterable[Piece], most: int) -> list[Piece]:
    """At most so many, always the same ones, in their order: one of each performer, then a second one of each ..."""
    every = list(pieces)
    met: dict[str, int] = {}
    turns = []
    for i in np.random.default_rng(1).permutation(len(every)).tolist():
        turns.append((met.setdefault(every[i].performer, 0), len(turns), i))
        met[every[i].performer] += 1
    return [every[i] for i in sorted(i for _, _, i in sorted(turns)[:most])]


def _folds(pieces: Sequence[Piece], trios: tuple[Piece, ...], solos: tuple[Piece, ...], says: str) -> list[Ground]:
    places = np.random.default_rng(1).permutation(len(pieces)) % FOLDS
    folds = []
    for fold in range(min(FOLDS, len(pieces))):
        held = tuple(piece for piece, place in zip(pieces, places, strict=True) if place == fold)
        rest = tuple(piece for piece, place in zip(pieces, places, strict=True) if place != fold)
        folds.append(Ground(says, held, rest or held, held, trios, solos, seed=fold + 1))
    return folds
