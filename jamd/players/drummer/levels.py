"""The velocity around which each voice lies, bar by bar, and what intensity makes of it."""

from collections.abc import Sequence
from statistics import fmean
from typing import Final

from jamd.music.drum_kit import HIGH_TOM, LOW_TOM, MID_TOM, SNARE
from jamd.music.planning.scene import Scene
from jamd.players.drummer import soloing
from jamd.players.drummer.brushes import LOUDER
from jamd.players.drummer.phrases import arc_of, fill_from
from jamd.players.drummer.styles import DrumStyle
from jamd.players.drummer.touch import LEVEL
from jamd.players.steps import STEPS_PER_BEAT

AS_NOW: Final = 2  # hits at today's intensity that are added to a past bar before its intensity is read from it
ACCENT: Final = 9  # velocity by which a stroke that the style's law asks for stands out
SWELL: Final = 6  # velocity that the drums of a fill gain up to its end
SWELLING: Final = (SNARE, LOW_TOM, MID_TOM, HIGH_TOM)


class Levels:
    """Of one scene."""

    def __init__(self, scene: Scene, style: DrumStyle) -> None:
        self.gain = 0.78 + 0.5 * scene.intensity
        self._scene, self._style = scene, style
        self._known: dict[tuple[int, int], float] = {}

    def of(self, step: int, voice: int) -> float:
        """At a middling intensity. `step`: from tick 0."""
        if (step, voice) not in self._known:
            self._known[step, voice] = self._level(step, voice)
        return self._known[step, voice]

    def gain_then(self, levels: Sequence[float], velocities: Sequence[int]) -> float:
        """What intensity made of a past bar, from how loud it is as a whole."""
        as_now = AS_NOW * fmean(levels)
        return (sum(velocities) + as_now * self.gain) / (sum(levels) + as_now)

    def _level(self, step: int, voice: int) -> float:
        scene, style, per_bar = self._scene, self._style, self._scene.meter.beats * STEPS_PER_BEAT
        bar, inside = divmod(step, per_bar)
        _, loudness = arc_of(scene, bar)
        level = LEVEL[voice] + (LOUDER.get(voice, 0) if style.brushes else 0) + 0.7 * loudness
        first = fill_from(scene, bar)
        if first is None or inside < first:
            level += ACCENT * style.accent(bar, inside, voice)
        if voice not in SWELLING:
            return level
        if first is not None:
            level += SWELL * max(0, inside - first) / (per_bar - first)
        if soloing.in_solo(scene, bar):
            at_first, more = soloing.LOUDER
            level += at_first + more * soloing.climbed(scene, bar)
        return level
