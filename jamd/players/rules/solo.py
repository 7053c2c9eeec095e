"""The hand-written pianist's solo: its line, over a left hand of two notes that marks the changes."""

from collections.abc import Iterator, Sequence
from typing import Final

from jamd.music.harmony.chords import Chord
from jamd.music.planning.scene import Scene
from jamd.music.time.notes import Note, Tick
from jamd.players.rules.comping import Hit, hits_of_bar
from jamd.players.rules.line import play_line
from jamd.players.rules.listening import EIGHTH
from jamd.players.rules.voicing import Voicing, motion, voicings
from jamd.players.touch import PIANIST, struck_at, velocity

_LOWEST: Final = 45
HIGHEST: Final = 57  # of the left hand; the line lies above
_DENSITY: Final = 0.3  # of its chords, from 0 to 1
_LENGTH: Final = EIGHTH * 3 // 2
_SOFTER: Final = 12  # velocities below the line


def play_solo(scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
    """The notes of both hands that start in [start, end)."""
    return tuple(sorted([*play_line(scene, start, end), *_left_hand(scene, start, end)]))


def _left_hand(scene: Scene, start: Tick, end: Tick) -> Iterator[Note]:
    before = _last_shell(scene.own)
    for bar in range(max(0, start // scene.meter.bar), max(0, -(-end // scene.meter.bar)) + 1):
        for hit in hits_of_bar(scene, bar, _DENSITY):
            place = struck_at(scene, PIANIST, hit.place)
            shell = _shell(scene.chord_at(Tick(hit.place + EIGHTH * hit.off_beat)), before)
            if start <= place < end and shell is not None:
                yield from _struck(scene, hit, shell, place)
                before = shell


def _shell(chord: Chord | None, before: Voicing | None) -> Voicing | None:
    """Third and seventh, near those of the chord before."""
    fitting = () if chord is None else voicings(chord, 2, _LOWEST, HIGHEST)
    return min(fitting, key=lambda each: motion(before or (50, 55), each), default=None)


def _last_shell(own: Sequence[Note]) -> Voicing | None:
    low = [note for note in own if note.pitch <= HIGHEST]
    return tuple(sorted(note.pitch for note in low if note.start == low[-1].start)) if low else None


def _struck(scene: Scene, hit: Hit, shell: Voicing, place: Tick) -> Iterator[Note]:
    loudness = velocity(scene, PIANIST, hit.place, 58 + 30 * scene.intensity - _SOFTER)
    for pitch in shell:
        yield Note(place, pitch, Tick(place + _LENGTH), loudness)
