"""The right hands of trio pianists as solos: more of them than of horns, but nobody wrote down their chords."""

from collections.abc import Iterable
from typing import Final

import msgspec

from jamd.music.time.notes import TICKS_PER_BEAT, Note
from train.corpora.hands import believed, right_hand
from train.corpora.jtd_piano import VELOCITIES
from train.corpora.piece import Piece
from train.networks.lines.solos import Solo, solo_of

TOGETHER_MS: Final = 45.0
_UNDER: Final = 4  # semitones: what starts that far below a note that sounds on is not the line
_SOUNDS_ON: Final = TICKS_PER_BEAT // 10


def solo_or_hand(piece: Piece) -> Solo | None:
    """None: nothing to learn from."""
    if piece.line or not piece.piano:
        return solo_of(piece)
    top = tuple(_top(believed(right_hand(piece.piano)), TOGETHER_MS * piece.bpm * TICKS_PER_BEAT / 60_000))
    solo = solo_of(msgspec.structs.replace(piece, line=top, chords=()))
    return solo and solo._replace(is_hand=True, has_touch=VELOCITIES in piece.styles)


def _top(notes: Iterable[Note], close: float) -> list[Note]:
    """The highest of what is struck within `close` ticks, without inner voices."""
    line: list[Note] = []
    for note in notes:
        if line and note.start - line[-1].start < close:
            line[-1] = max(line[-1], note, key=lambda n: n.pitch)
        elif not line or note.start >= line[-1].end - _SOUNDS_ON or note.pitch >= line[-1].pitch - _UNDER:
            line.append(note)
    return line
