"""Chooses a song for each Million Song track that is tagged as wanted: the best match whose file exists."""

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
from rich.progress import track as progress

from jamd.errors import FileError
from train.corpora.lakh import Root, Song
from train.lakh.million_song import path_of, read_song
from train.lakh.tags import read_tags, weight_of
from train.prepare.batches import write_whole

Titles = dict[str, tuple[str, str]]  # by MD5 sum or track id: artist, title


def choose(asked: argparse.Namespace) -> tuple[list[Song], Counter[str]]:
    """The songs, best match first, and the number of songs left out for each reason."""
    wanted, tags = tuple(asked.tag), read_tags(asked.tags)
    titles = read_titles(asked.titles) if asked.titles else {}
    left: Counter[str] = Counter()
    songs: list[Song] = []
    for track, matches in progress(list(_scores(asked.scores)), "choosing", console=None, disable=asked.json):
        weight = weight_of(tags.get(track, {}), wanted)
        if track not in tags:
            left["not in the tag table"] += 1
        elif weight == 0:
            left["no wanted tag"] += 1
        elif weight < asked.threshold:
            left["tag below the threshold"] += 1
        elif (song := _best(track, matches, asked, left)) is not None:
            meant = {tag for tag in tags[track] if weight_of({tag: 1.0}, wanted)}
            songs.append(msgspec.structs.replace(song, tags=tuple(sorted(meant)), **_named(song, titles, asked.h5)))
    return _one_song_a_file(songs, left), left


def _scores(path: Path) -> Iterator[tuple[str, dict[str, float]]]:
    try:
        scores = msgspec.json.decode(path.read_bytes(), type=dict[str, dict[str, float]])
    except FileNotFoundError as missing:
        raise FileError(f"there is no {path}") from missing
    except msgspec.DecodeError as fault:
        raise FileError(f"{path} is not match_scores.json: {fault}") from fault
    yield from sorted(scores.items())


def _best(track: str, matches: dict[str, float], asked: argparse.Namespace, left: Counter[str]) -> Song | None:
    """The best match whose file exists."""
    good = sorted(((score, md5) for md5, score in matches.items() if score >= asked.min_score), reverse=True)
    if not good:
        left["match below --min-score"] += 1
        return None
    for score, md5 in good:
        for path in (f"{path_of(track)}/{md5}.mid", f"{md5[0]}/{md5}.mid"):  # lmd_matched, lmd_full
            if (asked.root / path).is_file():
                left["other matches of a chosen song"] += len(matches) - 1
                return Song(path, md5, track, score)
    left["file is not there"] += 1
    return None


def _one_song_a_file(songs: list[Song], left: Counter[str]) -> list[Song]:
    """A file that matches several tracks (a song and its re-issue) is kept for the best one."""
    chosen: dict[str, Song] = {}
    for song in sorted(songs, key=lambda song: (-song.score, song.track)):
        if song.md5 in chosen:
            left["file chosen for another track"] += 1
        chosen.setdefault(song.md5, song)
    return list(chosen.values())


def _named(song: Song, titles: Titles, h5: Path | None) -> dict[str, str]:
    found = read_song(h5 / f"{path_of(song.track)}.h5") if h5 else None
    if found is not None:
        return {"artist": found.artist, "title": found.title}
    artist, title = titles.get(song.track) or titles.get(song.md5) or ("", "")
    return {"artist": artist, "title": title}


def read_titles(path: Path) -> Titles:
    """clean_midi_index.txt (number, artist, title, md5, path) or unique_tracks.txt
    (track<SEP>song<SEP>artist<SEP>title).
    """
    titles: Titles = {}
    with open(path, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            words = line.rstrip("\n").split("<SEP>" if "<SEP>" in line else "\t")
            if len(words) == 4:
                titles[words[0]] = words[2], words[3]
            elif len(words) == 5:
                titles[words[3]] = words[1], words[2]
    if not titles:
        raise FileError(f"{path} is neither clean_midi_index.txt nor unique_tracks.txt")
    return titles


def write_selection(path: Path, asked: argparse.Namespace, songs: list[Song]) -> None:
    root = Root(str(asked.root.resolve()), str(asked.tags), tuple(asked.tag), asked.threshold, asked.min_score)
    write_whole(path, b"\n".join(msgspec.json.encode(line) for line in (root, *songs)) + b"\n")
