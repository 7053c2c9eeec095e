"""Real players whom the band of follow.py follows: groove's drummers, Weimar's soloists, the trios' pianists."""

import random
import zlib
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np

from jamd.music.time.notes import TICKS_PER_BEAT, Meter
from train.corpora import groove, trio, weimar
from train.corpora.piece import Piece

HUMAN_S = 0.010  # error of a tap, where the beats are a machine's
TRIOS = 100  # of each half


class Performance(msgspec.Struct, frozen=True):
    name: str
    meter: Meter
    beats: np.ndarray  # seconds
    onsets: np.ndarray  # beats, with fractions, sorted
    pitches: tuple[int, ...]
    first: int  # the beat that the count-off leads to
    error_s: float  # of the taps, beside what is in the beats

    def seconds(self) -> np.ndarray:
        return np.interp(self.onsets, np.arange(len(self.beats)), self.beats)


def performance(piece: Piece, ticks: list[int], pitches: list[int], error_s: float = 0.0) -> Performance:
    meter = Meter.parse(piece.meter)
    last = max(ticks) // TICKS_PER_BEAT + 2
    beats = np.array(piece.beats) if piece.beats else np.arange(last + 1) * 60 / piece.bpm
    lead = 0  # beats before the annotated ones have the file's default tempo
    while piece.set == "weimar" and abs(beats[lead + 1] - beats[lead] - 0.5) < 1e-5:
        lead += 1
    bars = max(1 - -lead // meter.beats, min(ticks) // meter.bar)
    return Performance(
        piece.name, meter, beats, np.array(ticks) / TICKS_PER_BEAT, tuple(pitches), bars * meter.beats, error_s
    )


def drummers(folder: Path) -> list[Performance]:
    pieces = [p for p in groove.read(folder) if p.meter == "4/4" and p.bar_count >= 10]
    return [performance(p, [h.tick for h in p.drums], [h.voice for h in p.drums], HUMAN_S) for p in pieces]


def soloists(folder: Path) -> list[Performance]:
    return [
        performance(p, [n.start for n in p.line], [n.pitch for n in p.line]) for p in weimar.read(folder) if p.beats
    ]


def pianists(folder: Path) -> list[Performance]:
    """Their pitches are not known: all are one key, which is the worst case for false starts."""
    pieces = [p for p in trio.read(folder) if p.meter in ("4/4", "3/4")]
    random.Random(4).shuffle(pieces)
    found = []
    for piece in pieces[: 4 * TRIOS]:
        ticks = [onset.tick for onset in piece.onsets if onset.instrument == "piano"]
        found.append(performance(piece, ticks, [60] * len(ticks)))
    return found


def half(name: str) -> int:
    return zlib.crc32(name.encode()) % 2


# -- other tempos: how fast beat b (from the first downbeat) is, 1 as it was played

WARPS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "accelerando +10 % in 16 bars": lambda b: 1 + 0.1 * np.clip(b / 64, 0, 1),
    "ritardando -10 % in 16 bars": lambda b: 1 - 0.1 * np.clip(b / 64, 0, 1),
    "drift +-4 % in 8 bars": lambda b: 1 + 0.04 * np.sin(2 * np.pi * np.clip(b, 0, None) / 32),
}


def warped(played: Performance, pace: Callable[[np.ndarray], np.ndarray]) -> Performance:
    at = np.arange(len(played.beats) * 4) / 4  # four steps to the beat are fine enough
    steps = np.diff(np.interp(at, np.arange(len(played.beats)), played.beats))
    seconds = np.concatenate([[0.0], np.cumsum(steps / pace((at[:-1] + at[1:]) / 2 - played.first))])
    return msgspec.structs.replace(played, beats=seconds[::4])
