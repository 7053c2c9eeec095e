"""What the bassist takes from the keyboardist: whose the bass is, and how low it may go."""

from bisect import bisect_left
from functools import lru_cache
from typing import Final

import numpy as np

from jamd.music.listening.left_hand_bass import left_hand_bass
from jamd.music.planning.scene import Scene
from jamd.music.time.notes import Tick
from jamd.players.bassist.weights import HIGH, LOW, PITCHES, Weights

_LOW_HAND: Final = 43  # keys below it are the bassist's, as a rule
_TAKEN: Final = 2  # of them, struck in two bars: the left hand has gone there
_THIRD: Final = 4  # semitones that the bass stays above it
_BELOW: Final = 0.02  # times the weight of what lies lower


def comes_in(scene: Scene, start: Tick) -> Tick:
    """From where on the bassist plays, at `start` or later: while the keyboardist's left hand plays the bass, it is
    silent; then it comes back on a 1. At `follow` 0, or alone, it never leaves."""
    leaves = scene.follow > 0 and not scene.alone
    bass = left_hand_bass(scene.you, scene.heard, scene.meter) if leaves else None
    return start if bass is None else max(start, bass.until)


def lowest(scene: Scene) -> int:
    """The lowest pitch that is free: a third above a left hand that has lately gone low, with chords or octaves."""
    since = scene.heard - 2 * scene.meter.bar
    lately = scene.you[bisect_left(scene.you, since, key=lambda note: note.start) :]
    low = [note.pitch for note in lately if note.start < scene.heard and note.pitch < _LOW_HAND]
    return max(LOW, min(low) + _THIRD) if scene.follow > 0 and len(low) >= _TAKEN else LOW


def raised(scene: Scene, pitch: int) -> int:
    """An octave higher where it is not free, as far as the strings go."""
    return pitch + 12 if pitch < lowest(scene) and pitch + 12 <= HIGH else pitch


@lru_cache(maxsize=32)
def over(lowest: int) -> Weights:
    """The weight of each pitch where the keyboardist leaves what lies from `lowest` on; not to be changed."""
    return np.asarray(np.where(lowest > PITCHES, _BELOW, 1.0))
