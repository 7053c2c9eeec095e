"""Builds the evaluation_sets to judge on, from the sets' folder, from any folder of MIDI files, or both.

- `validation`: what the shipped networks never heard; `any-style`: the same for drums of every style, which makes the
  held-out side large enough to tell readers apart.
- `folds`: five parts by piece, each judged after learning from the other four; a network cannot be retrained here, so
  this split is for baselines and rules.
- A folder of MIDI files: folds over its files, or, with --data, all of it held out.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, Literal

import msgspec
import numpy as np

from jamd.errors import ChartError, FileError
from jamd.music.harmony.chords import parse_chord
from jamd.music.time.notes import BandPart
from train.corpora import groove, midi_folder, mma, trio, weimar
from train.corpora.corpus import Corpus, Unusable
from train.corpora.midi import read_midi
from train.corpora.piece import ChordMark, Piece, line_of
from train.judge.evaluation_sets.evaluation_set import ENOUGH, EvaluationSet, held_out_soloist, is_held_out
from train.prepare.duplicates import fingerprints, near_pairs

SplitName = Literal["validation", "any-style", "folds"]
FOLDS: Final = 5
TRIOS: Final = 18
KEYBOARDISTS: Final = 64


def load_evaluation_sets(
    part: BandPart, split: SplitName, data: Path | None, folder: Path | None, most: int
) -> list[EvaluationSet]:
    """One set, or one for each fold; `most` held-out pieces. FileError where there is nothing to judge on."""
    if data is None and folder is None:
        raise FileError("nothing to judge on: name the sets' folder with --data or a folder with --midi-dir")
    found = _evaluation_sets(part, split, data, folder, most)
    if part == "drums" or data is None:
        return found
    comping = tuple(_comping(data))
    return [msgspec.structs.replace(evaluation_set, comping=comping) for evaluation_set in found]


def _evaluation_sets(
    part: BandPart, split: SplitName, data: Path | None, folder: Path | None, most: int
) -> list[EvaluationSet]:
    known = _pieces(part, data, split == "any-style") if data is not None else []
    trios = tuple(_trios(data)) if data is not None else ()
    lines = [] if data is None else known if part == "piano" else _set(weimar.CORPUS, data / "weimar_jazz")
    solos = tuple(spread((piece for piece in lines if held_out_soloist(piece)), KEYBOARDISTS))
    if folder is not None:
        own = [piece for piece in _folder(folder) if _plays(piece, part)]
        if not own:
            raise FileError(f"{folder}: no MIDI file with {'drums' if part == 'drums' else 'piano or a line'} in 4/4")
        solos = solos or tuple(spread((piece for piece in own if line_of(piece)), KEYBOARDISTS))
        if not known:
            return _folds(own, trios, solos, f"{FOLDS} folds by piece of {folder.name}")
        own = spread(own, most)
        new = apart(known, own)
        says = f"all of {folder.name}"
        if len(new) < len(known):
            says += f"; {len(known) - len(new)} pieces of --data are the same music and were not learned from"
        return [EvaluationSet(says, tuple(own), new, tuple(own), trios, solos)]
    if split == "folds":
        where = "Groove jazz in 4/4" if part == "drums" else "Weimar solos in 4/4"
        return _folds(known, trios, solos, f"{FOLDS} folds by piece of {where} (shipped networks know most)")
    held = [piece for piece in known if is_held_out(piece, part)]
    training = apart([piece for piece in known if not is_held_out(piece, part)], held)
    if part == "drums":
        reference = tuple(piece for piece in known if piece.bar_count >= ENOUGH)
        style = "every style" if split == "any-style" else "jazz"
        says = f"Groove's validation side, {style} in 4/4; free playing against all such takes of 32 bars and more"
        return [EvaluationSet(says, tuple(spread(held, most)), training, reference, trios, solos)]
    held = spread([piece for piece in held if piece.bar_count >= 16], most)
    return [
        EvaluationSet("Weimar solos in 4/4 of held-out performers", tuple(held), training, tuple(held), trios, solos)
    ]


def _pieces(part: BandPart, data: Path, any_style: bool) -> list[Piece]:
    """What a part is judged on and learns from. FileError where there is nothing."""
    folder = data / ("groove" if part == "drums" else "weimar_jazz")
    found = _set(groove.CORPUS if part == "drums" else weimar.CORPUS, folder)
    if part == "drums":
        found = [piece for piece in found if "fill" not in piece.styles and (any_style or "jazz" in piece.styles)]
    if not found:
        raise FileError(f"{folder}: nothing to judge the {part} on; --data names the folder that holds the sets")
    return [piece for piece in found if piece.bar_count >= 4]


def _set(corpus: Corpus, folder: Path) -> list[Piece]:
    """Every piece in 4/4; none where the set is not here."""
    try:
        return [piece for piece in corpus.read(folder) if piece.meter == "4/4"] if folder.is_dir() else []
    except FileNotFoundError:
        return []


def _trios(data: Path) -> list[Piece]:
    """Held-out trios: the published split where it is said, else one in sixty."""
    trios = _set(trio.CORPUS, data / "jazz_trio_onsets")
    return spread((t for t in trios if (t.split or _side(t.name)) != "train"), TRIOS)


def _side(name: str) -> str:
    return "validation" if zlib.crc32(name.encode()) % 60 == 0 else "train"


def _comping(data: Path) -> list[Piece]:
    """Renderings with a piano: some, for they are many and alike."""
    folder = data / "mma_rendered"
    if not folder.is_dir():
        return []
    few = msgspec.structs.replace(mma.CORPUS, items=lambda place: mma.items(place)[::12])
    return [piece for piece in _set(few, folder) if piece.piano]


def _folder(folder: Path) -> Iterator[Piece]:
    """The files of a folder in 4/4; markers that are chords become chords."""
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


def _plays(piece: Piece, part: BandPart) -> bool:
    return bool(piece.drums if part == "drums" else line_of(piece))


def apart(known: Sequence[Piece], held: Sequence[Piece]) -> tuple[Piece, ...]:
    """What may be learned from: nothing that is a held-out piece again, whole or nearly."""
    met = {(piece.drums, piece.line, piece.piano) for piece in held}
    pairs = near_pairs([fingerprints(piece) for piece in (*held, *known)])
    near = {max(a, b) - len(held) for a, b, _ in pairs if min(a, b) < len(held) <= max(a, b)}
    return tuple(
        piece for i, piece in enumerate(known) if i not in near and (piece.drums, piece.line, piece.piano) not in met
    )


def spread(pieces: Iterable[Piece], most: int) -> list[Piece]:
    """At most so many, always the same ones, in their order: one of each performer, then a second one of each ..."""
    every = list(pieces)
    met: dict[str, int] = {}
    turns: list[tuple[int, int, int]] = []
    for i in np.random.default_rng(1).permutation(len(every)).tolist():
        turns.append((met.setdefault(every[i].performer, 0), len(turns), i))
        met[every[i].performer] += 1
    return [every[i] for i in sorted(i for _, _, i in sorted(turns)[:most])]


def _folds(
    pieces: Sequence[Piece], trios: tuple[Piece, ...], solos: tuple[Piece, ...], says: str
) -> list[EvaluationSet]:
    places = np.random.default_rng(1).permutation(len(pieces)) % FOLDS
    folds = []
    for fold in range(min(FOLDS, len(pieces))):
        held = tuple(piece for piece, place in zip(pieces, places, strict=True) if place == fold)
        rest = apart([piece for piece, place in zip(pieces, places, strict=True) if place != fold], held)
        folds.append(EvaluationSet(says, held, rest or held, held, trios, solos, seed=fold + 1))
    return folds
