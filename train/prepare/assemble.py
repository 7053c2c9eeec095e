"""From read batches to a prepared folder: duplicates, splits, shards, manifest. One pass over the batches, one shard in
memory a set and side.

The result depends on the sets, the settings and the seed alone, not on who read which batch when.
"""

import hashlib
import shutil
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from train.corpora.piece import Piece
from train.corpora.registry import CORPORA
from train.prepare.batches import Batch, BatchReport, Settings, load_pieces
from train.prepare.reader_process import Facts
from train.prepare.shards import Placed, save
from train.prepare.splits import Member, Place, places

FORMAT = 1  # of the prepared folder; raise it when shapes or meanings change
SHARD_PIECES, SHARD_EVENTS = 512, 500_000


def assemble(
    out: Path, batches: list[Batch], settings: Settings, seed: int, reports: list[BatchReport]
) -> dict[str, Any]:
    """Writes everything but the plots; gives the manifest's content."""
    facts = [fact for report in reports for fact in report.facts]
    placed = places([_member(fact) for fact in facts], seed)
    shards = _write_shards(out, batches, settings, iter(zip(facts, placed, strict=True)))
    _write_splits(out / "splits.tsv", facts, placed)
    _write_faults(out / "faults.tsv", reports)
    manifest = {
        "format": FORMAT,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "code": {"jamd": version("jamd"), "commit": _commit()},
        "seed": seed,
        "settings": {"off_grid": settings.off_grid, "seconds_a_file": settings.seconds},
        "sources": _sources(batches, reports),
        "sets": _sets(facts, placed, shards),
    }
    (out / "manifest.json").write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
    return manifest


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


def _write_splits(path: Path, facts: list[Facts], placed: list[Place]) -> None:
    rows = ["set\tname\tpiece\tperformer\tgroup\tdropped"]
    for fact, place in zip(facts, placed, strict=True):
        group = "" if place.group == f"{fact.set}/{fact.name}" else place.group
        rows.append("\t".join(map(_plain, (fact.set, fact.name, place.piece, place.performer, group, place.dropped))))
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def _write_faults(path: Path, reports: list[BatchReport]) -> None:
    rows = ["set\tfile\treason\tdetail"]
    rows += ["\t".join(map(_plain, msgspec.structs.astuple(fault))) for report in reports for fault in report.faults]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8", errors="backslashreplace")


def _plain(text: str) -> str:
    return " ".join(text.split())


def _sources(batches: list[Batch], reports: list[BatchReport]) -> list[dict[str, Any]]:
    """What was read: for each set=DIR its items, a checksum of their list, and the faults by reason."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for batch, report in zip(batches, reports, strict=True):
        corpus = CORPORA[batch.set]
        entry = found.setdefault(
            (batch.set, batch.directory),
            {
                "set": batch.set, "title": corpus.title, "licence": corpus.licence, "home": corpus.home,
                "directory": batch.directory, "items": 0, "inventory": hashlib.sha256(), "unusable": Counter(),
            },
        )  # fmt: skip
        entry["items"] += len(batch.items)
        entry["unusable"].update(fault.reason for fault in report.faults)
        for item in batch.items:
            path = Path(batch.directory) / item
            entry["inventory"].update(f"{item}\t{path.stat().st_size if path.is_file() else 0}\n".encode())
    return [{**entry, "inventory": entry["inventory"].hexdigest()} for entry in found.values()]


def _sets(
    facts: list[Facts], placed: list[Place], shards: dict[str, list[dict[str, Any]]]
) -> dict[str, dict[str, Any]]:
    """What was written, set by set."""
    sets: dict[str, dict[str, Any]] = {}
    for fact, place in zip(facts, placed, strict=True):
        entry = sets.setdefault(
            fact.set,
            {
                "licence": fact.licence, "pieces": 0, "bars": 0, "counts": Counter(), "aligned": 0,
                "dropped": Counter(), "piece_split": Counter(), "performer_split": Counter(),
                "shards": shards.get(fact.set, []),
            },
        )  # fmt: skip
        if place.dropped:
            entry["dropped"][place.dropped] += 1
            continue
        entry["pieces"] += 1
        entry["bars"] += fact.bars
        entry["aligned"] += fact.aligned
        entry["counts"].update(fact.counts)
        entry["piece_split"][place.piece] += 1
        entry["performer_split"][place.performer] += 1
    return sets


def _commit() -> str | None:
    """The commit of the code, where it runs from a checkout."""
    here = Path(__file__).resolve().parent
    try:
        found = subprocess.run(
            ["git", "-C", str(here), "describe", "--always", "--dirty"], capture_output=True, text=True, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return found.stdout.strip() or None
