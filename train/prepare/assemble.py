"""Assembles the prepared folder from the batches that were read: duplicates, splits, shards, manifest.

One pass over the batches, with one shard of each set and side in memory.

The result depends on the sets, the settings and the seed alone, not on which worker read which batch when.
"""

import hashlib
import shutil
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from train.corpora.piece import Piece
from train.prepare.batches import Batch, BatchReport, Settings, load_pieces
from train.prepare.reader_process import Facts
from train.prepare.reports import write_faults, write_manifest, write_splits
from train.prepare.shards import Placed, save
from train.prepare.splits import Member, Place, places

SHARD_PIECES, SHARD_EVENTS = 512, 500_000


def assemble(
    out: Path, batches: list[Batch], settings: Settings, seed: int, reports: list[BatchReport]
) -> dict[str, Any]:
    """Writes everything but the plots; returns the manifest's content."""
    facts = [fact for report in reports for fact in report.facts]
    placed = places([_member(fact) for fact in facts], seed)
    shards = _write_shards(out, batches, settings, iter(zip(facts, placed, strict=True)))
    write_splits(out / "splits.tsv", facts, placed)
    write_faults(out / "faults.tsv", reports)
    return write_manifest(out / "manifest.json", batches, reports, settings, seed, facts, placed, shards)


def _member(fact: Facts) -> Member:
    return Member(f"{fact.set}/{fact.name}", fact.performer, fact.tune, fact.publisher, fact.fingerprints)


class _Writer:
    """Fills the shards of one set and side."""

    def __init__(self, folder: Path, side: str) -> None:
        self._folder, self._side = folder, side
        self._pieces: list[Placed] = []
        self._events = 0
        self.written: list[dict[str, Any]] = []

    def add(self, placed: Placed) -> None:
        self._pieces.append(placed)
        p = placed.piece
        self._events += len(p.drums) + len(p.piano) + len(p.bass) + len(p.line) + len(p.onsets)
        if len(self._pieces) >= SHARD_PIECES or self._events >= SHARD_EVENTS:
            self.flush()

    def flush(self) -> None:
        if self._pieces:
            path = self._folder / f"{self._side}-{len(self.written):05d}.npz"
            save(path, self._pieces)
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            name = f"{self._folder.name}/{path.name}"
            self.written.append({"file": name, "pieces": len(self._pieces), "sha256": digest})
            self._pieces, self._events = [], 0


def _write_shards(
    out: Path, batches: list[Batch], settings: Settings, decided: Iterable[tuple[Facts, Place]]
) -> dict[str, list[dict[str, Any]]]:
    writers: dict[tuple[str, str], _Writer] = {}
    decisions = iter(decided)
    for batch in batches:
        for piece in load_pieces(settings, batch.number):
            fact, place = next(decisions)
            assert (fact.set, fact.name) == (piece.set, piece.name)
            if not place.dropped:
                _writer(writers, out, piece, place.piece).add(Placed(piece, place.performer, place.group))
    shards: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for (name, _), writer in sorted(writers.items()):
        writer.flush()
        shards[name] += writer.written
    return shards


def _writer(writers: dict[tuple[str, str], _Writer], out: Path, piece: Piece, side: str) -> _Writer:
    if not any(name == piece.set for name, _ in writers):
        shutil.rmtree(out / piece.set, ignore_errors=True)  # shards of an earlier run
        (out / piece.set).mkdir(parents=True)
    if (piece.set, side) not in writers:
        writers[piece.set, side] = _Writer(out / piece.set, side)
    return writers[piece.set, side]
