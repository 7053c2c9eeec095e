"""What each chord would like to be, drawn as pianists vary, within what the keyboardist leaves."""

from typing import Final, NamedTuple

import numpy as np

from jamd.music.harmony.chords import Chances, Chord
from jamd.music.listening.chord_choice import surest
from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import TICKS_PER_BEAT, Tick
from jamd.players.pianist.comping.hearing import Room
from jamd.players.pianist.comping.shapes import HIGHEST
from jamd.players.pianist.comping.styles import STYLES
from jamd.players.pianist.comping.voicing import Target
from jamd.players.steps import STEPS_PER_BEAT, step_of

OFF: Final = STEPS_PER_BEAT // 2  # from this step of a beat on a chord belongs to the next beat
_LOWEST_CEILING: Final = 48  # below that, there is no room for two voices
_CROWDED: Final = 58  # below that, for two or three
_SIZES: Final = np.array([0.17, 0.26, 0.28, 0.18, 0.11])  # shares of chords of 2 to 6 voices, two hands on one
_LEADING: Final = 15 << 40  # a stream of random numbers


class Hand(NamedTuple):
    """What is free to comp with."""

    share: float  # of the chords
    highest: int  # pitch
    most: int  # voices


BOTH: Final = Hand(1.0, HIGHEST - 2, 6)
LEFT: Final = Hand(0.5, 60, 3)  # under a line of the right hand


def harmony_tick(step: int) -> Tick:
    """Off the beat, a pianist anticipates the chord of the next beat: 4& belongs to the next bar."""
    beat, inside = divmod(step, STEPS_PER_BEAT)
    return Tick((beat + (inside >= OFF)) * TICKS_PER_BEAT)


def _harmony_at(scene: Scene, tick: Tick) -> tuple[Chord | None, Chances | None]:
    """A chord, and what its notes are weighed by where the harmony is only heard. The band is told what explains
    best what was heard; the hands play what is least likely to be wrong."""
    likely = scene.likely_at(tick)
    return (scene.chord_at(tick), None) if likely is None else (surest(likely), likely)


def target_of(scene: Scene, step: int, rng: np.random.Generator, left: Room, hand: Hand) -> Target | None:
    """None: no chord, or no room for one."""
    size, spread, moved, register = rng.random(4).tolist()
    (chord, likely), ceiling = _harmony_at(scene, harmony_tick(step)), min(left.ceiling, hand.highest + scene.register)
    if chord is None or ceiling < _LOWEST_CEILING:
        return None
    voices = min(3 if ceiling < _CROWDED else hand.most, _size(size, scene.intensity))
    height = min(57.5 + 1.6 * (voices - 2) + scene.register + 4 * (register - 0.5), ceiling - 4)
    move = _move(moved, spread)
    fourths = STYLES[scene.style].fourths
    return Target(chord, voices, height, move, ceiling, left.held, scene.outside, rng, likely, fourths)


def ahead(scene: Scene, end: Tick, hand: Hand) -> Target | None:
    """The harmony behind a stretch, to which its last chord leads."""
    return _plain(scene, end, min(hand.most, 4), hand.highest)


def target_at_end(scene: Scene, start: Tick) -> Target | None:
    """A full chord."""
    return _plain(scene, start, 5, BOTH.highest)


def _plain(scene: Scene, tick: Tick, voices: int, highest: int) -> Target | None:
    (chord, likely), step = _harmony_at(scene, tick), step_of(tick, "swing", scene.swing)
    if chord is None:
        return None
    luck = rng_at(scene.seed, "piano", _LEADING + step)
    height = 52.0 + 1.6 * voices + scene.register
    return Target(chord, voices, height, 3.0, highest, frozenset(), scene.outside, luck, likely)


def _size(chance: float, intensity: float) -> int:
    """Voices of a chord; the louder, the fuller."""
    shares = _SIZES * (0.6 + 0.8 * intensity) ** np.arange(len(_SIZES))
    return 2 + int(np.searchsorted(np.cumsum(shares / shares.sum()), chance, side="right").clip(0, 4))


def _move(chance: float, spread: float) -> float:
    """Semitones that the top voice moves, 0 to 9."""
    if chance < 0.12:
        return 0.0
    if chance < 0.52:
        return 1.0 + spread
    return 3.0 + spread if chance < 0.76 else 5.0 + 4 * spread
