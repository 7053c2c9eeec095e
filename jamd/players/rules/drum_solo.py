"""What the hand-written drummer plays where the band does not: the hit of a break."""

from typing import Final

from jamd.music.planning.scene import Scene
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from jamd.players.rules.drum_figures import KICK, SNARE

_SHORT: Final = TICKS_PER_BEAT // 4


def break_hit(scene: Scene, start: Tick) -> tuple[Note, ...]:
    """Kick and snare, dry: no cymbal rings into the silence."""
    loudness = round(72 + 34 * scene.intensity)
    return tuple(sorted(Note(start, pitch, Tick(start + _SHORT), loudness) for pitch in (KICK, SNARE)))
