"""The rhythm of a bar of bass: all that is struck in it, in order."""

from collections.abc import Callable
from typing import Final

from jamd.music.planning.scene import Scene
from jamd.music.time.notes import TICKS_PER_BEAT
from jamd.players.bassist.feel import Feel, feel_of
from jamd.players.bassist.grooves import in_groove
from jamd.players.bassist.pedals import on_pedal
from jamd.players.bassist.strokes import Kind, Stroke
from jamd.players.bassist.swung import in_four, in_two
from jamd.players.bassist.walking import chord_on

_RHYTHMS: Final[dict[Feel, Callable[[Scene, int], list[Stroke]]]] = {
    "two": in_two,
    "four": in_four,
    "groove": in_groove,
    "pedal": on_pedal,
}


def strokes(scene: Scene, bar: int) -> list[Stroke]:
    """Nothing in N.C.; the chord behind it is met where it begins."""
    feel = feel_of(scene, bar)
    sounding = [chord_on(scene, bar, beat) is not None for beat in range(scene.meter.beats)]
    struck = [stroke for stroke in _RHYTHMS[feel](scene, bar) if sounding[stroke.place // TICKS_PER_BEAT]]
    kind: Kind = "walked" if feel in ("two", "four") else "root"
    entries = [beat * TICKS_PER_BEAT for beat in range(1, len(sounding)) if sounding[beat] and not sounding[beat - 1]]
    struck += [Stroke(place, kind) for place in entries if place not in [stroke.place for stroke in struck]]
    return sorted(struck)


def silent_from(scene: Scene, bar: int, place: int) -> int:
    """Where the first N.C. behind a place of a bar begins, or the bar ends: ticks from its 1."""
    beats = range(place // TICKS_PER_BEAT + 1, scene.meter.beats)
    return next((beat * TICKS_PER_BEAT for beat in beats if chord_on(scene, bar, beat) is None), int(scene.meter.bar))
