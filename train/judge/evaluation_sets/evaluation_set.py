"""What a part is judged on: pieces that are held out, pieces to learn from, and the keyboardists who play along.

- drums: jazz in 4/4 of the Groove MIDI Dataset, its publisher's validation side held out. It is small (3 takes), so
  what needs no held-out music (structure, density, spread: there the player starts from nothing) is compared with
  every jazz take (`reference`).
- piano: the Weimar solos of one performer in eight, the rule by which the shipped networks were trained.
"""

import zlib
from typing import Final

import msgspec

from jamd.music.time.notes import BandPart
from train.corpora.piece import Piece

ENOUGH: Final = 32  # bars, of a take that shows structure
ONE_IN: Final = 8  # performers of Weimar that are held out; `train.networks.seed_piano` has the same


class EvaluationSet(msgspec.Struct, frozen=True):
    """One held-out side and what may be known before it is met."""

    says: str
    held_out: tuple[Piece, ...]
    training: tuple[Piece, ...]
    reference: tuple[Piece, ...]  # real takes to compare free playing with
    trios: tuple[Piece, ...] = ()  # real piano, bass and drum onsets
    solos: tuple[Piece, ...] = ()  # lines for a keyboardist to play
    comping: tuple[Piece, ...] = ()  # chords behind a soloist: program renderings
    seed: int = 1


def is_held_out(piece: Piece, part: BandPart) -> bool:
    """Whether the shipped networks have never heard a piece."""
    return piece.split != "train" if part == "drums" else held_out_soloist(piece)


def held_out_soloist(piece: Piece) -> bool:
    return zlib.crc32(piece.performer.encode()) % ONE_IN == 0
