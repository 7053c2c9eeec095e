"""What a line has from the keyboardist's last bars: one that carries on stays in their register and density at first.

In an answer, bars of the call come back, moved, with other notes, or in part. The rhythm of a bar of the call is one
more version among those that the network writes. Where it is chosen, the call's intervals are made likelier; the chords
of the answer, and the network, decide what becomes of them.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from jamd.music.planning.scene import Scene
from jamd.players.pianist.lines.line import LineNote, steps_in_bar, your_line
from jamd.players.pianist.lines.pitch_codec import INTERVALS, interval_class
from jamd.players.pianist.lines.rhythm import Rhythm
from jamd.players.pianist.lines.windows import Array, Ints
from jamd.players.steps import STEPS_PER_BEAT

BARS: Final = 4  # of a call that are remembered
LEAST: Final = 3  # notes of a bar that can be answered
MOVES: Final = (0, 0, STEPS_PER_BEAT)  # steps that a fragment may be moved by
CALMER: Final = 0.75  # of the call's notes are asked for in an answer: more come than are asked for
CARRIED: Final = 16  # bars in which a line that carries on comes to its own register and density
SAME: Final = 1.7  # log odds for the call's interval, in half of the versions
ALIKE: Final = 0.5  # log odds for its neighbours
_REACH: Final = (52, 82)  # where a call's register is followed


class Fragment(NamedTuple):
    """A part of the call, as it could be played in a bar of the answer."""

    rhythm: Rhythm
    pitches: tuple[int, ...]  # the call's own; none where the rhythm is not the call's


def call_of(scene: Scene) -> list[LineNote]:
    """The keyboardist's last bars of playing before this turn, or before this part carries on; empty in a solo."""
    line = your_line(scene) if scene.role in ("answer", "line") else []
    return [note for note in line if note.step > line[-1].step - BARS * steps_in_bar(scene)]


def own_way(scene: Scene, call: Sequence[LineNote], number: int) -> float:
    """How far a bar has gone its own way: 0, it stays with the call, to 1. An answer stays with it to its end."""
    if not call:
        return 1.0
    since = number - call[-1].step // steps_in_bar(scene)
    return 0.0 if scene.role == "answer" else min(1.0, since / CARRIED)


def centre_of(call: Sequence[LineNote]) -> float | None:
    """The register of a call, where a line can be played."""
    return float(np.clip(np.mean([note.pitch for note in call]), *_REACH)) if call else None


def density_of(call: Sequence[LineNote], bar: int) -> float | None:
    """The notes of a bar in which it plays; None where it is too short to say."""
    return len(call) / len({note.step // bar for note in call}) if len(call) > LEAST else None


def fragments(call: Sequence[LineNote], first: int, end: int, bar: int) -> list[Fragment]:
    """Each bar of the call, at its place or moved, as far as it falls into the steps from `first` to `end`."""
    found = []
    for number in sorted({note.step // bar for note in call}):
        notes = [note for note in call if note.step // bar == number]
        for move in MOVES:
            shift = first // bar * bar - number * bar + move
            moved = [note._replace(step=note.step + shift) for note in notes if first <= note.step + shift < end]
            if len(moved) >= LEAST:
                steps, lengths = tuple(note.step for note in moved), tuple(note.length for note in moved)
                found.append(Fragment(Rhythm(steps, lengths, 0.0), tuple(note.pitch for note in moved)))
    return found


def intervals_of(fragment: Fragment, versions: int) -> Array:
    """(N, K, INTERVALS) log odds for the intervals of a fragment of the call, in every other version."""
    notes = len(fragment.rhythm.steps)
    out = np.zeros((versions, notes, INTERVALS))
    pitches = np.array(fragment.pitches, np.int64)
    for note, interval in enumerate(interval_class(pitches[1:], pitches[:-1]), start=1):
        out[::2, note, max(0, interval - 2) : interval + 3] = ALIKE
        out[::2, note, interval] = SAME
    return out


def echoed(pitches: Ints, call: Sequence[int]) -> Array:
    """(N,) intervals that versions (N, K) of a fragment share with the call."""
    same: Array = (np.diff(pitches, axis=1) == np.diff(call)).sum(1).astype(float)
    return same
