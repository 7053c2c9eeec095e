"""The unit of work: a batch of items of one set, read by one worker and kept in the work folder for the next run.

Batch 12 leaves `batch-000012.pieces` (msgpack, a list of `Piece`) and, once that is complete, `batch-000012.done` (its
`BatchReport`). Both are written under another name and then renamed, so a batch is never half done.
"""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec

from train.corpora.piece import Piece
from train.prepare.reader_process import Facts, OffGrid, Reader, Request


class Batch(msgspec.Struct, frozen=True):
    number: int
    set: str
    directory: str
    items: tuple[str, ...]


class Settings(msgspec.Struct, frozen=True):
    """Settings that all batches of a run share."""

    work: str  # the work folder; on a cluster all workers must see it, and the sets, under the same path
    off_grid: OffGrid = "align"
    seconds: float = 20.0  # time limit for one item


class Fault(msgspec.Struct, frozen=True):
    """An item that gave no piece: one line of the report."""

    set: str
    item: str
    reason: str
    detail: str = ""


class BatchReport(msgspec.Struct, frozen=True):
    batch: int
    items: int
    facts: list[Facts]
    faults: list[Fault]


def divide(plan: Iterator[tuple[str, str, list[str]]], size: int) -> list[Batch]:
    """Divides (set, directory, items) of each set into batches of at most `size` items."""
    batches: list[Batch] = []
    for name, directory, items in plan:
        for first in range(0, len(items), size):
            batches.append(Batch(len(batches), name, directory, tuple(items[first : first + size])))
    return batches


def read_batch(batch: Batch, settings: Settings, reader: Reader) -> BatchReport:
    """Reads a batch, or loads its report if it has been read before."""
    done = _path(settings, batch.number, "done")
    if done.exists():
        return load_report(settings, batch.number)
    pieces: list[msgspec.Raw] = []
    facts: list[Facts] = []
    faults: list[Fault] = []
    for item in batch.items:
        found = reader.read(Request(batch.set, batch.directory, item, settings.off_grid))
        pieces += found.pieces
        facts += found.facts
        if found.reason:
            faults.append(Fault(batch.set, item, found.reason, found.detail))
    report = BatchReport(batch.number, len(batch.items), facts, faults)
    write_whole(_path(settings, batch.number, "pieces"), msgspec.msgpack.encode(pieces))
    write_whole(done, msgspec.msgpack.encode(report))
    return report


def load_report(settings: Settings, number: int) -> BatchReport:
    return msgspec.msgpack.decode(_path(settings, number, "done").read_bytes(), type=BatchReport)


def load_pieces(settings: Settings, number: int) -> list[Piece]:
    """The pieces of a batch, in the order of its report's facts."""
    return msgspec.msgpack.decode(_path(settings, number, "pieces").read_bytes(), type=list[Piece])


def is_done(settings: Settings, number: int) -> bool:
    return _path(settings, number, "done").exists()


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file atomically."""
    draft = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}")
    draft.write_bytes(data)
    draft.replace(path)


def _path(settings: Settings, number: int, kind: str) -> Path:
    return Path(settings.work) / f"batch-{number:06d}.{kind}"
