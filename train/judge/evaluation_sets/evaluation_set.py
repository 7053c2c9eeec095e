"""One evaluation set: pieces that are held out, pieces to learn from, and the keyboardists who play along."""

from typing import Final

import msgspec

from train.corpora.piece import Piece

ENOUGH: Final = 32  # bars that a take needs to show structure


class EvaluationSet(msgspec.Struct, frozen=True):
    """The held-out pieces, and everything that may be known before."""

    description: str
    held_out: tuple[Piece, ...]
    training: tuple[Piece, ...]
    reference: tuple[Piece, ...]  # real takes to compare free playing with
    trios: tuple[Piece, ...] = ()  # real piano, bass and drum onsets
    solos: tuple[Piece, ...] = ()  # lines for a keyboardist to play
    pianists: tuple[Piece, ...] = ()  # both hands of held-out trio pianists
    known: tuple[Piece, ...] = ()  # all that a network of this part may have learned from: every style and meter
    unknown: tuple[Piece, ...] = ()  # the same of the held-out side
    rendered: tuple[Piece, ...] = ()  # what a program accompanies with
    seed: int = 1
