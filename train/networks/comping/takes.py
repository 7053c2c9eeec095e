"""What the network of comping rhythms learns from: left hands of trio pianists on the player's own grid, and how busy
the right hand is beside them.

A left-hand chord is two or more notes below SPLIT that start together. The right hand stands in for whoever plays above
the chords: a soloist's own, whose rhythm is known, or somebody else's, of whom only the past is.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jamd.music.time.notes import TICKS_PER_BEAT, Note
from jamd.music.time.swing import swing_ratio
from jamd.players.steps import STEPS, STEPS_PER_BEAT, step_of
from train.corpora.piece import Piece

SPLIT: Final = 62
TOGETHER_MS: Final = 45.0
LEAST: Final = 6  # bars of a take
BEATS: Final = {"4/4": 4, "3/4": 3}
_ENOUGH: Final = 20  # off-beats of the drums, to tell a trio's swing from


class Take(NamedTuple):
    """One run of a recording. Arrays are over its bars."""

    name: str
    bpm: float
    beats: int  # to the bar
    chords: NDArray[np.uint8]  # (bars, STEPS)
    partner: NDArray[np.uint8]  # (bars, STEPS) onsets of the right hand
    played: NDArray[np.bool_]  # (bars,): some hand plays; what is silent teaches nothing

    @property
    def bars(self) -> int:
        return len(self.chords)


def learnable(piece: Piece) -> Take | None:
    """None: too short, or in another meter."""
    return take_of(piece) if piece.meter in BEATS and piece.bar_count >= LEAST and piece.piano else None


def take_of(piece: Piece) -> Take:
    beats, ratio = BEATS[piece.meter], _ratio(piece)
    per_bar = beats * STEPS_PER_BEAT
    chords = np.zeros((piece.bar_count + 1, STEPS), np.uint8)
    partner = np.zeros_like(chords)
    played = np.zeros(len(chords), bool)
    for group in _together(piece):
        bar, step = divmod(step_of(group[0].start, "swing", ratio), per_bar)
        if 0 <= bar < len(chords):
            low = sum(note.pitch < SPLIT for note in group)
            played[bar] = True
            partner[bar, step] |= low < len(group)
            if low >= 2:
                chords[bar, step] = 1
    return Take(piece.name, piece.bpm, beats, chords[:-1], partner[:-1], played[:-1])


def _together(piece: Piece) -> list[list[Note]]:
    """Notes that start together."""
    close = TOGETHER_MS * piece.bpm * TICKS_PER_BEAT / 60_000
    groups: list[list[Note]] = []
    for note in piece.piano:
        if groups and note.start - groups[-1][0].start < close:
            groups[-1].append(note)
        else:
            groups.append([note])
    return groups


def _ratio(piece: Piece) -> float:
    """Long:short of the drums' eighths; what trios play at this tempo where they have too few."""
    inside = np.array([onset.tick % TICKS_PER_BEAT for onset in piece.onsets if onset.instrument == "drums"])
    offbeats = inside[(inside > 0.45 * TICKS_PER_BEAT) & (inside < 0.8 * TICKS_PER_BEAT)] / TICKS_PER_BEAT
    if len(offbeats) < _ENOUGH:
        return swing_ratio("band", piece.bpm)
    place = float(np.median(offbeats))
    return max(1.0, place / (1 - place))
