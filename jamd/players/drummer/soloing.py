"""A drum solo: a figure, which comes again changed, and an end that leads back in.

A solo goes in groups of four bars. The second and the third bar of a group take up the rhythm of the one before, on
other drums; the fourth, or the last of a turn, ends in a fill. Hits and loudness climb from the first bar to the last.
"""

from typing import Final

from jamd.music.planning.scene import Scene
from jamd.music.time.notes import Tick
from jamd.players.phrase_ends import bar_of_section

GROUP: Final = 4  # bars
HITS: Final = (13.5, 1.0)  # a bar: at first, and what the last one has more
TALK: Final = (10.0, 1.0)
LOUDER: Final = (3.0, 4.0)  # velocity of the drums, likewise; Groove's drummers have 13 hits a bar where they solo


def in_solo(scene: Scene, bar: int) -> bool:
    """Whether the drums play a bar alone, or have done so."""
    tick = Tick(bar * scene.meter.bar)
    if any(start <= tick < end for start, end in scene.soloed):
        return True
    return scene.role == "solo" and (scene.turn is None or scene.turn[0] <= tick)


def recalls(scene: Scene, bar: int) -> bool:
    """Whether a bar of a solo takes up the rhythm of the one before."""
    return in_solo(scene, bar) and bar_of_section(scene, bar) % GROUP in (1, 2) and not leads_back(scene, bar)


def leads_back(scene: Scene, bar: int) -> bool:
    """Whether a bar of a solo is the last one of its turn, or of a group where no turn is known."""
    if scene.turn is not None and scene.turn[0] <= bar * scene.meter.bar < scene.turn[1]:
        return (bar + 1) * scene.meter.bar >= scene.turn[1]
    return bar_of_section(scene, bar) % GROUP == GROUP - 1


def climbed(scene: Scene, bar: int) -> float:
    """How far a bar of a solo has come, 0 to 1."""
    return bar_of_section(scene, bar) % GROUP / (GROUP - 1)
