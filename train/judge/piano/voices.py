"""Piano notes as arrays: attacks, which are notes struck together, and the one voice that is heard as a line.

The swing is taken out around the take's own off-beat before an attack is put on a sixteenth. What a pianist is late on
the beats on average is taken out first.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np

from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from train.judge.drumming.strokes import PER_BEAT, Floats, Ints, offbeat_of, straightened

TOGETHER_MS: Final = 45.0
_ON_BEAT: Final = 0.18  # beats
_STILL_SOUNDS: Final = 0.1  # beats
_UNDER: Final = 4  # semitones: what starts that far below a note that sounds is not the line
REST: Final = 0.7  # beats of silence that end a phrase, or
APART: Final = 1.6  # beats from one attack to the next


class Voice(NamedTuple):
    """One voice, or the attacks of a hand with one value each, sorted. All arrays are (attacks,)."""

    beat: Floats  # as played, but for the mean lateness
    pitch: Ints  # the highest of an attack
    velocity: Floats
    length: Floats  # beats
    step: Ints  # sixteenth from bar 0, swing taken out
    offbeat: float  # in beats
    bpm: float
    beats: int  # to the bar

    @property
    def steps(self) -> int:
        """To the bar."""
        return PER_BEAT * self.beats

    @property
    def bar(self) -> Ints:
        bars: Ints = self.step // self.steps
        return bars

    def cut(self, chosen: Ints, first_bar: int) -> "Voice":
        """Some attacks, in bars that are counted from another one."""
        return self._replace(
            beat=self.beat[chosen] - first_bar * self.beats,
            pitch=self.pitch[chosen],
            velocity=self.velocity[chosen],
            length=self.length[chosen],
            step=self.step[chosen] - first_bar * self.steps,
        )

    @property
    def breaks(self) -> np.ndarray:
        """(attacks - 1,): whether a phrase ends between two attacks."""
        gap = np.diff(self.beat)
        ended: np.ndarray = (gap - self.length[:-1] > REST) | (gap > APART)
        return ended


def attacks(notes: Iterable[Note], bpm: float) -> list[list[Note]]:
    reach = TOGETHER_MS * bpm / 60_000 * TICKS_PER_BEAT
    found: list[list[Note]] = []
    for note in sorted(notes):
        if not found or note.start - found[-1][0].start > reach:
            found.append([])
        found[-1].append(note)
    return found


def top_voice(notes: Iterable[Note], bpm: float) -> list[Note]:
    """The highest note of each attack up to the next; nothing that starts well under a note that still sounds."""
    line: list[Note] = []
    for attack in attacks(notes, bpm):
        note = max(attack, key=lambda each: each.pitch)
        if line:
            last = line[-1]
            if last.end > note.start + _STILL_SOUNDS * TICKS_PER_BEAT and last.pitch > note.pitch + _UNDER:
                continue
            line[-1] = Note(last.start, last.pitch, Tick(min(last.end, note.start)), last.velocity)
        line.append(note)
    return line


def voice_of(notes: Sequence[Note], bpm: float, beats: int = 4) -> Voice:
    """Of notes in order, one for each attack."""
    rows = np.array([(n.start, n.end - n.start, n.pitch, n.velocity) for n in notes], float).reshape(-1, 4)
    beat = rows[:, 0] / TICKS_PER_BEAT
    beat = beat - lateness(beat)
    offbeat = offbeat_of(beat)
    step = np.round(straightened(beat, offbeat) * PER_BEAT).astype(int)
    length = rows[:, 1] / TICKS_PER_BEAT
    return Voice(beat, rows[:, 2].astype(int), rows[:, 3], length, step, offbeat, bpm, beats)


def line_voice(notes: Iterable[Note], bpm: float) -> Voice:
    return voice_of(top_voice(notes, bpm), bpm)


def lateness(beat: Floats) -> float:
    """The median distance from the beat, of what lies on it."""
    inside = (beat + 0.25) % 1 - 0.25
    near = inside[np.abs(inside) < _ON_BEAT]
    return float(np.median(near)) if len(near) > 5 else 0.0
