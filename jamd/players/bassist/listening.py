"""What the bassist takes from the keyboardist: whose the bass is."""

from jamd.music.listening.left_hand_bass import left_hand_bass
from jamd.music.planning.scene import Scene
from jamd.music.time.notes import Tick


def comes_in(scene: Scene, start: Tick) -> Tick:
    """From where on the bassist plays, at `start` or later: while the keyboardist's left hand plays the bass, it is
    silent; then it comes back on a 1. At `follow` 0 it does not listen."""
    bass = left_hand_bass(scene.you, scene.heard, scene.meter) if scene.follow > 0 else None
    return start if bass is None else max(start, bass.until)
