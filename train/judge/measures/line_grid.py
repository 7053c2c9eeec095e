"""Solos on the grid of the seed's piano codec: sixteenths, no swing, no lateness, pitches 48 to 83, one voice."""

from typing import Final

from jamd.players.seed import codec_piano as codec
from jamd.players.seed.codec_piano import LineNote
from train.corpora.piece import Piece
from train.judge.evaluation_set import line_of
from train.networks.straight import feel_of

SAYS: Final = "16 steps a bar, swing and lateness taken out, pitches folded into 48 - 83"


def grid_line(piece: Piece) -> list[LineNote]:
    """Notes as (start step, end step, pitch), one at a time: a note ends where the next starts."""
    line = line_of(piece)
    feel = feel_of([note.start for note in line], late=True)
    last = {feel.step(note.start): (feel.step(note.end), codec.fold(note.pitch)) for note in line}
    starts = sorted(last)
    return [
        (start, min(max(last[start][0], start + 1), after), last[start][1])
        for start, after in zip(starts, [*starts[1:], 10**9], strict=True)
        if start >= 0
    ]
