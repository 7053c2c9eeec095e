"""A data set as the rest of the program sees it: a name, a licence, and two functions over the user's directory.

`items` lists the units of work (usually relative paths) without opening them; `pieces` reads one of them. A damaged
item raises `Unusable` with a short reason, which is counted and never ends a run.
"""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from train.corpora.piece import Piece

log = logging.getLogger(__name__)


class Unusable(Exception):
    """A file that gives no piece. `reason` is one of a few fixed phrases, for counting; `detail` is for people."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}" if self.detail else self.reason


class Corpus(msgspec.Struct, frozen=True):
    """A public data set. `home` says where the original is."""

    name: str
    title: str
    licence: str
    home: str
    items: Callable[[Path], list[str]]
    pieces: Callable[[Path, str], Iterator[Piece]]
    on_grid: bool = True  # the set's own beats are trusted; if False, files off their grid are detected and aligned
    tunes: bool = True  # equal tune names mean the same composition; False where names are only numbers

    def read(self, directory: Path) -> Iterator[Piece]:
        """Every piece of the set, in a fixed order; what cannot be used is logged and left out."""
        for item in self.items(directory):
            try:
                yield from self.pieces(directory, item)
            except Unusable as fault:
                log.warning("%s: %s: %s", self.name, item, fault)


def paths_below(directory: Path, *patterns: str) -> list[str]:
    """Files below a directory that match one of the patterns, sorted, relative, with forward slashes."""
    found = {path for pattern in patterns for path in directory.rglob(pattern) if path.is_file()}
    return sorted(path.relative_to(directory).as_posix() for path in found)
