"""What the drummer takes from the keyboardist: where accents can be expected, and that a gap was left.

Only what lies before `scene.heard` is known. A place of the bar that was hit in two of the last four bars, harder than
usual, is expected again; one that was hit in three of them however softly, a little.
"""

from typing import Final

import numpy as np

from jamd.music.planning.scene import Scene
from jamd.music.styles import Feel
from jamd.music.time.notes import TICKS_PER_BEAT
from jamd.players.drummer.codec import Array
from jamd.players.drummer.steps import STEPS, STEPS_PER_BEAT, step_of

BARS: Final = 4
ACCENT: Final = 5  # velocities above the mean of what was heard
GAP: Final = 1.5  # beats without a key


def expected_accents(scene: Scene, bar: int, feel: Feel) -> Array | None:
    """(STEPS,) 0 to 1 for a bar to come; None where nothing is expected."""
    first = min(bar, scene.heard // scene.meter.bar)  # the last bar that is heard in full lies before it
    start, end = (first - BARS) * scene.meter.bar, first * scene.meter.bar
    notes = [note for note in scene.you if start <= note.start < end]
    if len(notes) < 4:
        return None
    loud = sum(note.velocity for note in notes) / len(notes) + ACCENT
    per_bar = scene.meter.beats * STEPS_PER_BEAT
    hit, accented = np.zeros((BARS + 1, STEPS), bool), np.zeros((BARS + 1, STEPS), bool)
    for note in notes:
        back, step = divmod(step_of(note.start, feel, scene.swing) - (first - BARS) * per_bar, per_bar)
        hit[back, step] = True
        accented[back, step] |= note.velocity >= loud
    expected = np.clip(np.where(accented.sum(0) >= 2, 1.0, 0.0) + np.where(hit.sum(0) >= 3, 0.35, 0.0), 0, 1)
    return expected.astype(np.float32) if expected.any() else None


def leaves_a_gap(scene: Scene) -> bool:
    """The keyboardist played in the last four bars, and not in the last beat and a half."""
    lately = [note for note in scene.you if note.start >= scene.heard - BARS * scene.meter.bar]
    return bool(lately) and max(note.end for note in lately) <= scene.heard - GAP * TICKS_PER_BEAT
