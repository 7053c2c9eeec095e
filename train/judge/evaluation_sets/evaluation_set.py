"""One evaluation set: pieces that are held out, pieces to learn from, and the keyboardists who play along."""

from typing import Final

import msgspec

from train.corpora.piece import Piece

ENOUGH: Final = 32  # bars, of a take that shows structure


class EvaluationSet(msgspec.Struct, frozen=True):
    """The held-out pieces, and everything that may be known before they are met."""

    description: str
    held_out: tuple[Piece, ...]
    training: tuple[Piece, ...]
    reference: tuple[Piece, ...]  # real takes to compare free playing with
    trios: tuple[Piece, ...] = ()  # real piano, bass and drum onsets
    solos: tuple[Piece, ...] = ()  # lines for a keyboardist to play
    comping: tuple[Piece, ...] = ()  # chords behind a soloist: program renderings
    seed: int = 1
