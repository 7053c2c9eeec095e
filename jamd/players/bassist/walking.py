"""The pitches of a walking bar. The notes on the ones are chosen first, each from the one before; what lies between two
of them is a chain that is drawn knowing where it goes, so that it leads there.

Each bar draws from random numbers of its own: planning it again gives it again, as long as the harmony and the note
that it began with are the same.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from jamd.music.harmony.chords import Chord
from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import TICKS_PER_BEAT, Tick
from jamd.players.bassist.weights import LEADS, LOW, MOVES, STRIDES, Place, Weights, liked

_COLDEST: Final = 0.15  # of temperature: below it the likeliest note is played anyway
_STREAM_ONES: Final = 20 << 40
_STREAM_WALK: Final = 21 << 40


def one_of(scene: Scene, bar: int, before: int | None) -> int | None:
    """The pitch on 1 of a bar, after that on the 1 before it; None where there is no chord."""
    chord = chord_on(scene, bar, 0)
    if chord is None:
        return None
    place: Place = "change" if chord != chord_on(scene, bar, -1) else "one"
    weights = liked(chord, place)
    if before is not None:
        weights = weights * STRIDES[before - LOW]
    return LOW + _drawn(scene, weights, float(rng_at(scene.seed, "bass", _STREAM_ONES + bar).random()))


def walk(scene: Scene, bar: int, one: int, following: int | None, beats: Sequence[int]) -> list[int]:
    """The pitches on some beats of a bar (0, ...), the first of which is `one`; they lead to `following`, that on the
    next bar's 1. Without a chord the last note is repeated."""
    chords = [chord_on(scene, bar, beat) for beat in (*beats, scene.meter.beats)]
    moves = [LEADS if chords[i] != chords[i - 1] else MOVES for i in range(1, len(chords))]
    likes = [_liked(scene, chords, i) for i in range(1, len(beats))]
    ahead = np.ones(len(MOVES)) if following is None else moves[-1][:, following - LOW]
    futures = [ahead]
    for move, like in zip(reversed(moves[:-1]), reversed(likes), strict=True):
        ahead = move @ (like * ahead)
        futures.append(ahead / ahead.max())
    futures.reverse()
    draws = rng_at(scene.seed, "bass", _STREAM_WALK + bar).random(size=8)
    pitches = [one]
    for move, like, future, draw in zip(moves[:-1], likes, futures[1:], draws, strict=False):
        pitches.append(LOW + _drawn(scene, move[pitches[-1] - LOW] * like * future, float(draw)))
    return pitches


def chord_on(scene: Scene, bar: int, beat: int) -> Chord | None:
    """The chord on a beat; None where none is known, and for N.C."""
    chord = scene.chord_at(Tick(bar * scene.meter.bar + beat * TICKS_PER_BEAT))
    return None if chord is None or not chord.chord_tones else chord


def _liked(scene: Scene, chords: Sequence[Chord | None], i: int) -> Weights:
    chord = chords[i] or chords[i - 1]
    if chord is None:
        return np.ones(len(MOVES))
    if chords[i] != chords[i - 1]:
        return liked(chord, "change")
    if i + 1 < len(chords) and chords[i + 1] != chord:
        return liked(chord, "lead")
    return liked(chord, "strong" if i % 2 == 0 else "weak")


def _drawn(scene: Scene, weights: Weights, draw: float) -> int:
    """An index, as often as its weight says; at a low temperature the heaviest."""
    if scene.temperature < _COLDEST:
        return int(np.argmax(weights))
    sums = np.cumsum((weights / weights.max()) ** (1.0 / scene.temperature))
    return int(np.searchsorted(sums, draw * sums[-1], side="right"))
