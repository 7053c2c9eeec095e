"""Pieces from a folder that `train.prepare` wrote, divided by its split rule: the networks learn from the same folder.

Drums: Groove, three drummers held out, of whom no network has learned anything. Piano and bass: Weimar, held out by
soloist. Trios: the Jazz Trio Database, its publisher's split. MMA's renderings: by piece. A set that was not prepared
costs the measures that need it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from jamd.errors import FileError
from jamd.music.time.notes import BandPart
from train.corpora.piece import Piece
from train.prepare.shards import SplitBy, read_sides

SET_OF_PART: Final[dict[BandPart, str]] = {"drums": "groove", "piano": "weimar", "bass": "weimar"}
SPLIT_OF_SET: Final[dict[str, SplitBy]] = {
    "groove": "performer",
    "weimar": "performer",
    "trio": "piece",
    "mma": "piece",
    "jtd_piano": "performer",
}
"""Networks may hold out more, never less."""
METERS: Final = ("4/4", "3/4", "6/8")  # that a drummer can learn from


class Sides(NamedTuple):
    """Pieces of a set."""

    held_out: list[Piece]
    training: list[Piece]


def sides(folder: Path, set: str, meters: tuple[str, ...] = METERS[:1]) -> Sides:
    """Both sides of a set in some meters, by name; empty where it was not prepared."""
    found = Sides([], [])
    for side, piece in sorted(read_sides(folder, set, SPLIT_OF_SET[set]), key=lambda placed: placed[1].name):
        if piece.meter in meters:
            (found.training if side == "train" else found.held_out).append(piece)
    return found


def sides_of_part(folder: Path, part: BandPart, any_style: bool) -> Sides:
    """What a part is judged on and learns from: no drum fills, only jazz unless `any_style`. FileError if nothing."""
    set = SET_OF_PART[part]
    every = sides(folder, set)
    if not (every.held_out or every.training):
        raise FileError(f"{folder} holds no {set} to judge the {part} on: run `python -m train.prepare {set}=DIR ...`")
    return Sides(*(list(_wanted(side, part, any_style)) for side in every))


def _wanted(pieces: list[Piece], part: BandPart, any_style: bool) -> Iterator[Piece]:
    for piece in pieces:
        styled = part != "drums" or ("fill" not in piece.styles and (any_style or "jazz" in piece.styles))
        if styled and piece.bar_count >= 4:
            yield piece


def held_out_trios(folder: Path) -> list[Piece]:
    return sides(folder, "trio").held_out
