"""The pitches of a walking bar. The notes on the ones are chosen first, each from the one before; what lies between two
of them is a chain that is drawn knowing where it goes, so that it leads there. The chain remembers two notes: a run
goes on, a leap turns.

Each bar draws from random numbers of its own: planning it again gives it again, as long as the harmony and the note
that it began with are the same.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from jamd.music.harmony.chords import Chord
from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import TICKS_PER_BEAT, Tick
from jamd.players.bassist.contour import height
from jamd.players.bassist.listening import lowest, over
from jamd.players.bassist.strokes import STRONG, drawn
from jamd.players.bassist.weights import LOW, STRIDES, Place, Weights, around, heard, liked, moves, turns

_STREAM_ONES: Final = 20 << 40
_STREAM_WALK: Final = 21 << 40


def one_of(scene: Scene, bar: int, before: int | None) -> int | None:
    """The pitch on 1 of a bar, after that on the 1 before it; None where there is no chord."""
    chord = chord_on(scene, bar, 0)
    if chord is None:
        return None
    place: Place = "change" if chord != chord_on(scene, bar, -1) else "one"
    weights = liked(chord, place) * around(height(scene.seed, bar)) * _heard(scene, bar, 0)
    if before is not None:
        weights = weights * STRIDES[before - LOW]
    die = float(rng_at(scene.seed, "bass", _STREAM_ONES + bar).random())
    return LOW + drawn(weights, die, scene.temperature)


def walk(scene: Scene, bar: int, one: int, following: int | None, beats: Sequence[int]) -> list[int]:
    """The pitches on some beats of a bar (0, ...), the first of which is `one`; they lead to `following`, that on the
    next bar's 1. Without a chord the last note is repeated."""
    turn = turns(scene.seed)
    draws = rng_at(scene.seed, "bass", _STREAM_WALK + bar).random(size=8)
    line = [one - LOW]
    for chances, draw in zip(_chances(scene, bar, following, beats, turn), draws, strict=False):
        weights = chances[line[-1]]
        if len(line) > 1:
            weights = weights * turn[line[-2], line[-1]]
        line.append(drawn(weights, float(draw), scene.temperature))
    return [LOW + pitch for pitch in line]


def chord_on(scene: Scene, bar: int, beat: int) -> Chord | None:
    """The chord on a beat; None where none is known, and for N.C."""
    chord = scene.chord_at(_tick(scene, bar, beat))
    return None if chord is None or not chord.chord_tones else chord


def _tick(scene: Scene, bar: int, beat: int) -> Tick:
    return Tick(bar * scene.meter.bar + beat * TICKS_PER_BEAT)


def _chances(scene: Scene, bar: int, following: int | None, beats: Sequence[int], turn: Weights) -> list[Weights]:
    """Of each beat after the first: (the pitch before, its pitch), from here to the next bar's 1."""
    chords = [chord_on(scene, bar, beat) for beat in (*beats, scene.meter.beats)]
    places = places_of(chords, (*beats, scene.meter.beats))
    ahead = np.ones(turn.shape[:2])
    if following is not None:
        ahead = turn[:, :, following - LOW] * moves(chords[-2], places[-1])[:, following - LOW]
    chances: list[Weights] = []
    for i in range(len(beats) - 1, 0, -1):
        like = around(height(scene.seed, bar + beats[i] / scene.meter.beats)) * _heard(scene, bar, beats[i])
        chord = chords[i]
        if chord is not None:
            like = like * liked(chord, places[i - 1])
        here = moves(chords[i - 1], places[i - 1]) * like * ahead
        chances.append(here / here.max())
        ahead = np.einsum("abc,bc->ab", turn, chances[-1])
    return chances[::-1]


def _heard(scene: Scene, bar: int, beat: int) -> Weights:
    """The weight of each pitch for what is heard: the harmony, where its chord is a guess, and a low left hand."""
    return heard(scene.likely_at(_tick(scene, bar, beat))) * over(lowest(scene))


def places_of(chords: Sequence[Chord | None], beats: Sequence[int]) -> list[Place]:
    """What each beat after the first asks of its note; the last one is the next bar's 1."""
    places: list[Place] = []
    strong = STRONG[beats[-1]]
    for i in range(1, len(beats)):
        changes = i + 1 < len(beats) and chords[i + 1] != chords[i] and beats[i + 1] == beats[i] + 1
        steady: Place = "strong" if beats[i] % beats[-1] in strong else "weak"
        places.append("change" if chords[i] != chords[i - 1] else "lead" if changes else steady)
    return places
