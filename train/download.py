"""Downloads large files: resumes interrupted downloads and verifies SHA-256 sums.

    python -m train.download lakh --to data/lakh --unpack
    python -m train.download --url https://my.mirror/lakh/ --files match_scores.json --to data/lakh

A set of the table below is a base address with file names; --url replaces the address. Sums are looked up in
`SHA256SUMS` of the target folder, then at the address (or in --sums). If no sum is published, the sum of the
downloaded file is printed and written to `SHA256SUMS`, so that a later run or another machine can compare its files.
"""

import argparse
import hashlib
import shutil
import sys
import tarfile
import time
import urllib.error
import urllib.request
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlparse

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

from jamd.errors import FileError, JamdError

KNOWN: Final = {
    "lakh": (
        "http://hog.ee.columbia.edu/craffel/lmd/",
        ("lmd_matched.tar.gz", "match_scores.json", "lmd_matched_h5.tar.gz"),
    ),
    "lakh-full": ("http://hog.ee.columbia.edu/craffel/lmd/", ("lmd_full.tar.gz", "match_scores.json")),
    "groove": (
        "https://storage.googleapis.com/magentadata/datasets/groove/",
        ("groove-v1.0.0-midionly.zip",),
    ),
}
"""Base address and files of the sets that can be downloaded."""

CHUNK = 1 << 20
TRIES = 5
PAUSE = 2.0  # seconds before the second try, doubled for each further one
SUMS = "SHA256SUMS"


def fetch(url: str, path: Path, bar: Progress, pause: float = PAUSE) -> None:
    """Downloads one file in several tries; partial downloads are kept in `<name>.part`. FileError if all tries fail."""
    if urlparse(url).scheme not in ("http", "https"):
        raise FileError(f"{url} is not an http address")
    part = path.with_name(path.name + ".part")
    task = bar.add_task(path.name, total=None)
    for attempt in range(TRIES):
        if attempt:
            time.sleep(pause * 2 ** (attempt - 1))
        try:
            if _resume(url, part, bar, task):
                part.replace(path)
                return
        except urllib.error.HTTPError as fault:
            if fault.code not in (408, 429) and fault.code < 500:
                raise FileError(f"{url}: the server says {fault.code} {fault.reason}") from fault
            reason: Exception = fault
        except (OSError, HTTPException) as fault:
            reason = fault
        else:
            reason = EOFError("the connection ended early")
    raise FileError(f"{url} could not be downloaded in {TRIES} tries ({reason}); run the same command to resume")


def _resume(url: str, part: Path, bar: Progress, task: TaskID) -> bool:
    """One try, from where the last one stopped; returns whether the file is complete."""
    have = part.stat().st_size if part.exists() else 0
    mark = part.with_name(part.name + ".tag")  # the version that the part belongs to
    asked = urllib.request.Request(url)
    if have and mark.exists():
        asked.add_header("Range", f"bytes={have}-")
        asked.add_header("If-Range", mark.read_text())
    with _open(asked) as answer:
        if answer.status != 206:
            have = 0
        total = have + int(answer.headers["Content-Length"]) if answer.headers["Content-Length"] else None
        if total and total - have > shutil.disk_usage(part.parent).free:
            raise FileError(f"{part.parent} has no room for {total - have} bytes")
        tag = answer.headers["ETag"] or answer.headers["Last-Modified"]
        if tag and not tag.startswith("W/"):
            mark.write_text(tag)
        bar.update(task, total=total, completed=have)
        with open(part, "ab" if have else "wb") as file:
            while chunk := answer.read(CHUNK):
                file.write(chunk)
                bar.update(task, advance=len(chunk))
    complete = total is None or part.stat().st_size == total
    if complete:
        mark.unlink(missing_ok=True)
    return complete


def _open(asked: urllib.request.Request) -> HTTPResponse:
    answer: HTTPResponse = urllib.request.urlopen(asked, timeout=30)
    return answer


def sum_of(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_sums(text: str) -> dict[str, str]:
    """Lines of `sha256sum`: the sum, then the file's name."""
    rows = (line.split(maxsplit=1) for line in text.splitlines() if line.strip())
    return {row[1].lstrip("*").strip(): row[0].lower() for row in rows if len(row) == 2 and len(row[0]) == 64}


def published_sums(asked: argparse.Namespace, base: str) -> dict[str, str]:
    """Sums of the server or of --sums; empty where none are published."""
    if asked.sums:
        return read_sums(asked.sums.read_text())
    try:
        with _open(urllib.request.Request(urljoin(base, SUMS))) as answer:
            return read_sums(answer.read(CHUNK).decode("utf-8", "replace"))
    except (OSError, HTTPException):
        return {}


def download(base: str, names: list[str], asked: argparse.Namespace, console: Console) -> None:
    """Downloads and verifies every file. FileError if one differs from its sum; it is kept as `<name>.bad`."""
    asked.to.mkdir(parents=True, exist_ok=True)
    record = asked.to / SUMS
    known = read_sums(record.read_text()) if record.exists() else {}
    known = {**known, **published_sums(asked, base)}
    with Progress(
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), console=console
    ) as bar:
        for name in names:
            path = asked.to / Path(name).name
            if not (path.exists() and sum_of(path) == known.get(path.name)):
                fetch(urljoin(base, name), path, bar)
            found = sum_of(path)
            if path.name in known and found != known[path.name]:
                path.replace(path.with_name(path.name + ".bad"))
                raise FileError(
                    f"{path.name} is damaged: its SHA-256 is {found}, expected {known[path.name]}; run again"
                )
            if path.name not in known:
                console.print(f"{path.name}: no published sum, recorded {found}")
            known[path.name] = found
            record.write_text("".join(f"{value}  {name}\n" for name, value in sorted(known.items())))
            if asked.unpack and path.name.endswith((".tar.gz", ".tgz", ".tar.xz", ".zip")):
                unpack(path, asked.to)


def unpack(path: Path, folder: Path) -> None:
    """Unpacks an archive; FileError if it is damaged, or if a member would land outside the folder."""
    try:
        shutil.unpack_archive(path, folder, filter=None if path.suffix == ".zip" else "data")
    except (tarfile.TarError, shutil.ReadError, OSError, EOFError) as fault:
        raise FileError(f"{path.name} cannot be unpacked: {fault}") from fault


def main(argv: list[str] | None = None) -> int:
    made = argparse.ArgumentParser(
        prog="python -m train.download", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("set", nargs="?", choices=KNOWN, help="a set of the table")
    made.add_argument("--url", help="another base address, ending in /")
    made.add_argument("--files", nargs="+", help="file names below the address")
    made.add_argument("--to", type=Path, required=True, help="the folder to fill")
    made.add_argument("--sums", type=Path, help="a file of SHA-256 sums, as sha256sum writes it")
    made.add_argument("--unpack", action="store_true", help="unpack archives there")
    asked = made.parse_args(argv)
    base, names = KNOWN.get(asked.set, ("", ()))
    base, names = asked.url or base, asked.files or names
    if not base or not names:
        made.error("name a set, or give --url and --files")
    try:
        download(base if base.endswith("/") else base + "/", list(names), asked, Console(stderr=True))
    except JamdError as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
