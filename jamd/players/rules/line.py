"""A simple jazz line: chord tones on the beats, steps and approaches between them, in phrases of two bars.

A phrase is made whole from the seed, its place and the chords, so that planning from its middle gives the same notes.
If the keyboardist played something shortly before, it may borrow rhythm and register, which makes it an answer.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np

from jamd.music.harmony.chords import Chord
from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import Note, Tick
from jamd.music.time.swing import straightened
from jamd.players.rules.listening import EIGHTH
from jamd.players.touch import PIANIST, struck_at, velocity

_PHRASE_BARS: Final = 2
_STREAM: Final = 1 << 40  # the random streams of lines, apart from those of comping
_LOWEST, _HIGHEST = 58, 86
_ANSWER_WITHIN: Final = 12  # bars: how far back a phrase may be answered


def play_line(scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
    """The notes of a line that start in [start, end); none where no chord is known."""
    length = _PHRASE_BARS * scene.meter.bar
    phrases = range(max(0, start // length), max(0, -(-end // length)))
    notes = (note for phrase in phrases for note in _phrase(scene, phrase))
    return tuple(sorted(note for note in notes if start <= note.start < end))


def _phrase(scene: Scene, phrase: int) -> Iterator[Note]:
    rng = rng_at(scene.seed, "piano", _STREAM + phrase)
    first = phrase * _PHRASE_BARS * scene.meter.beats * 2
    eighths = _after_entry(scene, [first + eighth for eighth in _rhythm(scene, first, rng)], first, rng)
    pitches = _pitches(scene, eighths, rng)
    yield from _pickup(scene, first, pitches)
    for eighth, following in pairwise([*eighths, None]):
        assert eighth is not None  # only the last one is
        if eighth not in pitches:
            continue
        tied = following == eighth + 1
        last = struck_at(scene, PIANIST, (eighth + (1 if tied else 2)) * EIGHTH) - (20 if tied else 150)
        place = eighth * EIGHTH
        loud = velocity(scene, PIANIST, place, 58 + 30 * scene.intensity + (6 if eighth % 2 else 0))
        yield Note(struck_at(scene, PIANIST, place), pitches[eighth], Tick(last), loud)


def _rhythm(scene: Scene, first: int, rng: np.random.Generator) -> list[int]:
    """Eighths of the phrase: the keyboardist's own rhythm now and then, else a run with rests around it and holes."""
    length = _PHRASE_BARS * scene.meter.beats * 2
    starts, ends = int(rng.integers(0, 4)), int(rng.integers(length // 2, length - 1))
    kept = 0.4 + 0.4 * scene.busy
    run = [eighth for eighth in range(starts, ends + 1) if rng.random() < kept]
    borrowed = _borrowed(scene, first, length)
    return borrowed if len(borrowed) >= 4 and rng.random() < 0.6 else run


def _after_entry(scene: Scene, eighths: list[int], first: int, rng: np.random.Generator) -> list[int]:
    """Where the line takes over from the keyboardist, it begins at once, and with a run."""
    if scene.role != "line" or scene.entry is None:
        return eighths
    entry = -(-straightened(scene.entry, scene.swing) // EIGHTH)
    end = first + _PHRASE_BARS * scene.meter.beats * 2
    if not first <= entry < end:
        return [eighth for eighth in eighths if eighth >= entry]
    return [entry] + [eighth for eighth in range(entry + 1, min(entry + 12, end)) if rng.random() < 0.8]


def _pickup(scene: Scene, first: int, pitches: dict[int, int]) -> Iterator[Note]:
    """A note before the first one of the line, if it would come in more than a sixteenth late otherwise."""
    if scene.role != "line" or scene.entry is None:
        return
    entry = straightened(scene.entry, scene.swing)
    eighth = -(-entry // EIGHTH)
    place = eighth * EIGHTH - EIGHTH // 2
    if eighth in pitches and entry <= place and first * EIGHTH <= place:
        start, end = (struck_at(scene, PIANIST, each) for each in (place, place + EIGHTH // 2))
        yield Note(start, pitches[eighth] - 2, end, velocity(scene, PIANIST, place, 55 + 30 * scene.intensity))


def _borrowed(scene: Scene, first: int, length: int) -> list[int]:
    """The rhythm of the keyboardist's last two bars before the phrase, found at a distance of 2, 4, 8 or 12 bars."""
    for back in range(length, _ANSWER_WITHIN // _PHRASE_BARS * length + 1, length):
        start, end = (first - back) * EIGHTH, (first - back + length) * EIGHTH
        if end > scene.heard:
            continue
        places = {
            round(straightened(note.start, scene.swing) / EIGHTH) - (first - back)
            for note in scene.you
            if start <= note.start < end
        }
        if places:
            return sorted(place for place in places if place < length)
    return []


def _centre(scene: Scene) -> int:
    """The keyboardist's middle pitch above the left hand, where a line answers best; 70 where nothing was heard."""
    heard = sorted(note.pitch for note in scene.you if note.pitch >= _LOWEST)
    return min(76, max(64, heard[len(heard) // 2])) if heard else 70


def _pitches(scene: Scene, eighths: list[int], rng: np.random.Generator) -> dict[int, int]:
    """A pitch for each eighth that has a chord: first the beats, then what leads from one to the next."""
    pitches: dict[int, int] = {}
    centre = _centre(scene) + round(scene.register)
    at, rising = centre + int(rng.integers(-5, 6)), bool(rng.random() < 0.5)
    for eighth in eighths:
        chord = scene.chord_at(Tick((eighth + eighth % 2) * EIGHTH))
        if chord is None or (eighth % 2 and eighth + 1 in eighths):
            continue
        rising = bool(at < centre) if abs(at - centre) > 7 else rising ^ bool(rng.random() < 0.25)
        at = pitches[eighth] = _target(chord, at, rising, scene, rng)
    for eighth in eighths:
        chord = scene.chord_at(Tick(eighth * EIGHTH))
        if eighth not in pitches and eighth + 1 in pitches and chord is not None:
            before = pitches.get(eighth - 1, pitches[eighth + 1] + (2 if rising else -2))
            pitches[eighth] = _approach(chord, before, pitches[eighth + 1], 0.35 * scene.outside, rng)
    return pitches


def _target(chord: Chord, at: int, rising: bool, scene: Scene, rng: np.random.Generator) -> int:
    """A chord tone (now and then a tension) a third or so away, in the line's direction."""
    tones = chord.chord_tones if rng.random() < 1.0 - 0.3 * scene.outside else chord.chord_tones | chord.tensions
    lowest, highest = (end + round(scene.register) for end in (_LOWEST, _HIGHEST))
    near = [p for p in range(max(lowest, at - 9), min(highest, at + 9) + 1) if p % 12 in tones and p != at]
    return min(near, key=lambda p: abs(abs(p - at) - 3) + (4 if (p > at) != rising else 0) + 1.5 * float(rng.random()))


def _approach(chord: Chord, before: int, to: int, half_step: float, rng: np.random.Generator) -> int:
    """The off-beat between two targets: a scale step between them, or the neighbour of the second one."""
    low, high = sorted((before, to))
    if high - low >= 2 and rng.random() < half_step:
        return to - 1 if before < to else to + 1  # by a half step, in the scale or not
    between = [p for p in range(low + 1, high) if p % 12 in chord.scale_tones]
    if between:
        return min(between, key=lambda p: abs(p - to))
    above = next(p for p in range(to + 1, to + 13) if p % 12 in chord.scale_tones and p != before)
    return to - 1 if rng.random() < 0.5 and to - 1 != before else above
