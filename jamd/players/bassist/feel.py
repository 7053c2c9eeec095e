"""How a bassist goes through a bar: in two, in four, in the groove of a style, or on a pedal.

In two: a head of up to 40 bars but for its bridge, while the band does not play hard, ballads, and whatever is very
quiet. In a waltz that is in one. The last bar before four walks, so that it leads there.
"""

from typing import Final, Literal

from jamd.music.planning.scene import Scene, rng_at
from jamd.players.bassist.grooves import has_groove
from jamd.players.bassist.pedals import pedal_at
from jamd.players.phrase_ends import bar_of_section

Feel = Literal["two", "four", "groove", "pedal"]

_STREAM: Final = 27 << 40
_GROUP: Final = 4  # bars of a waltz that are alike
# Intensity from which on a bassist walks: with the melody, and otherwise.
_WALKS: Final = {"swing": (0.6, 0.25), "ballad": (0.75, 0.55), "shuffle": (0.0, 0.0)}
_BRIDGE: Final = 0.35  # from which on the bridge of a head is walked
_WALTZ: Final = (0.1, 0.65)  # from which on some bars of a waltz are walked, and all
_LONGEST_HEAD: Final = 40  # bars: longer forms are fast tunes, or a whole performance written out
_HEAD: Final = 0.5  # as many of them with the melody


def feel_of(scene: Scene, bar: int) -> Feel:
    if pedal_at(scene, bar) is not None:
        return "pedal"
    if has_groove(scene):
        return "groove"
    return "two" if _is_in_two(scene, bar) and _is_in_two(scene, bar + 1) else "four"


def _is_in_two(scene: Scene, bar: int) -> bool:
    head = any(
        start <= bar * scene.meter.bar < end <= start + _LONGEST_HEAD * scene.meter.bar for start, end in scene.heads
    )
    if scene.meter.beats == 3:
        return _is_in_one(scene, bar, head)
    with_melody, otherwise = _WALKS.get(scene.style, _WALKS["swing"])
    if head and scene.style == "swing" and _is_bridge(scene, bar):
        with_melody = _BRIDGE
    return scene.intensity < (with_melody if head else otherwise)


def _is_bridge(scene: Scene, bar: int) -> bool:
    """The one section of its name among others that are all alike."""
    if scene.chart is None:
        return False
    here, names = scene.chart.section_at(bar).name, [section.name for section in scene.chart.sections]
    return names.count(here) == 1 and len(names) > 2 and len(set(names)) == 2


def _is_in_one(scene: Scene, bar: int, head: bool) -> bool:
    """Drawn for four bars."""
    quiet, loud = _WALTZ
    walked = min(1.0, max(0.0, (scene.intensity - quiet) / (loud - quiet)))
    first = bar - bar_of_section(scene, bar) % _GROUP
    die = float(rng_at(scene.seed, "bass", _STREAM + first).random())
    return die >= walked * (_HEAD if head and walked < 1 else 1.0)
