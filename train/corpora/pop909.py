"""POP909: pop songs arranged for piano, with beats and chords. Not jazz: for pre-training at most.

Layout: `POP909/<nnn>/<nnn>.mid` with tracks MELODY, BRIDGE and PIANO, `beat_midi.txt` (second of each beat, then two
guesses at the downbeat), `beat_audio.txt` (its second column counts the bar's beats) and `chord_midi.txt` (from, to,
symbol). The file's tempo map is not the beat grid: notes are put on the beats of `beat_midi.txt`, evenly between two
of them.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from train.corpora.beat_grid import BeatGrid
from train.corpora.corpus import Corpus, Unusable
from train.corpora.midi import read_midi
from train.corpora.piece import ChordMark, Piece


def items(directory: Path) -> list[str]:
    songs = sorted(p for p in directory.glob("**/[0-9][0-9][0-9]/[0-9][0-9][0-9].mid") if p.stem == p.parent.name)
    return [song.relative_to(directory).as_posix() for song in songs]


def pieces(directory: Path, item: str) -> Iterator[Piece]:
    folder = (directory / item).parent
    midi = read_midi(directory / item)
    rows = _table(folder / "beat_midi.txt")
    if len(rows) < 8:
        raise Unusable("no beats")
    seconds = np.array([float(row[0]) for row in rows])
    if (np.diff(seconds) <= 0).any():
        raise Unusable("beats run backward")
    meter = _beats_a_bar(folder / "beat_audio.txt")
    first = _first_downbeat([row[2] == "1.0" for row in rows], meter)
    grid = BeatGrid(seconds, first)
    roles = {track.name: grid.notes(midi, track.notes) for track in midi.tracks}
    if not roles.get("PIANO"):
        raise Unusable("no piano")
    yield Piece(
        set="pop909",
        name=folder.name,
        performer=folder.name,  # arrangers are not named
        licence=CORPUS.licence,
        source=item,
        bpm=float(60 / np.median(np.diff(seconds))),
        meter=f"{meter}/4",
        styles=("pop",),
        beats=tuple(seconds[first:].tolist()),
        piano=roles["PIANO"],
        line=roles.get("MELODY", ()),
        chords=_chords(folder / "chord_midi.txt", grid),
    )


def _table(path: Path) -> list[list[str]]:
    return (
        [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        if path.exists()
        else []
    )


def _beats_a_bar(path: Path) -> int:
    numbers = [float(row[1]) for row in _table(path) if len(row) > 1]
    return int(max(numbers)) if numbers and max(numbers) in (2, 3, 4) else 4


def _first_downbeat(marked: list[bool], meter: int) -> int:
    """The first beat of a regular bar grid that matches most of the marked downbeats."""
    votes = [sum(marked[phase::meter]) for phase in range(meter)]
    if sum(votes) == 0 or max(votes) < 0.6 * sum(votes):
        raise Unusable("downbeats disagree", f"by position in the bar: {votes}")
    return votes.index(max(votes))


def _chords(path: Path, grid: BeatGrid) -> tuple[ChordMark, ...]:
    rows = [row for row in _table(path) if len(row) == 3 and re.match(r"^[A-GN]", row[2])]
    if not rows:
        return ()
    ticks = grid.ticks(np.array([float(row[0]) for row in rows])).tolist()
    return tuple(
        ChordMark(t, row[2])
        for i, (t, row) in enumerate(zip(ticks, rows, strict=True))
        if i == 0 or row[2] != rows[i - 1][2]
    )


CORPUS = Corpus(
    name="pop909",
    title="POP909",
    licence="MIT",
    home="Music X Lab, NYU Shanghai, github.com/music-x-lab/POP909-Dataset",
    items=items,
    pieces=pieces,
    tunes=False,
)
read = CORPUS.read
