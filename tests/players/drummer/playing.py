"""The drummer alone, bar after bar."""

from functools import cache

import numpy as np

from jamd.commands.choices import Style
from jamd.music.planning.scene import Scene
from jamd.music.styles import STYLES, ratio_of
from jamd.music.time.notes import Meter, Note, Tick
from jamd.players.arrays import Array
from jamd.players.drummer.codec import VOICES
from jamd.players.drummer.drummer import Drummer, voice_of
from jamd.players.drummer.styles import drum_style
from jamd.players.steps import STEPS, STEPS_PER_BEAT, step_of

MEMORY = 16  # bars


@cache
def drummer() -> Drummer:
    return Drummer()


def scene(style: Style, bpm: float, beats: int | None = None, **changes: object) -> Scene:
    meter = Meter(beats or STYLES[style].beats[0])
    facts = {
        "meter": meter, "bpm": bpm, "heard": Tick(0), "you": (), "own": (), "chart": None, "chord": None,
        "role": "comp", "intensity": 0.5, "swing": ratio_of(style, "band", bpm), "temperature": 1.0, "seed": 1,
        "style": style,
    }  # fmt: skip
    return Scene(**facts | changes)


def played(told: Scene, first: int, last: int, before: tuple[Note, ...] = ()) -> tuple[Note, ...]:
    """Bars [first, last), after what was played before."""
    notes, bar = before, told.meter.bar
    for number in range(first, last):
        start, end = Tick(number * bar), Tick((number + 1) * bar)
        own = tuple(note for note in notes if note.start >= start - MEMORY * bar)
        now = Scene(**{name: getattr(told, name) for name in told.__struct_fields__} | {"own": own, "heard": start})
        notes += drummer().play(now, start, end)
    return notes[len(before) :]


def grid(notes: tuple[Note, ...], told: Scene, first: int, last: int) -> Array:
    """(bars, STEPS, VOICES): velocities."""
    style, per_bar = drum_style(told.style, told.bpm), told.meter.beats * STEPS_PER_BEAT
    bars = np.zeros((last - first, STEPS, VOICES))
    for note in notes:
        bar, step = divmod(step_of(note.start, style.feel, told.swing), per_bar)
        voice = voice_of(note, style)
        if voice is not None and first <= bar < last:
            bars[bar - first, step, voice] = note.velocity
    return bars
