"""The Weimar Jazz Database as published: the SQLite file `wjazzd.db`.

Tables: `solo_info` (melid, performer, title, avgtempo, style ...), `melody` (melid, onset, duration, pitch,
loud_med), `beats` (melid, onset, bar, beat, signature, chord, bass_pitch). Seconds become ticks on the annotated
beats, bars are the annotators' bars. Loudness is in dB: a dB is 2 steps of velocity, and the solo's median is 80.
"""

import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import numpy as np

from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from train.corpora.beat_grid import BeatGrid
from train.corpora.corpus import Unusable
from train.corpora.piece import ChordMark, Piece, bar_ticks

FILE = "wjazzd.db"
FEW = 0.02  # of the beats may be misnumbered


def solos(directory: Path) -> list[str]:
    """An item for each solo."""
    with _open(directory) as database:
        return [f"{FILE}:{row[0]}" for row in database.execute("SELECT melid FROM solo_info ORDER BY melid")]


def read_solo(directory: Path, item: str, licence: str) -> Piece:
    melid = int(item.rpartition(":")[2])
    try:
        with _open(directory) as database:
            about = "SELECT performer, title, avgtempo, style FROM solo_info WHERE melid = ?"
            performer, title, bpm, style = database.execute(about, (melid,)).fetchone()
            asked = "SELECT onset, bar, beat, signature, chord, bass_pitch FROM beats WHERE melid = ? ORDER BY onset"
            beats = database.execute(asked, (melid,)).fetchall()
            asked = "SELECT onset, duration, pitch, loud_med FROM melody WHERE melid = ? ORDER BY onset"
            melody = database.execute(asked, (melid,)).fetchall()
    except sqlite3.DatabaseError as fault:
        raise Unusable("not the Weimar database", str(fault)) from fault
    if len(beats) < 8 or not melody:
        raise Unusable("no solo")
    meter = _meter([row[3] for row in beats])
    seconds = np.array([row[0] for row in beats])
    numbers = _numbered([(row[1], row[2]) for row in beats], bar_ticks(meter) // TICKS_PER_BEAT)
    grid = BeatGrid(seconds, first=-numbers[0])
    bass = [(grid.ticks(seconds)[i], row[5]) for i, row in enumerate(beats) if row[5] and row[5] > 0]
    return Piece(
        set="weimar",
        name=f"{performer}_{title}_{melid}".replace(" ", ""),
        performer=performer,
        tune=title,
        licence=licence,
        source=item,
        bpm=round(float(bpm or 60 / np.median(np.diff(seconds))), 1),
        meter=meter,
        styles=tuple(word.lower() for word in ("jazz", style) if word),
        beats=_from_first_downbeat(seconds, numbers[0]),
        bass=tuple(Note(Tick(int(at)), int(pitch), Tick(int(at) + 920), 80) for at, pitch in bass),
        line=_line(melody, grid),
        chords=_chords([(i, row[4]) for i, row in enumerate(beats)], numbers[0]),
    )


def _open(directory: Path) -> "closing[sqlite3.Connection]":
    return closing(sqlite3.connect(f"file:{directory / FILE}?mode=ro", uri=True))


def _meter(said: list[str | None]) -> str:
    meters = {meter for meter in said if meter}
    if len(meters) > 1:
        raise Unusable("meter changes", ", ".join(sorted(meters)))
    return meters.pop() if meters else "4/4"


def _numbered(places: list[tuple[int, int]], meter: int) -> list[int]:
    """Beats counted from the first bar's downbeat; Unusable where bars are not all of one length."""
    first = places[0][0]
    numbers = [(bar - first) * meter + beat - 1 for bar, beat in places]
    if sum(b - a != 1 for a, b in pairwise(numbers)) > FEW * len(numbers):
        raise Unusable("bar lines are lost", "bars of several lengths")
    return numbers


def _from_first_downbeat(seconds: np.ndarray, lead: int) -> tuple[float, ...]:
    """Beats before the annotated ones, back to the downbeat, at the first tempo."""
    before = seconds[0] - (seconds[1] - seconds[0]) * np.arange(lead, 0, -1)
    return tuple(np.concatenate([before, seconds]).round(4).tolist())


def _line(melody: list[tuple[float, float, float, float | None]], grid: BeatGrid) -> tuple[Note, ...]:
    starts = grid.ticks(np.array([row[0] for row in melody])).tolist()
    ends = grid.ticks(np.array([row[0] + row[1] for row in melody])).tolist()
    loud = np.array([np.nan if row[3] is None else row[3] for row in melody], dtype=float)
    middle = np.nanmedian(loud) if not np.isnan(loud).all() else 0.0
    touch = np.clip(np.nan_to_num(80 + 2 * (loud - middle), nan=80), 1, 127).astype(int).tolist()
    rows = zip(starts, ends, (round(row[2]) for row in melody), touch, strict=True)
    return tuple(sorted(Note(Tick(a), pitch, Tick(max(b, a + 1)), v) for a, b, pitch, v in rows))


def _chords(said: list[tuple[int, str | None]], lead: int) -> tuple[ChordMark, ...]:
    return tuple(ChordMark((i + lead) * TICKS_PER_BEAT, "N" if c == "NC" else c) for i, c in said if c)
