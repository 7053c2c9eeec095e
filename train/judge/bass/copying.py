"""What a walking line has in common with recorded ones: runs of intervals from beat to beat.

The longest shared run grows with the length of a take, so takes are cut to the same number of beats. Real bassists
share runs, too (scales, arpeggios of the same changes): held out ones against the training side are the measure. No run
goes across a repeated note, for estimated basses repeat many.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np

from train.judge.bass.bass_line import BassLine

RUN: Final = 7  # intervals: two bars
MOST: Final = 256  # beats of a take
_REST: Final = b"\0"  # a beat without a new note: no run goes across it
_MIDDLE: Final = 64


def spelled(line: BassLine) -> bytes:
    """The intervals from beat to beat, one byte each."""
    kept = line.cut(line.on_beat)
    kept = kept.cut(np.diff(kept.beat, prepend=-1) > 0)
    moves = np.clip(np.diff(kept.pitch), -_MIDDLE + 1, _MIDDLE) + _MIDDLE
    follows = (np.diff(kept.beat) == 1) & (moves != _MIDDLE)
    return b"".join(bytes([move]) if joined else _REST for move, joined in zip(moves, follows, strict=True))


def known_runs(lines: Iterable[BassLine]) -> bytes:
    """All of the training side, to look runs up in."""
    return _REST.join(spelled(line) for line in lines)


def copied(line: BassLine, known: bytes) -> tuple[float, float]:
    """Notes of the longest run that is known, and the share of runs of two bars that are; NaN where there is none."""
    moves = spelled(line)[: MOST - 1]
    longest, runs = 0, []
    for first in range(len(moves)):
        while _is_known(moves[first : first + longest + 1], longest + 1, known):
            longest += 1
        run = moves[first : first + RUN]
        if len(run) == RUN and _REST not in run:
            runs.append(run in known)
    return (longest + 1.0, float(np.mean(runs))) if runs else (float("nan"), float("nan"))


def _is_known(run: bytes, length: int, known: bytes) -> bool:
    return len(run) == length and _REST not in run and run in known
