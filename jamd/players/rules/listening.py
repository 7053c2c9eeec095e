"""What the hand-written players know of the keyboardist: how busy, how high, and where the accents fall.

Only what lies before `scene.heard` is used.
"""

from typing import Final

from jamd.music.listening.onsets import onsets
from jamd.music.planning.scene import Scene
from jamd.music.time.notes import TICKS_PER_BEAT, Tick
from jamd.music.time.swing import straightened

EIGHTH: Final = TICKS_PER_BEAT // 2
_BUSY: Final = 2.0  # onsets per beat of a keyboardist who leaves no room: steady eighths


def busyness(scene: Scene) -> float:
    """0 for a silent keyboardist, 1 for steady eighths; the last two beats count as much as the last two bars."""
    return sum(_rate(scene, beats) for beats in (2, 2 * scene.meter.beats)) / 2


def _rate(scene: Scene, beats: int) -> float:
    since = scene.heard - beats * TICKS_PER_BEAT
    recent = [note for note in scene.you if since <= note.start < scene.heard]
    return min(1.0, sum(1 for _ in onsets(recent)) / beats / _BUSY)


def leaves_a_gap(scene: Scene) -> bool:
    """Whether the keyboardist played in the last four bars but has been silent for two beats."""
    lately = [note for note in scene.you if scene.heard - 4 * scene.meter.bar <= note.start < scene.heard]
    return bool(lately) and max(note.end for note in lately) <= scene.heard - 2 * TICKS_PER_BEAT


def register(scene: Scene, beats: int) -> frozenset[int]:
    """Pitches that the keyboardist sounded in the last beats."""
    since = scene.heard - beats * TICKS_PER_BEAT
    return frozenset(note.pitch for note in scene.you if note.end > since and note.start < scene.heard)


def accents(scene: Scene, before: Tick, bars: int = 4) -> dict[int, float]:
    """How often, 0 to 1, the keyboardist accented each eighth of the bar in the bars before a tick."""
    end = min(before, scene.heard)
    notes = [note for note in scene.you if end - bars * scene.meter.bar <= note.start < end]
    if not notes:
        return {}
    loud = sum(note.velocity for note in notes) / len(notes) + 5
    counts: dict[int, float] = {}
    for note in notes:
        if note.velocity >= loud:
            eighth = round((straightened(note.start, scene.swing) % scene.meter.bar) / EIGHTH) % (2 * scene.meter.beats)
            counts[eighth] = min(1.0, counts.get(eighth, 0.0) + 1.0 / bars)
    return counts
