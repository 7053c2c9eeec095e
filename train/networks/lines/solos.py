"""What lines are learned from: solos on the grid of six steps to the beat, swing and lateness taken out."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from jamd.players.pianist.lines.changes import Changes
from jamd.players.steps import STEPS_PER_BEAT, step_of
from train.corpora.charts import chord_of
from train.corpora.piece import Piece
from train.grids.feel import Feel, line_feel

LEAST: Final = 40  # notes
BEATS: Final = {"4/4": 4, "3/4": 3}
_QUIET: Final = 3.0  # velocity: the least standard deviation that loudness is measured in


class Solo(NamedTuple):
    """One solo of K notes."""

    name: str
    bpm: float
    beats: int  # to the bar
    offbeat: float  # its place in the beat
    steps: NDArray[np.int64]  # (K,)
    pitches: NDArray[np.int64]  # (K,)
    lengths: NDArray[np.float32]  # (K,) steps, never longer than the gap to the next note
    loud: NDArray[np.float32]  # (K,) in standard deviations of this soloist
    changes: Changes
    is_hand: bool = False  # the right hand of a pianist whose chords nobody wrote down
    has_touch: bool = True  # its loudness is known

    @property
    def bars(self) -> int:
        return int(self.steps[-1]) // (self.beats * STEPS_PER_BEAT) + 1


def solo_of(piece: Piece) -> Solo | None:
    """None: nothing to learn from."""
    if piece.meter not in BEATS or len(piece.line) < LEAST:
        return None
    feel = line_feel(piece)
    notes = _on_steps(piece.line, feel)
    steps = np.array(list(notes))
    played = [_length(note, feel) for note in notes.values()]
    velocity = np.array([note.velocity for note in notes.values()], np.float32)
    return Solo(
        piece.name,
        piece.bpm,
        BEATS[piece.meter],
        feel.offbeat,
        steps,
        np.array([note.pitch for note in notes.values()]),
        np.minimum(played, np.append(np.diff(steps), 20)).astype(np.float32),
        (velocity - velocity.mean()) / max(float(velocity.std()), _QUIET),
        _changes(piece),
    )


def _on_steps(line: tuple[Note, ...], feel: Feel) -> dict[int, Note]:
    """Of notes that fall on one step the second moves on to the next; a third is left out."""
    late = round(feel.delay * TICKS_PER_BEAT)
    notes: dict[int, Note] = {}
    last = -1
    for note in line:
        step = step_of(Tick(note.start - late), "swing", feel.swing)
        if step >= last:
            last = step + (step == last)
            notes[last] = note
    return notes


def _length(note: Note, feel: Feel) -> float:
    """Steps."""
    return max(0.3, (feel.straight(note.end) - feel.straight(note.start)) * STEPS_PER_BEAT / TICKS_PER_BEAT)


def _changes(piece: Piece) -> Changes:
    at = {round(mark.tick * STEPS_PER_BEAT / TICKS_PER_BEAT): chord_of(mark.symbol, piece.set) for mark in piece.chords}
    return Changes(np.array(sorted(at), np.int64), tuple(at[step] for step in sorted(at)))
