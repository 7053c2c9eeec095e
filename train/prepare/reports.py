"""Writes the reports of a run into the prepared folder: manifest.json, splits.tsv and faults.tsv."""

import hashlib
import subprocess
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from train.corpora.registry import CORPORA
from train.prepare.batches import Batch, BatchReport, Settings
from train.prepare.reader_process import Facts
from train.prepare.splits import Place

FORMAT = 1  # of the prepared folder; raise it when shapes or meanings change

Shards = Mapping[str, Sequence[Mapping[str, Any]]]  # by set: file, pieces and sha256 of each shard


def write_manifest(
    path: Path,
    batches: Sequence[Batch],
    reports: Sequence[BatchReport],
    settings: Settings,
    seed: int,
    facts: Sequence[Facts],
    placed: Sequence[Place],
    shards: Shards,
) -> dict[str, Any]:
    """Writes manifest.json; returns its content."""
    manifest = {
        "format": FORMAT,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "code": {"jamd": version("jamd"), "commit": _commit()},
        "seed": seed,
        "settings": {"off_grid": settings.off_grid, "seconds_a_file": settings.seconds},
        "sources": _sources(batches, reports),
        "sets": _sets(facts, placed, shards),
    }
    path.write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
    return manifest


def write_splits(path: Path, facts: Sequence[Facts], placed: Sequence[Place]) -> None:
    rows = ["set\tname\tpiece\tperformer\tgroup\tdropped"]
    for fact, place in zip(facts, placed, strict=True):
        group = "" if place.group == f"{fact.set}/{fact.name}" else place.group
        rows.append(
            "\t".join(map(_one_line, (fact.set, fact.name, place.piece, place.performer, group, place.dropped)))
        )
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def write_faults(path: Path, reports: Sequence[BatchReport]) -> None:
    rows = ["set\tfile\treason\tdetail"]
    rows += ["\t".join(map(_one_line, msgspec.structs.astuple(fault))) for report in reports for fault in report.faults]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8", errors="backslashreplace")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _sources(batches: Sequence[Batch], reports: Sequence[BatchReport]) -> list[dict[str, Any]]:
    """What was read for each set=DIR: its items, a checksum of their list, and the faults by reason."""
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


def _sets(facts: Sequence[Facts], placed: Sequence[Place], shards: Shards) -> dict[str, dict[str, Any]]:
    """What was written of each set."""
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
