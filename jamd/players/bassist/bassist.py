"""The bassist: walks, plays in two, or the groove of a style, and leads from chord to chord.

Nothing is kept between calls: a bar depends on the seed, its harmony and the note on its 1, which stays as it was
played. So planning again, from any tick, gives the same notes until the music changes.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from jamd.music.planning.scene import Scene
from jamd.music.time.notes import TICKS_PER_BEAT, BandPart, Note, Tick
from jamd.players.bassist.degrees import pitches, root_near
from jamd.players.bassist.grooves import has_groove
from jamd.players.bassist.listening import comes_in, raised
from jamd.players.bassist.patterns import silent_from, strokes
from jamd.players.bassist.pedals import pedal_at
from jamd.players.bassist.solo import play_solo
from jamd.players.bassist.strokes import NEAR, SHORTEST
from jamd.players.bassist.walking import chord_on, one_of
from jamd.players.bassist.weights import HIGH, LOW
from jamd.players.touch import BASSIST, struck_at, velocity

_LITTLE_LATE: Final = 80  # ticks that a note may be late rather than left out
_LOW_ROOT: Final = 36  # around which grooves lie
_SOFTEST, _LOUDER = 58, 34  # velocity at intensity 0, and how much louder at 1


class Bassist:
    """Called by the band process alone; never blocks."""

    part: BandPart = "bass"

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        if scene.role == "solo":
            return play_solo(scene, start, end, self.play)
        start = comes_in(scene, start)
        steady = msgspec.structs.replace(scene, intensity=round(scene.intensity, 1))  # so that plans stay put
        notes = sorted(note for note in _bars(steady, start, end) if start <= note.start < end)
        return tuple(_one_at_a_time(scene.own, notes))


def _one_at_a_time(own: Iterable[Note], notes: Iterable[Note]) -> Iterator[Note]:
    """Where the plan has changed under a note that sounds, it is played out; what is too short then is left out."""
    free = max((note.end for note in own), default=Tick(0))
    for note in notes:
        start = max(note.start, free)
        if start - note.start <= _LITTLE_LATE and start + SHORTEST <= note.end:
            yield Note(start, note.pitch, note.end, note.velocity)


def _bars(scene: Scene, start: Tick, end: Tick) -> Iterator[Note]:
    """The bars that [start, end) touches."""
    bar = start // scene.meter.bar
    one = _played_one(scene, bar)
    if one is None:
        one = _one(scene, bar, _played_one(scene, bar - 1))
    while bar * scene.meter.bar < end:
        following = _one(scene, bar + 1, one)
        yield from _bar(scene, bar, one, following)
        bar, one = bar + 1, following


def _played_one(scene: Scene, bar: int) -> int | None:
    """The pitch that was struck on 1 of a bar."""
    line = bar * scene.meter.bar
    near = [note for note in scene.own if abs(note.start - line) < NEAR and LOW <= note.pitch <= HIGH]
    return near[0].pitch if near else None


def _one(scene: Scene, bar: int, before: int | None) -> int | None:
    """None where there is no chord on 1."""
    chord, held = chord_on(scene, bar, 0), pedal_at(scene, bar)
    if chord is None:
        return None
    if scene.last_hit == bar * scene.meter.bar:
        return root_near(chord.bass, LOW)
    if held is not None:
        return raised(scene, root_near(held, LOW))
    if before is None or has_groove(scene):  # a line begins with a root
        return raised(scene, root_near(chord.bass, _LOW_ROOT if before is None else (before + _LOW_ROOT) // 2))
    one = one_of(scene, bar, before)
    return None if one is None else raised(scene, one)


def _bar(scene: Scene, bar: int, one: int | None, following: int | None) -> Iterator[Note]:
    struck = strokes(scene, bar)
    if not struck:
        return
    first = chord_on(scene, bar, struck[0].place // TICKS_PER_BEAT)
    if one is None and first is not None:  # it begins inside the bar
        one = raised(scene, root_near(first.bass, _LOW_ROOT))
    line = pitches(scene, bar, struck, one or LOW, following)
    begin = bar * scene.meter.bar
    places = [struck_at(scene, BASSIST, begin + stroke.place) for stroke in struck]
    places.append(struck_at(scene, BASSIST, begin + scene.meter.bar))
    for i, (stroke, pitch) in enumerate(zip(struck, line, strict=True)):
        until = min(places[i + 1], begin + silent_from(scene, bar, stroke.place))
        length = max(SHORTEST, round((until - places[i]) * stroke.length))
        level = _SOFTEST + _LOUDER * scene.intensity + stroke.louder
        loud = velocity(scene, BASSIST, begin + stroke.place, level)
        free = pitch if pitch in (one, following) else raised(scene, pitch)  # those two are raised already
        yield Note(places[i], free, Tick(places[i] + length), loud)
