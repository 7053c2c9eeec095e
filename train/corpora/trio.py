"""Jazz Trio Database: when piano, bass and drums attack in over a thousand recordings, and what the piano plays.

Two layouts. As published: a folder for each recording with `metadata.json`, `beats.csv` (columns beats, the second,
and metre_auto, its number in the bar), `piano_onsets.csv`, `bass_onsets.csv`, `drums_onsets.csv` (a second a line)
and `piano_midi.mid`, a transcription of the piano. Or onsets alone, in `onsets.jsonl.gz`, one recording a line:
fname, track, pianist, drummer, bassist, time_signature, tempo, split, and for each instrument a list of [position in
the bar, second at which its beat starts, beat number]. Position 4.25 is a quarter of a beat after beat 4; .97 of the
next bar is written as 0.97, so the beat is the position's whole part (0 is the last beat), and the third number is
not needed.

Beats on which nobody plays are missing; they are filled in from the beat numbers and the time that passed.
"""

import csv
import gzip
import itertools
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from statistics import median
from typing import get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from jamd.music.time.notes import TICKS_PER_BEAT
from train.corpora.beat_grid import BeatGrid
from train.corpora.corpus import Corpus, Unusable, paths_below
from train.corpora.midi import read_midi
from train.corpora.piece import Instrument, Onset, Piece, Split

FILE = "onsets.jsonl.gz"
RECORDINGS = 50  # in one item: unpacking up to the last one takes half a second


class _Named(msgspec.Struct):
    fname: str


class _Recording(msgspec.Struct):
    fname: str
    track: str
    pianist: str
    drummer: str
    bassist: str
    time_signature: int
    tempo: float
    piano: list[tuple[float, float, int]]
    bass: list[tuple[float, float, int]]
    drums: list[tuple[float, float, int]]
    split: Split | None = None


def items(directory: Path) -> list[str]:
    if not (directory / FILE).exists():
        return paths_below(directory, "beats.csv")
    with gzip.open(directory / FILE, "rb") as file:
        count = sum(1 for _ in file)
    return [f"{FILE}:{first}-{min(first + RECORDINGS, count)}" for first in range(0, count, RECORDINGS)]


def pieces(directory: Path, item: str) -> Iterator[Piece]:
    if not item.startswith(FILE):
        yield _published(directory, item)
        return
    first, last = (int(number) for number in item.rpartition(":")[2].split("-"))
    with gzip.open(directory / FILE, "rb") as file:
        for line in itertools.islice(file, first, last):
            try:
                recording = msgspec.json.decode(line, type=_Recording)
            except msgspec.DecodeError as fault:
                raise Unusable("not a readable line", f"{item}: {fault}") from fault
            if recording.piano and recording.drums:
                yield _piece(recording, FILE)


@lru_cache(maxsize=1)
def lines(directory: Path) -> dict[str, bytes]:
    """Every line of `onsets.jsonl.gz`, by the recording's name."""
    with gzip.open(directory / FILE, "rb") as file:
        return {msgspec.json.decode(line, type=_Named).fname: line for line in file}


def piece_named(directory: Path, fname: str) -> Piece | None:
    """One recording of `onsets.jsonl.gz`; None where it has no such line."""
    line = lines(directory).get(fname)
    return None if line is None else _piece(msgspec.json.decode(line, type=_Recording), FILE)


