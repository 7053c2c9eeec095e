"""Reads tables that give the genre tags of Million Song tracks.

Every table becomes {track id: {tag: weight}}, weight 0 to 1 (1 where the table has no weights), tags in lower case
with spaces:

    a folder of id_list_<Tag>.txt    one track id a line, as in the labels of the Lakh Pianoroll Dataset
    one such file
    *.cls                            track id, genre, perhaps a second genre, by tabs (tagtraum)
    *.txt of "track number"          AllMusic styles by number (MASD); the tag is the number
    *.db                             the Last.fm set's SQLite database, weights 0 to 100
    a folder of *.json               the Last.fm set's files, weights 0 to 100
    a folder of *.h5                 the Million Song files themselves: artist terms with their weights
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec

from jamd.errors import FileError
from train.lakh.million_song import read_song

Tags = dict[str, dict[str, float]]

TRACK = re.compile(r"^TR[A-Z]{5}[0-9A-F]{11}$")


def read_tags(path: Path) -> Tags:
    """Reads any of the tables; FileError if the format is unknown."""
    tags: Tags = {}
    for track, tag, weight in _rows(path):
        tags.setdefault(track, {})[plain(tag)] = weight
    if not tags:
        raise FileError(f"{path} is not a known tag table, or is empty: see `python -m train.lakh --help`")
    return tags


def plain(tag: str) -> str:
    """'Hip-Hop', 'hip_hop' and 'hip hop' are one tag."""
    return re.sub(r"[\s_-]+", " ", tag).strip().lower()


def weight_of(tags: dict[str, float], wanted: tuple[str, ...]) -> float:
    """The largest weight of the tags that match one of the patterns ('jazz', '*jazz*')."""
    patterns = [plain(pattern) for pattern in wanted]
    return max((w for tag, w in tags.items() if any(fnmatchcase(tag, pattern) for pattern in patterns)), default=0.0)


def _rows(path: Path) -> Iterator[tuple[str, str, float]]:
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.suffix == ".h5":
                yield from _h5(file)
            elif file.suffix == ".json":
                yield from _json(file)
            elif file.name.startswith("id_list_"):
                yield from _list(file)
    elif not path.exists():
        raise FileError(f"there is no {path}")
    elif path.suffix == ".db":
        yield from _database(path)
    elif path.name.startswith("id_list_"):
        yield from _list(path)
    else:
        yield from _columns(path)


def _list(path: Path) -> Iterator[tuple[str, str, float]]:
    tag = path.stem.removeprefix("id_list_")
    for line in path.read_text(encoding="utf-8").splitlines():
        if TRACK.match(line.strip()):
            yield line.strip(), tag, 1.0


def _columns(path: Path) -> Iterator[tuple[str, str, float]]:
    with open(path, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            track, *tags = line.rstrip("\n").split("\t") if "\t" in line else line.split()
            if TRACK.match(track):
                yield from ((track, tag, 1.0) for tag in tags if tag)


def _database(path: Path) -> Iterator[tuple[str, str, float]]:
    joined = (
        "SELECT tids.tid, tags.tag, tid_tag.val FROM tid_tag"
        " JOIN tids ON tids.ROWID = tid_tag.tid JOIN tags ON tags.ROWID = tid_tag.tag"
    )
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        try:
            yield from ((track, tag, float(value) / 100) for track, tag, value in database.execute(joined))
        except sqlite3.DatabaseError as fault:
            raise FileError(f"{path} is not the Last.fm tag database: {fault}") from fault


class _Lastfm(msgspec.Struct):
    track_id: str
    tags: list[tuple[str, float]] = []


def _json(path: Path) -> Iterator[tuple[str, str, float]]:
    try:
        song = msgspec.json.decode(path.read_bytes(), type=_Lastfm, strict=False)
    except msgspec.DecodeError:
        return  # an unrelated JSON file
    yield from ((song.track_id, tag, value / 100) for tag, value in song.tags)


def _h5(path: Path) -> Iterator[tuple[str, str, float]]:
    song = read_song(path)
    if song is not None:
        yield from ((song.track, term, weight) for term, weight in song.terms.items())
