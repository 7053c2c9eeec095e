"""What the hand-written players know of the keyboardist: how busy, how high, and where the accents fall.

Only what lies before `scene.heard` is used.
"""

from collections import Counter
from typing import Final

from jamd.music.listening.onsets import onsets
from jamd.music.planning.scene import Scene
from jamd.music.time.notes import TICKS_PER_BEAT, Tick
from jamd.music.time.swing import straightened

EIGHTH: Final = TICKS_PER_BEAT // 2
_ACCENT: Final = 2  # velocities above the mean of what was heard, at least
_LATEST: Final = 32  # notes
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


def rests_now(scene: Scene) -> bool:
    """Whether the keyboardist played in the last four bars but not in the last beat and a quarter."""
    lately = [note for note in scene.you if scene.heard - 4 * scene.meter.bar <= note.start < scene.heard]
    return bool(lately) and max(note.end for note in lately) <= scene.heard - TICKS_PER_BEAT * 5 // 4


def register(scene: Scene, beats: int) -> frozenset[int]:
    """Pitches that the keyboardist sounded in the last beats."""
    since = scene.heard - beats * TICKS_PER_BEAT
    return frozenset(note.pitch for note in scene.you if note.end > since and note.start < scene.heard)


def answers_accent(scene: Scene, place: Tick) -> bool:
    """Whether the keyboardist had an accent about a beat before a place: off the beat, another one is likely there."""
    loud = _loud(scene)
    return any(
        note.velocity >= loud and place - 7 * TICKS_PER_BEAT // 4 <= note.start <= place - 3 * TICKS_PER_BEAT // 4
        for note in scene.you[-_LATEST:]
    )


def _loud(scene: Scene) -> float:
    """The velocity of an accent: in the loudest quarter of the last four bars, and above their mean."""
    lately = sorted(note.velocity for note in scene.you if note.start >= scene.heard - 4 * scene.meter.bar)
    return max(sum(lately) / len(lately) + _ACCENT, lately[len(lately) * 3 // 4]) if lately else 128.0


def expected(scene: Scene, before: Tick, bars: int = 4) -> dict[int, float]:
    """How surely, 0 to 1, the keyboardist will hit each eighth of a bar again: 1 if two of the last four bars had an
    accent there, less if two had any note."""
    end = min(before, Tick(scene.heard // scene.meter.bar * scene.meter.bar))
    notes = [note for note in scene.you if end - bars * scene.meter.bar <= note.start < end]
    if not notes:
        return {}
    loud = _loud(scene)
    hit: set[tuple[int, int]] = set()
    accented: set[tuple[int, int]] = set()
    for note in notes:
        bar, inside = divmod(straightened(note.start, scene.swing) + EIGHTH // 2, scene.meter.bar)
        hit.add((inside // EIGHTH, bar))
        if note.velocity >= loud:
            accented.add((inside // EIGHTH, bar))
    counts = Counter(eighth for eighth, _ in hit), Counter(eighth for eighth, _ in accented)
    return {eighth: 1.0 if counts[1][eighth] >= 2 else 0.25 for eighth in counts[0] if counts[0][eighth] >= 2}
