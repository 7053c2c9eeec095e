"""Solos on the grid of the seed's piano codec: sixteenths, no swing, no delay, pitches 48 to 83, one voice."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.players.seed import codec_piano as codec
from jamd.players.seed.codec_piano import LineNote
from jamd.players.seed.grid import STEPS_PER_BEAT
from train.corpora.piece import Piece, line_of
from train.grids.feel import line_feel

GRID: Final = "16 steps a bar, swing and lateness taken out, pitches folded into 48 - 83"


def grid_line(piece: Piece) -> list[LineNote]:
    """Notes as (start step, end step, pitch). The last note on a step stays; a note ends where the next one starts."""
    feel = line_feel(piece)
    last = {feel.step(note.start): (feel.step(note.end), codec.fold(note.pitch)) for note in line_of(piece)}
    starts = sorted(last)
    return [
        (start, min(max(last[start][0], start + 1), after), last[start][1])
        for start, after in zip(starts, [*starts[1:], 10**9], strict=True)
        if start >= 0
    ]


def melody_events(piece: Piece) -> NDArray[np.int64]:
    """(steps,) events of the seed's piano codec for a solo, whole bars."""
    return codec.encode(grid_line(piece), 0, piece.bar_count * int(piece.meter[0]) * STEPS_PER_BEAT)
