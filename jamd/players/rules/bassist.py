"""The plainest bass, which plays where the bassist fails: the root on 1, the fifth on 3. And the last note of a tune.

It needs nothing of the bassist's own code: what fails there does not fail here.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from jamd.music.harmony.chords import Chord
from jamd.music.planning.scene import Scene
from jamd.music.time.notes import TICKS_PER_BEAT, BandPart, Note, Tick
from jamd.players.touch import BASSIST, struck_at, velocity

_LOWEST: Final = 28  # the open E string
_EARLY: Final = TICKS_PER_BEAT // 8  # that a note may come before the beat that it belongs to
_HELD: Final = 0.9  # of the way to the next note
_FIFTHS: Final = (7, 6, 8)  # semitones above the root
_SOFTEST, _LOUDER = 58, 34  # velocity at intensity 0, and how much louder at 1


class RulesBassist:
    """Called by the band process alone; never blocks. Keeps nothing between calls."""

    part: BandPart = "bass"

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        if scene.role in ("last", "break"):
            return _hit(scene, start, scene.meter.bar if scene.role == "last" else TICKS_PER_BEAT // 2)
        free = max(start, max((note.end for note in scene.own), default=start))
        bars = (_bar(scene, line) for line in scene.bar_lines(start, end))
        return tuple(note for bar in bars for note in bar if free <= note.start < end)


def _hit(scene: Scene, start: Tick, length: int) -> tuple[Note, ...]:
    """Struck with the drums: held at the end of the tune, short before a break."""
    chord = _chord(scene, (start + _EARLY) // TICKS_PER_BEAT * TICKS_PER_BEAT)
    if chord is None:
        return ()
    return (Note(start, _low(chord.bass), Tick(start + length), round(_level(scene))),)


def _bar(scene: Scene, line: Tick) -> Iterator[Note]:
    """Every other beat, from the 1 on."""
    places = [*range(line, line + scene.meter.bar, 2 * TICKS_PER_BEAT), line + scene.meter.bar]
    before: Chord | None = None
    for place, following in pairwise(places):
        chord = _chord(scene, place)
        if chord is not None:
            pitch = _low(_fifth(chord) if chord == before else chord.bass)
            start, until = (struck_at(scene, BASSIST, each) for each in (place, following))
            end = Tick(start + round((until - start) * _HELD))
            yield Note(start, pitch, end, velocity(scene, BASSIST, place, _level(scene)))
        before = None if chord == before else chord


def _chord(scene: Scene, tick: int) -> Chord | None:
    """None where none is known, and for N.C."""
    chord = scene.chord_at(Tick(tick))
    return None if chord is None or not chord.chord_tones else chord


def _fifth(chord: Chord) -> int:
    """The pitch class; the bass note, where the chord has no fifth or stands on another note than its root."""
    fifths = [(chord.root + step) % 12 for step in _FIFTHS if (chord.root + step) % 12 in chord.chord_tones]
    return fifths[0] if fifths and chord.bass == chord.root else chord.bass


def _low(pitch_class: int) -> int:
    return _LOWEST + (pitch_class - _LOWEST) % 12


def _level(scene: Scene) -> float:
    return _SOFTEST + _LOUDER * scene.intensity
