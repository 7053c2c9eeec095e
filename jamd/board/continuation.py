"""Continues a drawing: what a player of the band plays from where the drawing ends.

The player gets the given notes as its own, on a straight grid, so that the answer lies on the drawing's steps. With a
scale but no chart, the player gets the tonic chord; notes that are outside all the same move to the nearest tone. With
neither, it gets the tonic of the key that was drawn.
"""

import math
from collections.abc import Iterable
from typing import Final

import msgspec

from jamd.board.key import tonic_of
from jamd.music.drawing import Drawing, DrawnNote
from jamd.music.harmony.chords import Chord, parse_chord
from jamd.music.planning.scene import Player, Scene
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Note, Tick

_MIDDLE: Final = 0.5  # intensity
_ATTEMPTS: Final = 8
_UNHEARD: Final = 64.0  # velocity that the seed's pianist assumes if nobody was heard


def go_on(drawing: Drawing, player: Player, seed: int) -> tuple[DrawnNote, ...]:
    """The next `bars` bars, in whole steps, sorted."""
    chart = drawing.form()
    meter = chart.meter if chart is not None else Meter(4)
    first = math.ceil(max((note.end for note in drawing.notes), default=0))
    last = first + drawing.bars * meter.beats * drawing.steps_per_beat
    start, end = _tick(first, drawing), _tick(last, drawing)
    goes_on = drawing.part == "piano"  # drums accompany
    scene = Scene(
        meter=meter,
        bpm=drawing.bpm,
        heard=start,
        you=(),
        own=tuple(sorted(_given(drawing))),
        chart=chart,
        chord=None if chart is not None else _tonic(drawing),
        role="line" if goes_on else "comp",
        intensity=_MIDDLE,
        swing=1.0,
        temperature=drawing.temperature,
        seed=seed,
        entry=start if goes_on else None,
        apart=((Tick(0), start),) if goes_on else (),
    )
    notes = _that_goes_on(player, scene, start, end)
    if drawing.part == "piano":
        notes = tuple(_in_scale(_as_loud(notes, drawing.notes), drawing.scale_tones()))
    return _drawn(notes, drawing, first, last)


def _that_goes_on(player: Player, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
    """An answer that does not begin with a rest of more than a beat, if one of the first few does not; else the one
    that begins soonest. The same seed gives the same answer."""
    best: tuple[Note, ...] = ()
    for attempt in range(_ATTEMPTS if scene.role == "line" else 1):
        notes = player.play(msgspec.structs.replace(scene, seed=scene.seed + attempt), start, end)
        if notes and (not best or notes[0].start < best[0].start):
            best = notes
        if best and best[0].start <= start + TICKS_PER_BEAT:
            break
    return best


def _tick(step: float, drawing: Drawing) -> Tick:
    return Tick(round(step * TICKS_PER_BEAT / drawing.steps_per_beat))


def _given(drawing: Drawing) -> Iterable[Note]:
    for note in drawing.notes:
        start = _tick(note.start, drawing)
        yield Note(start, note.pitch, Tick(max(start + 1, _tick(note.end, drawing))), note.velocity)


def _tonic(drawing: Drawing) -> Chord | None:
    if drawing.scale is None:
        return tonic_of(drawing.notes)
    return parse_chord(drawing.scale + ("7" if drawing.scale.endswith("m") else "maj7"))


def _as_loud(notes: tuple[Note, ...], given: tuple[DrawnNote, ...]) -> Iterable[Note]:
    loudness = sum(note.velocity for note in given) / len(given) / _UNHEARD if given else 1.0
    for note in notes:
        yield Note(note.start, note.pitch, note.end, min(127, max(1, round(note.velocity * loudness))))


def _in_scale(notes: Iterable[Note], tones: frozenset[int]) -> Iterable[Note]:
    for note in notes:
        near = (note.pitch + away for away in (0, -1, 1, -2, 2))
        pitch = next(pitch for pitch in near if pitch % 12 in tones and 0 <= pitch <= 127)
        yield Note(note.start, pitch, note.end, note.velocity)


def _drawn(notes: Iterable[Note], drawing: Drawing, first: int, last: int) -> tuple[DrawnNote, ...]:
    """On whole steps inside [first, last); of two notes on one step and pitch, the first."""
    drawn: dict[tuple[int, int], DrawnNote] = {}
    for note in notes:
        start, end = (round(tick * drawing.steps_per_beat / TICKS_PER_BEAT) for tick in (note.start, note.end))
        start = max(first, start)
        if start < last:
            end = min(last, max(start + 1, end))
            drawn.setdefault((start, note.pitch), DrawnNote(note.pitch, start, end, note.velocity))
    return tuple(drawn[place] for place in sorted(drawn))
