"""A chorus of the pianist's own: a line that climbs, the left hand under it, at its height both hands on it."""

from typing import Final

import msgspec

from jamd.music.planning.scene import Scene
from jamd.music.time.notes import Note, Tick
from jamd.players.pianist.comping.comping import Comping
from jamd.players.pianist.comping.targets import LEFT
from jamd.players.pianist.lines.blocks import is_thick, thickened
from jamd.players.pianist.lines.line import LEFT_HAND
from jamd.players.pianist.lines.lines import Lines

_SOFTER: Final = 8  # velocity of the left hand, under the line


def play_solo(scene: Scene, start: Tick, end: Tick, lines: Lines, comping: Comping) -> tuple[Note, ...]:
    """Notes whose start lies in [start, end), sorted."""
    line = thickened(scene, lines.play(scene, start, end))
    above = [note for note in scene.own if note.pitch > LEFT_HAND]
    chords = comping.play(_under(scene), start, end, LEFT, [*above, *line])
    free = (note for note in chords if not is_thick(scene, note.start // scene.meter.bar))
    left = (msgspec.structs.replace(note, velocity=max(1, note.velocity - _SOFTER)) for note in free)
    return tuple(sorted([*line, *left]))


def _under(scene: Scene) -> Scene:
    """The scene of the left hand: it accompanies, and has played nothing but its own notes."""
    own = tuple(note for note in scene.own if note.pitch <= LEFT_HAND)
    return msgspec.structs.replace(scene, role="comp", own=own, apart=())
