"""The bassist: walks, plays in two, or the groove of a style, and leads from chord to chord.

Nothing is kept between calls: a bar depends on the seed, its harmony and the note on its 1, which stays as it was
played. So planning again, from any tick, gives the same notes until the music changes.
"""

from collections.abc import Iterator
from typing import Final

from jamd.music.planning.scene import Scene
from jamd.music.time.notes import TICKS_PER_BEAT, BandPart, Note, Tick
from jamd.players.bassist.patterns import Stroke, strokes, walked_beats
from jamd.players.bassist.walking import chord_on, one_of, walk
from jamd.players.bassist.weights import HIGH, LOW
from jamd.players.touch import BASSIST, struck_at, velocity

_EARLY: Final = TICKS_PER_BEAT // 8  # that a note may come before the beat that it belongs to
_SOFTEST, _LOUDER = 58, 34  # velocity at intensity 0, and how much louder at 1


class Bassist:
    """Called by the band process alone; never blocks."""

    part: BandPart = "bass"

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        if scene.role in ("last", "break"):
            return _root(scene, start, scene.meter.bar if scene.role == "last" else TICKS_PER_BEAT // 2)
        return tuple(sorted(note for note in _bars(scene, start, end) if start <= note.start < end))


def _root(scene: Scene, start: Tick, length: int) -> tuple[Note, ...]:
    """Struck with the drums: held at the end of the tune, short before a break."""
    bar, inside = divmod(start + _EARLY, scene.meter.bar)
    chord = chord_on(scene, bar, inside // TICKS_PER_BEAT)
    if chord is None:
        return ()
    pitch = LOW + (chord.bass - LOW) % 12
    return (Note(start, pitch, Tick(start + length), round(_SOFTEST + _LOUDER * scene.intensity)),)


def _bars(scene: Scene, start: Tick, end: Tick) -> Iterator[Note]:
    """The bars that [start, end) touches, and the note after them."""
    bar = start // scene.meter.bar
    one = _played_one(scene, bar)
    if one is None:
        one = one_of(scene, bar, _played_one(scene, bar - 1))
    while bar * scene.meter.bar < end:
        following = one_of(scene, bar + 1, one)
        if one is not None:
            yield from _bar(scene, bar, one, following)
        bar, one = bar + 1, following


def _played_one(scene: Scene, bar: int) -> int | None:
    """The pitch that was struck on 1 of a bar."""
    line = bar * scene.meter.bar
    near = [note for note in scene.own if abs(note.start - line) < _EARLY and LOW <= note.pitch <= HIGH]
    return near[0].pitch if near else None


def _bar(scene: Scene, bar: int, one: int, following: int | None) -> Iterator[Note]:
    line = walk(scene, bar, one, following, walked_beats(scene, bar))
    struck = strokes(scene, bar)
    ends = [stroke.place for stroke in struck[1:]] + [int(scene.meter.bar)]
    begin = bar * scene.meter.bar
    for stroke, last in zip(struck, ends, strict=True):
        pitch = _pitch(scene, bar, stroke, line, following)
        at = struck_at(scene, BASSIST, begin + stroke.place)
        until = struck_at(scene, BASSIST, begin + last)
        level = _SOFTEST + _LOUDER * scene.intensity + stroke.louder
        length = max(60, round((until - at) * stroke.length))
        yield Note(at, pitch, Tick(at + length), velocity(scene, BASSIST, begin + stroke.place, level))


def _pitch(scene: Scene, bar: int, stroke: Stroke, line: list[int], following: int | None) -> int:
    walked = line[min(stroke.beat, len(line) - 1)]
    if stroke.kind in ("walked", "skip"):
        return walked
    if stroke.kind == "next" and following is not None:
        return following
    chord = chord_on(scene, bar, stroke.place // TICKS_PER_BEAT) or chord_on(scene, bar, 0)
    root = line[0]
    if chord is not None and chord != chord_on(scene, bar, 0):
        root = LOW + 5 + (chord.bass - LOW - 5) % 12
    if stroke.kind == "octave":
        return root + 12 if root + 12 <= HIGH else root - 12 if root - 12 >= LOW else root
    if stroke.kind == "fifth" and chord is not None:
        fifth = next((step for step in (7, 6, 8) if (chord.root + step) % 12 in chord.chord_tones), 0)
        above = root + (chord.root + fifth - root) % 12
        return above if above <= HIGH - 5 else above - 12
    return root
