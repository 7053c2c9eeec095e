"""Copying: two bars of talk in a row, and single busy bars, that were played just so in the training data.

Talk is snare, kick, toms, crash and stick with their sixteenths. A drummer who knows his trade plays what others have
played, so the unit is the rate of real drummers who are in none of the training data. Two bars in a row catch who
recites; a single busy bar catches who splices.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from train.corpora.piece import Piece
from train.judge.drumming.strokes import TALK, Strokes, strokes_of

FEWEST_OF_TWO: Final = 6  # strokes of talk in two bars
FEWEST_OF_ONE: Final = 5  # in one
Bar = frozenset[tuple[int, int]]  # (step, family)

COLUMNS: Final = ("copied runs", "runs", "copied bars", "bars")


class Known(NamedTuple):
    """What has been played in training."""

    runs: frozenset[tuple[Bar, Bar]]
    bars: frozenset[Bar]


def talk_bars(strokes: Strokes) -> list[Bar]:
    """Every bar from the first to the last in which something is played."""
    if not len(strokes.bar):
        return []
    first = int(strokes.bar.min())
    found: list[set[tuple[int, int]]] = [set() for _ in range(int(strokes.bar.max()) - first + 1)]
    chosen = strokes.of(*TALK)
    for bar, step, voice in zip(strokes.bar[chosen].tolist(), strokes.step[chosen].tolist(),
                                strokes.voice[chosen].tolist(), strict=True):  # fmt: skip
        found[bar - first].add((step, voice))
    return [frozenset(one) for one in found]


def runs_of(bars: Sequence[Bar]) -> list[tuple[Bar, Bar]]:
    """Two bars in a row, both with talk, and enough of it to say something."""
    pairs = pairwise(bars)
    return [(a, b) for a, b in pairs if a and b and len(a) + len(b) >= FEWEST_OF_TWO]


def busy_bars(bars: Sequence[Bar]) -> list[Bar]:
    return [bar for bar in bars if len(bar) >= FEWEST_OF_ONE]


def known_of(pieces: Iterable[Piece]) -> Known:
    runs: set[tuple[Bar, Bar]] = set()
    single: set[Bar] = set()
    for piece in pieces:
        bars = talk_bars(strokes_of_piece(piece))
        runs.update(runs_of(bars))
        single.update(busy_bars(bars))
    return Known(frozenset(runs), frozenset(single))


def strokes_of_piece(piece: Piece) -> Strokes:
    return strokes_of(piece.drums, piece.bpm, 3 if piece.meter in ("3/4", "6/8") else 4)


def copied(strokes: Strokes, known: Known) -> NDArray[np.float64]:
    """(4,): as COLUMNS says."""
    bars = talk_bars(strokes)
    runs, busy = runs_of(bars), busy_bars(bars)
    found = (sum(run in known.runs for run in runs), len(runs), sum(bar in known.bars for bar in busy), len(busy))
    return np.array(found, float)
