"""Prepares training data: reads any of the known sets, checks, aligns and splits them, and writes shards of arrays.

    python -m train.prepare groove=DIR weimar=DIR midi=DIR -o prepared
    python -m train.prepare lakh=selection.jsonl -o prepared --cluster tcp://host:8786

The work is done in batches that are kept in OUT/work: a run that was stopped continues where it left off, and a run
with another seed reads nothing again. A file that cannot be used costs one line in OUT/faults.tsv and nothing else.

What is written:
    OUT/manifest.json   sets with licences, counts and dropped pieces; shards with checksums; seed, settings, code
    OUT/splits.tsv      every piece: its side by piece and by performer, its near-duplicates, why it was dropped
    OUT/faults.tsv      every file that gave no piece: set, file, reason, detail
    OUT/<set>/<split>-00000.npz   arrays; `train.prepare.shards` documents the shapes and reads them back
    OUT/work            the batches that have been read; may be deleted when the run is over
"""

import argparse
import hashlib
import json
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from jamd.errors import FileError, JamdError
from train.corpora.registry import CORPORA
from train.prepare import workers
from train.prepare.assemble import assemble
from train.prepare.batches import Batch, BatchReport, Settings, divide, is_done, load_report, write_whole


class Source(msgspec.Struct, frozen=True):
    """One `set=DIR` of the command line."""

    set: str
    directory: Path
    items: list[str]


def find_sources(words: list[str], limit: int | None) -> list[Source]:
    """Sets and their items; FileError for a set or a directory that does not exist."""
    found = []
    for word in words:
        name, _, directory = word.partition("=")
        if name not in CORPORA or not directory:
            raise FileError(f"{word!r} is not SET=DIR with a set of: {', '.join(CORPORA)}")
        path = Path(directory).expanduser().resolve()
        if not path.exists():
            raise FileError(f"{name}: there is no {path}")
        try:
            items = CORPORA[name].items(path)[:limit]
        except FileNotFoundError as missing:
            raise FileError(f"{name}: {path} is not in the set's public layout: no {missing.filename}") from missing
        if not items:
            raise FileError(f"{name}: nothing to read in {path}")
        found.append(Source(name, path, items))
    return found


def plan(sources: list[Source], size: int, work: Path, settings: Settings, fresh: bool) -> list[Batch]:
    """The batches of this run. FileError if the work folder belongs to another run, unless `fresh` clears it."""
    batches = divide(((source.set, str(source.directory), source.items) for source in sources), size)
    mark = work / "plan.sha256"
    digest = hashlib.sha256(msgspec.json.encode([settings, batches])).hexdigest().encode()
    if fresh:
        shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, exist_ok=True)
    if mark.exists() and mark.read_bytes() != digest:
        raise FileError(f"{work} belongs to a run with other sets or settings: use --fresh to clear it, or another -o")
    write_whole(mark, digest)
    return batches


def read_batches(
    batches: list[Batch], settings: Settings, asked: argparse.Namespace, console: Console
) -> tuple[int, float]:
    """Reads the batches that are not done, with a progress bar; returns the files read and the seconds it took."""
    waiting = [batch for batch in batches if not is_done(settings, batch.number)]
    total, unread = sum(len(batch.items) for batch in batches), sum(len(batch.items) for batch in waiting)
    reports: Iterator[BatchReport]
    if asked.cluster:
        reports = workers.cluster(waiting, settings, asked.cluster)
    else:
        reports = workers.local(waiting, settings, asked.workers)
    columns = TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn()
    started, faults = time.monotonic(), 0
    with Progress(*columns, TextColumn("{task.description}"), console=console) as bar:
        task = bar.add_task("", total=total, completed=total - unread)
        for report in reports:
            faults += len(report.faults)
            bar.update(task, advance=report.items, description=f"{faults} unusable")
    return unread, time.monotonic() - started


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m train.prepare",
        description=__doc__,
        epilog="sets:\n" + "\n".join(f"  {name:9} {c.title}; {c.licence}" for name, c in CORPORA.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("sets", nargs="+", metavar="SET=DIR", help="a set and the directory with its public layout")
    made.add_argument("-o", "--out", required=True, type=Path, help="where to write")
    made.add_argument("--seed", type=int, default=1, help="of the splits (1)")
    made.add_argument("--workers", type=int, default=2, help="local reading processes (2)")
    made.add_argument("--cluster", metavar="ADDRESS", help="a Dask scheduler; its workers must see the same paths")
    made.add_argument(
        "--off-grid",
        choices=("align", "drop", "keep"),
        default="align",
        help="files of lakh and midi that are not on their own beat grid: find their beats, drop or keep them (align)",
    )
    made.add_argument("--timeout", type=float, default=20.0, metavar="SECONDS", help="time limit for one file (20)")
    made.add_argument("--batch", type=int, default=64, help="files in a batch (64)")
    made.add_argument("--limit", type=int, metavar="N", help="only the first N files of each set")
    made.add_argument("--fresh", action="store_true", help="clear OUT/work first")
    made.add_argument(
        "--plots", action="store_true", help="write the plot page too, see `python -m train.prepare.plots`"
    )
    made.add_argument("--json", action="store_true", help="print the manifest's summary as JSON on standard output")
    return made


def prepare(asked: argparse.Namespace, console: Console) -> dict[str, Any]:
    """The whole run; returns its summary."""
    out = asked.out.expanduser().resolve()
    settings = Settings(str(out / "work"), asked.off_grid, asked.timeout)
    found = find_sources(asked.sets, asked.limit)
    batches = plan(found, asked.batch, out / "work", settings, asked.fresh)
    files, seconds = read_batches(batches, settings, asked, console)
    reports = [load_report(settings, batch.number) for batch in batches]
    summary = assemble(out, batches, settings, asked.seed, reports)
    pace = round(files / seconds, 1) if files else None
    return {**summary, "files_read": files, "seconds": round(seconds, 2), "files_a_second": pace}


def main(argv: list[str] | None = None) -> int:
    asked = parser().parse_args(argv)
    console = Console(stderr=True)
    try:
        summary = prepare(asked, console)
        if asked.plots:
            from train.prepare.plots import write_report

            write_report(asked.out, asked.out / "report")
    except JamdError as fault:
        print(fault, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; the same command continues from here", file=sys.stderr)
        return 130
    if asked.json:
        print(json.dumps(summary))
    else:
        for name, facts in summary["sets"].items():
            dropped = ", ".join(f"{count} ({reason})" for reason, count in facts["dropped"].items()) or "none"
            console.print(f"{name}: {facts['pieces']} pieces, {facts['bars']} bars; dropped: {dropped}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
