"""Where a solo is hottest, a line becomes block chords, or octaves: the melody on top, both hands on it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from jamd.music.harmony.chords import Chord
from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import TICKS_PER_BEAT, Note
from jamd.players.pianist.lines.line import LEFT_HAND

BARS: Final = 2  # that are played in one manner
HOT: Final = 0.6  # intensity from which bars may be thick
SHARE: Final = 3.5  # of bars, for each unit of intensity above
OCTAVES: Final = 0.4  # of the thick bars
_SLOW: Final = TICKS_PER_BEAT * 2 // 5  # a note that comes sooner than this before or behind another stays single
_VOICES: Final = 3  # below the melody
_SOFTER: Final = 8  # velocity
_MANNER: Final = 19 << 40  # a stream of random numbers


def is_thick(scene: Scene, bar: int) -> bool:
    """Whether a bar is played with both hands on the line."""
    chance = float(rng_at(scene.seed, "piano", _MANNER + bar // BARS).random())
    return scene.role == "solo" and chance < SHARE * (scene.intensity - HOT)


def thickened(scene: Scene, line: Sequence[Note]) -> tuple[Note, ...]:
    """A line (sorted) with what is struck under it."""
    far = 10**9
    starts = [-far, *(note.start for note in line), far]
    room = [min(b - a, c - b) for (a, b), (_, c) in pairwise(list(pairwise(starts)))]
    notes = list(line)
    for note, apart in zip(line, room, strict=True):
        if apart >= _SLOW and is_thick(scene, note.start // scene.meter.bar):
            notes += [Note(note.start, p, note.end, max(1, note.velocity - _SOFTER)) for p in _under(scene, note)]
    return tuple(sorted(notes))


def _under(scene: Scene, note: Note) -> list[int]:
    """The pitches below one note of the melody."""
    return [pitch for pitch in _voices(scene, note) if pitch > LEFT_HAND]


def _voices(scene: Scene, note: Note) -> list[int]:
    manner = float(rng_at(scene.seed, "piano", _MANNER + note.start // scene.meter.bar // BARS).random(2)[1])
    chord = scene.chord_at(note.start)
    if manner < OCTAVES or chord is None or not chord.chord_tones:
        return [note.pitch - 12]
    return _closed(chord, note.pitch)


def _closed(chord: Chord, top: int) -> list[int]:
    """The nearest tones below a melody note, none a half step under it, with the octave where there is room."""
    inside = [p for p in range(top - 2, top - 12, -1) if p % 12 in chord.chord_tones]
    return [*inside[:_VOICES], top - 12]
