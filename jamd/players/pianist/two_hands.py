"""Both hands: a chorus of the pianist's own, whose line climbs, at its height with both hands on it; and a line that
carries the keyboardist's phrase on, under which the left hand joins if they stay away.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from jamd.music.planning.scene import Scene
from jamd.music.time.notes import Note, Tick
from jamd.players.pianist.comping.comping import Comping
from jamd.players.pianist.comping.targets import LEFT
from jamd.players.pianist.lines.blocks import is_thick, thickened
from jamd.players.pianist.lines.line import right_hand
from jamd.players.pianist.lines.lines import Lines

_BELOW: Final = 2  # semitones: a chord this close under the line rubs against it
_SOFTER: Final = 8  # velocity of the left hand, under the line


def play_solo(scene: Scene, start: Tick, end: Tick, lines: Lines, comping: Comping) -> tuple[Note, ...]:
    """Notes whose start lies in [start, end), sorted."""
    line = thickened(scene, lines.play(scene, start, end))
    above = right_hand(scene)
    chords = comping.play(_under(scene, above), start, end, LEFT, [*above, *line])
    free = (note for note in chords if not is_thick(scene, note.start // scene.meter.bar))
    return tuple(sorted([*line, *_softer(free)]))


def carry_on(scene: Scene, start: Tick, end: Tick, lines: Lines, comping: Comping) -> tuple[Note, ...]:
    """Notes whose start lies in [start, end), sorted. The left hand joins on the first bar line a bar or more behind
    the entry, and leaves out what lies in the line's way."""
    line, joins = lines.play(scene, start, end), _joins(scene)
    if joins is None or joins >= end:
        return line
    above = right_hand(scene)
    right = [*above, *line]
    chords = comping.play(_under(scene, above), max(start, joins), end, LEFT, right)
    return tuple(sorted([*line, *_softer(note for note in chords if _is_free(note.start, chords, right))]))


def _joins(scene: Scene) -> Tick | None:
    bar = scene.meter.bar
    return None if scene.entry is None else Tick(-(-(scene.entry + bar) // bar) * bar)


def _is_free(start: Tick, chords: Sequence[Note], right: Sequence[Note]) -> bool:
    """Whether a chord lies under all that the line plays while it sounds."""
    chord = [note for note in chords if note.start == start]
    top, end = max(note.pitch for note in chord), max(note.end for note in chord)
    return all(note.pitch > top + _BELOW for note in right if note.start < end and note.end > start)


def _softer(notes: Iterable[Note]) -> Iterator[Note]:
    return (msgspec.structs.replace(note, velocity=max(1, note.velocity - _SOFTER)) for note in notes)


def _under(scene: Scene, above: Sequence[Note]) -> Scene:
    """The scene of the left hand: it accompanies, and has played nothing but its own notes."""
    right = set(above)
    own = tuple(note for note in scene.own if note not in right)
    return msgspec.structs.replace(scene, role="comp", own=own, apart=())
