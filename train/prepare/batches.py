"""The unit of work: a lot of items of one set, read by one worker and left in the work folder, where the next run
finds it.

Lot 12 leaves `lot-000012.pieces` (msgpack, a list of `Piece`) and, when that is complete, `lot-000012.done` (its
`LotReport`). Both are written under another name and renamed, so that a lot is done or not done and never half done.
"""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec

from train.corpora.piece import Piece
from train.prepare.reader_process import Facts, OffGrid, Reader, Request


class Lot(msgspec.Struct, frozen=True):
    number: int
    set: str
    directory: str
    items: tuple[str, ...]


class Settings(msgspec.Struct, frozen=True):
    """What all lots of a run have in common."""

    work: str  # the work folder; on a cluster all workers must see it under this path, and the sets too
    off_grid: OffGrid = "align"
    seconds: float = 20.0  # that one item may take


class Fault(msgspec.Struct, frozen=True):
    """An item that gave nothing: one line of the report."""

    set: str
    item: str
    reason: str
    detail: str = ""


class LotReport(msgspec.Struct, frozen=True):
    lot: int
    items: int
    facts: list[Facts]
    faults: list[Fault]


def cut(plan: Iterator[tuple[str, str, list[str]]], size: int) -> list[Lot]:
    """(set, directory, items) of each set into lots of at most `size` items."""
    lots: list[Lot] = []
    for name, directory, items in plan:
        for first in range(0, len(items), size):
            lots.append(Lot(len(lots), name, directory, tuple(items[first : first + size])))
    return lots


def read_lot(lot: Lot, settings: Settings, reader: Reader) -> LotReport:
    """Reads a lot, or finds it read."""
    done = _path(settings, lot.number, "done")
    if done.exists():
        return load_report(settings, lot.number)
    pieces: list[msgspec.Raw] = []
    facts: list[Facts] = []
    faults: list[Fault] = []
    for item in lot.items:
        found = reader.read(Request(lot.set, lot.directory, item, settings.off_grid))
        pieces += found.pieces
        facts += found.facts
        if found.reason:
            faults.append(Fault(lot.set, item, found.reason, found.detail))
    report = LotReport(lot.number, len(lot.items), facts, faults)
    write_whole(_path(settings, lot.number, "pieces"), msgspec.msgpack.encode(pieces))
    write_whole(done, msgspec.msgpack.encode(report))
    return report


def load_report(settings: Settings, number: int) -> LotReport:
    return msgspec.msgpack.decode(_path(settings, number, "done").read_bytes(), type=LotReport)


def load_pieces(settings: Settings, number: int) -> list[Piece]:
    """The pieces of a lot, in the order of its report's facts."""
    return msgspec.msgpack.decode(_path(settings, number, "pieces").read_bytes(), type=list[Piece])


def is_done(settings: Settings, number: int) -> bool:
    return _path(settings, number, "done").exists()


def write_whole(path: Path, data: bytes) -> None:
    """A file that is there in full or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}")
    draft.write_bytes(data)
    draft.replace(path)


def _path(settings: Settings, number: int, kind: str) -> Path:
    return Path(settings.work) / f"lot-{number:06d}.{kind}"
