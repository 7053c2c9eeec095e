"""A chorus of the bassist's own: phrase by phrase, with rests; its last bar walks into the next chorus.

A phrase is a function of the seed, its place, its chords and the note before it; what has been played of it stays. So
planning again, from any tick, gives the same notes until the music changes.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

import msgspec

from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from jamd.players.bassist.melody import melody
from jamd.players.bassist.phrases import FIGURE, Phrase, phrase_of
from jamd.players.bassist.strokes import NEAR, SHORTEST
from jamd.players.touch import BASSIST, struck_at, velocity

LATE_MS: Final = 10.0  # later than a bassist who walks
LEVEL: Final = (68.0, 30.0)  # velocity at intensity 0, and what 1 adds
PITCHED: Final = 0.5  # velocity of a semitone
MIDDLE: Final = 47
ACCENTED: Final = 4.0  # velocity of a note off the beat
TOUCHING: Final = 0.93  # of the way to the next note, that a note lasts
_NEVER: Final = Tick(10**12)
_STREAM: Final = 32 << 40

Walk = Callable[[Scene, Tick, Tick], tuple[Note, ...]]


def play_solo(scene: Scene, start: Tick, end: Tick, walk: Walk) -> tuple[Note, ...]:
    """Notes that start in [start, end), sorted. `walk` plays what leads out."""
    leads_out = _leads_out(scene, start)
    notes: list[Note] = []
    bar = start // scene.meter.bar
    while bar * scene.meter.bar < min(end, leads_out):
        phrase = phrase_of(scene, bar)
        told = msgspec.structs.replace(scene, own=(*scene.own, *notes))
        notes += [note for note in _phrase(told, phrase, start, leads_out) if note.start < end]
        bar = phrase.end // scene.meter.bar
    if leads_out < end:
        walking = msgspec.structs.replace(scene, role="comp", own=(*scene.own, *notes))
        notes += walk(walking, max(start, leads_out), end)
    return tuple(sorted(notes))


def _phrase(scene: Scene, phrase: Phrase, start: Tick, leads_out: Tick) -> Iterator[Note]:
    """The notes of a phrase that start at `start` or later, none over what has been played."""
    places = [place for place in phrase.places if place < leads_out]
    if not places:
        return
    struck = [struck_at(scene, BASSIST, place, late_ms=LATE_MS) for place in places]
    known = {
        place: note.pitch
        for place, at in zip(places, struck, strict=True)
        for note in scene.own[-2 * len(places) :]
        if abs(note.start - at) < NEAR and _is_soloed(scene, note.start)
    }
    before = [note.pitch for note in scene.own if note.start < struck[0] - NEAR]
    pitches = melody(scene, places, before[-1] if before else None, known, _figure(scene, phrase))
    ends = [*struck[1:], min(_held(scene, places[-1], phrase.end), leads_out)]
    free = max((note.end for note in scene.own), default=start)
    for place, at, pitch, until in zip(places, struck, pitches, ends, strict=False):
        if at >= max(start, free):
            length = max(SHORTEST, round((until - at) * TOUCHING))
            yield Note(at, pitch, Tick(at + length), _velocity(scene, place, pitch))


def _held(scene: Scene, place: int, end: int) -> Tick:
    """To where the last note of a phrase sounds: a beat, or longer."""
    longest = rng_at(scene.seed, "bass", _STREAM + place).choice((1.0, 1.5, 2.0))
    return Tick(min(place + round(longest * TICKS_PER_BEAT), end))


def _velocity(scene: Scene, place: int, pitch: int) -> int:
    level, rise = LEVEL
    accent = ACCENTED if place % TICKS_PER_BEAT else 0.0
    return velocity(scene, BASSIST, place, level + rise * scene.intensity + accent + PITCHED * (pitch - MIDDLE))


def _figure(scene: Scene, phrase: Phrase) -> Sequence[int]:
    """The intervals of the figure that comes back, as it was played; none if it was not."""
    if phrase.figure is None:
        return ()
    begins, first = phrase.figure
    asked = sum(place < begins + FIGURE * TICKS_PER_BEAT for place in phrase.places)
    heard = [note.pitch for note in scene.own if first - NEAR <= note.start < first + FIGURE * TICKS_PER_BEAT - NEAR]
    if len(heard) != asked or not _is_soloed(scene, first):
        return ()
    return [b - a for a, b in pairwise(heard)]


def _is_soloed(scene: Scene, tick: int) -> bool:
    return any(start <= tick < end for start, end in scene.soloed)


def _leads_out(scene: Scene, start: Tick) -> Tick:
    """The bar line before the end of the solo, or of the tune, where that is known."""
    solo = scene.solo_at(start)
    ends = [end for end in (solo and solo.end, scene.last_hit) if end is not None]
    return Tick(min(ends, default=_NEVER) - scene.meter.bar)
