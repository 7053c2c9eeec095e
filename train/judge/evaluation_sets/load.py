"""Loads the evaluation sets from a prepared folder, from any folder of MIDI files, or from both.

- `held-out`: what `train.prepare` holds out, so that no network has learned from it; `any-style`: the same
  for drums of every style.
- `folds`: five parts by piece, each judged after learning from the other four. Networks are not retrained, so this
  split is for baselines and rules.
- A folder of MIDI files: folds over its files, or, with a prepared folder to learn from, all of it held out.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from jamd.errors import FileError
from jamd.music.time.notes import BandPart
from train.corpora.piece import Piece, line_of
from train.judge.bass.recorded import follows_changes, walks
from train.judge.evaluation_sets import midi_folder, prepared
from train.judge.evaluation_sets.choose import FOLDS, folds, spread, without_copies
from train.judge.evaluation_sets.evaluation_set import ENOUGH, EvaluationSet

SplitName = Literal["held-out", "any-style", "folds"]
TRIOS = 10
KEYBOARDISTS = 64
RENDERED = 16
SHORTEST_SOLO = 16  # bars


class _Others(NamedTuple):
    """What goes with every evaluation set of a part."""

    trios: tuple[Piece, ...] = ()
    solos: tuple[Piece, ...] = ()
    pianists: tuple[Piece, ...] = ()
    known: tuple[Piece, ...] = ()
    unknown: tuple[Piece, ...] = ()
    rendered: tuple[Piece, ...] = ()


def load_evaluation_sets(
    part: BandPart, split: SplitName, data: Path | None, folder: Path | None, most: int
) -> list[EvaluationSet]:
    """One set, or one for each fold; at most `most` held-out pieces. FileError where there is nothing to judge on."""
    if data is None and folder is None:
        raise FileError("nothing to judge on: name a prepared folder with --prepared or a folder with --midi-dir")
    known = prepared.Sides([], []) if data is None else prepared.sides_of_part(data, part, split == "any-style")
    others = _Others() if data is None else _others(part, data)
    if folder is not None:
        return _of_midi_folder(part, folder, [*known.held_out, *known.training], others, most)
    if split == "folds":
        where = "Groove jazz in 4/4" if part == "drums" else "Weimar solos in 4/4"
        pieces = sorted((*known.held_out, *known.training), key=lambda piece: piece.name)
        return _folds(pieces, others, f"{FOLDS} folds by piece of {where} (shipped networks know most)")
    if part == "drums":
        return [_held_out_takes(known, split, others, most)]
    return [(_soloists if part == "piano" else _bassists)(known, others, most)]


def _others(part: BandPart, data: Path) -> _Others:
    soloists = spread(prepared.sides(data, "weimar").held_out, KEYBOARDISTS)
    every = prepared.sides(data, prepared.SET_OF_PART[part], prepared.METERS)
    trios = tuple(spread(prepared.held_out_trios(data), TRIOS))
    pianists = tuple(spread(prepared.sides(data, "jtd_piano").held_out, KEYBOARDISTS))
    rendered = spread(filter(walks, prepared.sides(data, "mma").held_out), RENDERED) if part == "bass" else ()
    return _Others(trios, tuple(soloists), pianists, tuple(every.training), tuple(every.held_out), tuple(rendered))


def _held_out_takes(known: prepared.Sides, split: SplitName, others: _Others, most: int) -> EvaluationSet:
    reference = tuple(piece for side in known for piece in side if piece.bar_count >= ENOUGH)
    style = "every style" if split == "any-style" else "jazz"
    description = (
        f"Groove's held-out takes, {style} in 4/4; free playing against all such takes of {ENOUGH} bars and more"
    )
    held_out = tuple(spread(known.held_out, most))
    return EvaluationSet(description, held_out, tuple(known.training), reference, *others)


def _soloists(known: prepared.Sides, others: _Others, most: int) -> EvaluationSet:
    held_out = tuple(spread([piece for piece in known.held_out if piece.bar_count >= SHORTEST_SOLO], most))
    description = "Weimar solos in 4/4 of held-out performers"
    return EvaluationSet(description, held_out, tuple(known.training), held_out, *others)


def _bassists(known: prepared.Sides, others: _Others, most: int) -> EvaluationSet:
    held_out = tuple(spread(filter(follows_changes, known.held_out), most))
    description = "Weimar's estimated basses behind held-out soloists, those with roots on half of their changes"
    training = tuple(piece for piece in known.training if piece.bass)
    return EvaluationSet(description, held_out, training, held_out, *others)


def _of_midi_folder(
    part: BandPart, folder: Path, known: Sequence[Piece], others: _Others, most: int
) -> list[EvaluationSet]:
    own = midi_folder.pieces_of(folder, part)
    if not others.solos:
        others = others._replace(solos=tuple(spread((piece for piece in own if line_of(piece)), KEYBOARDISTS)))
    if not known:
        return _folds(own, others, f"{FOLDS} folds by piece of {folder.name}")
    own = spread(own, most)
    training = without_copies(known, own)
    description = f"all of {folder.name}"
    if len(training) < len(known):
        description += f"; {len(known) - len(training)} prepared pieces are the same music and were not learned from"
    return [EvaluationSet(description, tuple(own), training, tuple(own), *others)]


def _folds(pieces: Sequence[Piece], others: _Others, description: str) -> list[EvaluationSet]:
    return [
        EvaluationSet(description, held_out, rest, held_out, *others, seed=fold)
        for fold, (held_out, rest) in enumerate(folds(pieces), 1)
    ]
