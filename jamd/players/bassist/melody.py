"""The pitches of a phrase of a bass solo: a chain that is drawn knowing where it goes, as a walking bar is.

What a soloist likes on a beat, between two beats and at the end of a phrase is weighed with the interval to the note
before; a note outside the scale must go on by a half step. Where a figure comes back, its intervals are made likelier,
and the chords decide what becomes of them.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, Literal

import numpy as np

from jamd.music.harmony.chords import Chord
from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import TICKS_PER_BEAT, Tick
from jamd.players.bassist.strokes import STRONG, drawn
from jamd.players.bassist.weights import Weights, degree_of

_Position = Literal["strong", "beat", "off", "held"]  # on a strong beat, on another one, between beats; a long note

LOW: Final = 36
HIGH: Final = 62
PITCHES: Final = np.arange(LOW, HIGH + 1)
CENTRE: Final = 46.0
WANDER: Final = 4.0  # semitones: standard deviation of the middle of a phrase
RISE: Final = 9.0  # semitones that intensity 1 lies above 0
ARCH: Final = 5.0  # semitones that the middle of a phrase lies above its ends
SPREAD: Final = 5.0
SAME: Final = 40.0  # weight of an interval of a figure that comes back
ALIKE: Final = 8.0  # weight of an interval a half step beside that
LONG: Final = 9 * TICKS_PER_BEAT // 10  # ticks to the next note, from which on one that rubs is heard
BACK: Final = 0.3  # of going straight back to the note before the last
_STREAM: Final = 31 << 40

# Of a chord: root, third, fifth, seventh (or sixth); of its scale (a note that is held: its tensions); any other note.
_DEGREES: Final[dict[_Position, tuple[float, float, float, float, float, float]]] = {
    "strong": (0.8, 1.0, 0.9, 0.8, 0.75, 0.03),
    "beat": (0.7, 0.9, 0.8, 0.8, 0.85, 0.08),
    "off": (0.55, 0.65, 0.65, 0.65, 0.9, 0.37),
    "held": (0.9, 1.0, 1.0, 0.7, 0.4, 0.0),
}
# Semitones up or down -> weight.
_INTERVALS: Final = (0.06, 0.26, 0.25, 0.17, 0.12, 0.065, 0.025, 0.04, 0.012, 0.012, 0.01, 0.004, 0.035)
_OUTSIDE: Final = 0.04  # of the moves from a note outside the scale that are no half step

_APART: Final = np.abs(PITCHES[:, None] - PITCHES[None, :])
_MOVES: Final = np.array([*_INTERVALS, 1e-5])[np.minimum(_APART, len(_INTERVALS))]
_RESOLVED: Final = np.where(_APART == 1, 1.0, _OUTSIDE)
_FIRST: Final = np.exp(-0.5 * (_APART / 5.0) ** 2) + 0.02  # from the phrase before to the first note


def melody(
    scene: Scene, places: Sequence[int], before: int | None, known: Mapping[int, int], figure: Sequence[int]
) -> list[int]:
    """The pitches at some places of one phrase, `before` being the note before it. `known`: what has been played of
    it, by place; `figure`: the intervals with which it is to begin. Empty where no chord is known."""
    chords = _chords(scene, places)
    if not chords:
        return []
    luck = rng_at(scene.seed, "bass", _STREAM + places[0] // scene.meter.bar)
    centre = CENTRE + WANDER * max(-1.6, min(1.6, luck.normal())) + RISE * (round(scene.intensity, 1) - 0.4)
    likes = [_liked(scene, places, chords, i, centre) for i in range(len(places))]
    moves = [_move(chords[i], figure[i] if i < len(figure) else None) for i in range(len(places) - 1)]
    futures = [np.ones(len(PITCHES))]
    for move, like in zip(reversed(moves), reversed(likes[1:]), strict=True):
        ahead = move @ (like * futures[-1])
        futures.append(ahead / ahead.max())
    futures.reverse()
    first = np.ones(len(PITCHES)) if before is None else _FIRST[_index(before)]
    draws = luck.random(len(places)).tolist()
    pitches: list[int] = []
    for i, (place, like, future, draw) in enumerate(zip(places, likes, futures, draws, strict=True)):
        weights = like * future * (moves[i - 1][_index(pitches[-1])] if i else first)
        if i > 1:
            weights = weights * np.where(pitches[-2] == PITCHES, BACK, 1.0)
        pitches.append(known[place] if place in known else LOW + drawn(weights, draw, scene.temperature))
    return pitches


def _chords(scene: Scene, places: Sequence[int]) -> list[Chord]:
    """At each place; before an N.C. the chord holds on. Empty where there is none."""
    found: list[Chord] = []
    waiting = 0
    for place in places:
        chord = scene.chord_at(Tick(place))
        if chord is not None and chord.chord_tones:
            found += [chord] * (waiting + 1)
            waiting = 0
        elif found:
            found.append(found[-1])
        else:
            waiting += 1
    return found


def _liked(scene: Scene, places: Sequence[int], chords: Sequence[Chord], i: int, centre: float) -> Weights:
    """Of each pitch; the middle of a phrase is higher than its ends."""
    arch = ARCH * np.sin(np.pi * i / max(1, len(places) - 1))
    register = np.exp(-0.5 * ((PITCHES - centre - arch) / SPREAD) ** 2)
    return np.asarray(_degrees(chords[i], _position(scene, places, i))[PITCHES % 12] * register)


def _position(scene: Scene, places: Sequence[int], i: int) -> _Position:
    if i == len(places) - 1 or places[i + 1] - places[i] >= LONG:
        return "held"
    beat, inside = divmod(places[i], TICKS_PER_BEAT)
    if inside:
        return "off"
    return "strong" if beat % scene.meter.beats in STRONG[scene.meter.beats] else "beat"


@lru_cache(maxsize=4096)
def _degrees(chord: Chord, position: _Position) -> Weights:
    """(12,) by pitch class; not to be changed."""
    scale = chord.tensions if position == "held" else chord.scale_tones
    return np.array([_DEGREES[position][degree_of(chord, pitch_class, scale)] for pitch_class in range(12)])


def _move(chord: Chord, interval: int | None) -> Weights:
    """(pitch, the next pitch)."""
    moves = _moves(chord)
    if interval is None:
        return moves
    off = np.abs(PITCHES[None, :] - PITCHES[:, None] - interval)
    return np.asarray(moves * np.where(off == 0, SAME, np.where(off == 1, ALIKE, 1.0)))


@lru_cache(maxsize=1024)
def _moves(chord: Chord) -> Weights:
    """From a note that a chord has; not to be changed."""
    inside = np.isin(PITCHES % 12, [*chord.scale_tones, *chord.chord_tones])
    return np.asarray(np.where(inside[:, None], _MOVES, _MOVES * _RESOLVED))


def _index(pitch: int) -> int:
    return min(max(pitch, LOW), HIGH) - LOW
