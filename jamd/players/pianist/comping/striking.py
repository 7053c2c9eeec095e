"""How long and how hard each chord is struck."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from jamd.music.planning.scene import Scene
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from jamd.players.pianist.comping.styles import STYLES
from jamd.players.steps import OFFBEAT, STEPS_PER_BEAT, place_of
from jamd.players.touch import PIANIST, velocity

BREATH: Final = 40  # ticks of silence between two chords

# Beats that chords last, shortest, quarter, half, three quarters of them, longest: on the beat and off it.
_SHARES: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
_ON: Final = (0.14, 0.29, 0.50, 0.92, 3.0)
_OFF: Final = (0.10, 0.19, 0.32, 0.80, 2.5)
_TOP: Final = 4  # velocity of the top voice above the others'


def length_of(scene: Scene, step: int, rng: np.random.Generator) -> int:
    """Ticks that a chord would last; the livelier the music, the shorter."""
    inside = step % STEPS_PER_BEAT
    beats = float(np.exp(np.interp(rng.random(), _SHARES, np.log(_ON if inside == 0 else _OFF))))
    style = STYLES[scene.style]
    livelier = 1.25 - 0.5 * scene.intensity
    return round(max(style.least, beats * style.longer * livelier) * TICKS_PER_BEAT)


def struck(scene: Scene, step: int, at: Tick, voicing: Sequence[int], last: Tick) -> Iterator[Note]:
    """The notes of a chord: the top voice sings, off-beats are accented."""
    inside, place = step % STEPS_PER_BEAT, place_of(step, "swing", 1.0)
    level = 46 + 36 * scene.intensity + (4 if inside == OFFBEAT["swing"] else 0 if inside == 0 else -3)
    chord = velocity(scene, PIANIST, place, level)
    for limb, pitch in enumerate(voicing, start=1):
        own = velocity(scene, PIANIST, place, level, limb)
        top = _TOP if pitch == voicing[-1] else 0
        yield Note(at, pitch, last, min(127, max(1, round(0.8 * chord + 0.2 * own) + top)))
