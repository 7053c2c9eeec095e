"""Chooses pieces for an evaluation set: a few of each performer, five folds, and nothing to learn from a copy."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from train.corpora.piece import Piece
from train.prepare.duplicates import fingerprints, near_pairs

FOLDS: Final = 5


def without_copies(known: Sequence[Piece], held_out: Sequence[Piece]) -> tuple[Piece, ...]:
    """The known pieces that are no copy or near-duplicate of a held-out piece."""
    met = {(piece.drums, piece.line, piece.piano) for piece in held_out}
    pairs = near_pairs([fingerprints(piece) for piece in (*held_out, *known)])
    near = {max(a, b) - len(held_out) for a, b, _ in pairs if min(a, b) < len(held_out) <= max(a, b)}
    return tuple(
        piece for i, piece in enumerate(known) if i not in near and (piece.drums, piece.line, piece.piano) not in met
    )


def spread(pieces: Iterable[Piece], most: int) -> list[Piece]:
    """At most `most` pieces, always the same ones, in order: one of each performer, then a second of each ..."""
    every = list(pieces)
    met: dict[str, int] = {}
    turns: list[tuple[int, int, int]] = []
    for i in np.random.default_rng(1).permutation(len(every)).tolist():
        turns.append((met.setdefault(every[i].performer, 0), len(turns), i))
        met[every[i].performer] += 1
    return [every[i] for i in sorted(i for _, _, i in sorted(turns)[:most])]


def folds(pieces: Sequence[Piece]) -> Iterator[tuple[tuple[Piece, ...], tuple[Piece, ...]]]:
    """(held out, to learn from) for each of five folds by piece."""
    places = np.random.default_rng(1).permutation(len(pieces)) % FOLDS
    for fold in range(min(FOLDS, len(pieces))):
        held_out = tuple(piece for piece, place in zip(pieces, places, strict=True) if place == fold)
        rest = [piece for piece, place in zip(pieces, places, strict=True) if place != fold]
        yield held_out, without_copies(rest, held_out) or held_out
