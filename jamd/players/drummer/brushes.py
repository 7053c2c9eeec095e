"""A ballad's brushes: time is tapped on the snare, comments are slapped harder, and beneath them the other hand sweeps.

The notes are those of General MIDI's brush kit that do no harm on another kit: 38 taps, 40 sweeps; 39, the slap, would
clap there. Taps and slaps share a note: a tap is held longer, which no drum minds, so that each is known again.
"""

from typing import Final

import numpy as np

from jamd.music.drum_kit import CRASH, HIGH_TOM, LOW_TOM, MID_TOM, PITCH_OF_VOICE, RIDE, SNARE, VOICE_OF_PITCH
from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from jamd.players.arrays import Array
from jamd.players.steps import STEPS_PER_BEAT

TAP: Final = PITCH_OF_VOICE[SNARE]
SWEEP: Final = 40
LOUDER: Final = {RIDE: -22, SNARE: 6, CRASH: -26, LOW_TOM: -12, MID_TOM: -12, HIGH_TOM: -12}
"""Velocity, against sticks."""
LOUDEST: Final = {CRASH: 80}  # velocity: wires cannot strike a cymbal as hard as a stick does
_HELD: Final = {RIDE: 100, SNARE: 60}  # ticks
_SWEEP_VELOCITY: Final = 32
_SWEEP_BEATS: Final = 2
_SWEEPING: Final = 20 << 40  # the stream of its random numbers


def sound_of(voice: int) -> tuple[int, int]:
    """Note and ticks of a stroke with brushes."""
    return (TAP, _HELD[voice]) if voice in _HELD else (PITCH_OF_VOICE[voice], _HELD[RIDE])


def voice_with_brushes(note: Note) -> int | None:
    """What a stroke with brushes was; a sweep is none."""
    if note.pitch == TAP:
        return RIDE if note.end - note.start > (_HELD[RIDE] + _HELD[SNARE]) / 2 else SNARE
    return None if note.pitch == SWEEP else VOICE_OF_PITCH.get(note.pitch)


def one_hand(hits: Array) -> Array:
    """(STEPS, VOICES) as one hand plays them: a slap takes the place of a tap."""
    played = hits.copy()
    played[:, RIDE] *= 1 - played[:, SNARE]
    return played


def both_meant(bars: Array) -> Array:
    """The inverse of `one_hand`, nearly: a slap on the beat was time, too. (..., STEPS, VOICES)."""
    meant = bars.copy()
    beats = meant[..., ::STEPS_PER_BEAT, :]
    beats[..., RIDE] = np.maximum(beats[..., RIDE], beats[..., SNARE])
    return meant


def sweeps(scene: Scene, bar: int) -> list[Note]:
    """Of a bar: one for every two beats, quiet and never quite alike."""
    rng = rng_at(scene.seed, "drums", _SWEEPING + bar)
    notes = []
    for beat in range(0, scene.meter.beats, _SWEEP_BEATS):
        first = bar * scene.meter.bar + beat * TICKS_PER_BEAT
        length = min(_SWEEP_BEATS, scene.meter.beats - beat) * TICKS_PER_BEAT
        late, louder = rng.normal(0, 10), rng.normal(0, 3) + 8 * (scene.intensity - 0.5)
        start = Tick(round(first + min(40, max(0, late))))
        notes.append(Note(start, SWEEP, Tick(first + length - 60), round(_SWEEP_VELOCITY + louder)))
    return notes