def _published(directory: Path, item: str) -> Piece:
    """One recording from its folder."""
    folder = (directory / item).parent
    about = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))  # has NaN, which msgspec refuses
    with open(directory / item, encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["beats"] and row["metre_auto"]]
    if len(rows) < 8:
        raise Unusable("no beats")
    beats = np.array([float(row["beats"]) for row in rows])
    numbers = [int(float(row["metre_auto"])) for row in rows]
    recording = _Recording(
        fname=str(about.get("fname") or folder.name),
        track=str(about["track_name"]),
        pianist=str(about["musicians"]["pianist"]),
        drummer=str(about["musicians"]["drummer"]),
        bassist=str(about["musicians"]["bassist"]),
        time_signature=int(about["time_signature"]),
        tempo=float(60 / np.median(np.diff(beats))),
        piano=_placed(folder / "piano_onsets.csv", beats, numbers),
        bass=_placed(folder / "bass_onsets.csv", beats, numbers),
        drums=_placed(folder / "drums_onsets.csv", beats, numbers),
    )
    piece = _piece(recording, item)
    if not (folder / "piano_midi.mid").exists():
        return piece
    midi, grid = read_midi(folder / "piano_midi.mid"), BeatGrid(np.array(piece.beats), first=0)
    notes = (note for track in midi.tracks for note in grid.notes(midi, track.notes))
    return msgspec.structs.replace(piece, piano=tuple(sorted(notes)))


def _placed(path: Path, beats: NDArray[np.float64], numbers: list[int]) -> list[tuple[float, float, int]]:
    """Onsets of one instrument as [position in the bar, second of its beat, beat number]."""
    seconds = np.array([float(line.split(",")[-1]) for line in path.read_text(encoding="utf-8").split()])
    seconds = seconds[(seconds >= beats[0]) & (seconds < beats[-1])]
    at = np.searchsorted(beats, seconds, side="right") - 1
    inside = (seconds - beats[at]) / (beats[at + 1] - beats[at])
    return [(numbers[k] + x, float(beats[k]), numbers[k]) for k, x in zip(at.tolist(), inside.tolist(), strict=True)]


def _piece(recording: _Recording, source: str) -> Piece:
    meter = recording.time_signature
    places = {second: int(position) or meter for part in _parts(recording) for position, second, _ in part}
    seconds = sorted(places)
    pace = median(b - a for a, b in itertools.pairwise(seconds)) if len(seconds) > 1 else 60 / recording.tempo
    index = {seconds[0]: places[seconds[0]] - 1}  # beat numbers from 1, tick 0 is a downbeat
    for a, b in itertools.pairwise(seconds):
        step = (places[b] - places[a]) % meter
        index[b] = index[a] + min(_candidates(step, meter), key=lambda beats: abs((b - a) - beats * pace))
    onsets = {
        Onset(round((index[second] + position % 1) * TICKS_PER_BEAT), instrument)
        for instrument, part in zip(get_args(Instrument), _parts(recording), strict=True)
        for position, second, _ in part
    }
    return Piece(
        set="trio",
        name=recording.fname,
        performer=recording.pianist,
        tune=recording.track,
        licence=CORPUS.licence,
        source=source,
        split=recording.split,
        bpm=recording.tempo,
        meter=f"{meter}/4",
        styles=("jazz",),
        beats=_every_beat(index),
        onsets=tuple(sorted(onsets)),
    )


def _parts(recording: _Recording) -> tuple[list[tuple[float, float, int]], ...]:
    return recording.piano, recording.bass, recording.drums


def _candidates(step: int, meter: int) -> range:
    """Possible counts of beats between two beats whose numbers differ by `step`."""
    return range(step or meter, step + 16 * meter, meter)


def _every_beat(index: dict[float, int]) -> tuple[float, ...]:
    """Seconds of beats 0, 1, 2 ...; missing ones are interpolated, earlier ones extrapolated."""
    heard = sorted((beat, second) for second, beat in index.items())
    beats: list[float] = []
    for (a, at), (b, to) in itertools.pairwise(heard):
        beats += [at + (to - at) * i / (b - a) for i in range(b - a)]
    beats.append(heard[-1][1])
    pace = beats[1] - beats[0] if len(beats) > 1 else 0.0
    lead = [beats[0] - pace * i for i in range(heard[0][0], 0, -1)]
    return tuple(round(second, 3) for second in lead + beats)


CORPUS = Corpus(
    name="trio",
    title="Jazz Trio Database",
    licence="MIT",
    home="Jazz Trio Database, Huw Cheston et al., Centre for Music and Science, Cambridge",
    items=items,
    pieces=pieces,
)
read = CORPUS.read
