"""Somebody comps over a written chart: shapes drawn from `voicings`, as one player chooses them, near the last one.

Each player has habits: roots in the bass or none, shells, fourths, turned chords, and perhaps a line of the right hand.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

import numpy as np

from jamd.music.charts.form import Chart
from jamd.music.harmony.chords import TONES, Chord, parse_chord
from jamd.music.harmony.qualities import Quality
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from train.corpora.piece import ChordMark, Piece
from train.ear.voicings import LOWEST, Steps, shapes

BARS: Final = 32  # of a take
_HIGHEST: Final = 60  # MIDI note of the lowest key
_LINE: Final = (64, 84)  # MIDI notes
_LINE_PLAYERS: Final = 0.35
_AGAIN: Final = 0.45  # a chord that stays is struck again
_TENDENCY: Final = 1.2  # how unlike each other players are: log odds of shapes
_ALWAYS: Final = 1e4
# What a written quality is played as, beside itself.
_COLOURED: Final[dict[Quality, tuple[Quality, ...]]] = {
    "maj": ("6",), "6": ("maj7",), "maj7": ("6",), "m": ("m6", "m7"), "m6": ("mM7",), "mM7": ("m6",),
    "7sus": ("sus",), "dim": ("dim7",),
}  # fmt: skip
_ALTERED: Final = frozenset({"b9", "#9", "b13", "#11", "#5", "b5"})
_ALTERS: Final = 0.3  # how often alterations that are not written are played, beside natural chords


def comped(chart: Chart, name: str, rng: np.random.Generator, only: str = "", bars: int = BARS) -> Piece:
    """A take whose piano is what was played; `only`: the one shape that is played wherever there is one."""
    taste = {shape: float(np.exp(rng.normal(0, _TENDENCY))) for shape, _, _ in shapes()}
    taste |= {only: _ALWAYS} if only else {}
    end = Tick(bars * chart.meter.bar)
    marks = [(tick, chord) for tick, chord in chart.changes(Tick(0), end) if chord is not None]
    notes: list[Note] = []
    low = float(rng.integers(46, 56))
    for i, (tick, chord) in enumerate(marks):
        until = marks[i + 1][0] if i + 1 < len(marks) else end
        for start, length in _strokes(tick, until, rng):
            pitches = _voiced(chord, taste, low, rng)
            low = 0.7 * low + 0.3 * min(pitches) + rng.normal(0, 1)
            notes += [Note(start, pitch, Tick(start + length), 70) for pitch in pitches]
    if rng.random() < _LINE_PLAYERS:
        notes += _line(marks, end, rng)
    return Piece(
        set="tunes", name=name, performer=name, licence="", source="", bpm=140, meter=str(chart.meter),
        piano=tuple(sorted(notes)), chords=tuple(ChordMark(tick, chord.symbol) for tick, chord in marks),
    )  # fmt: skip


def _strokes(tick: Tick, until: Tick, rng: np.random.Generator) -> Iterator[tuple[Tick, int]]:
    """When a chord is struck, and for how many ticks it is held."""
    at = tick
    while at < until:
        length = int(rng.uniform(0.2, 1) * (until - at))
        yield at, max(TICKS_PER_BEAT // 4, length)
        if rng.random() > _AGAIN:
            return
        at = Tick(at + max(TICKS_PER_BEAT // 2, length // (TICKS_PER_BEAT // 2) * (TICKS_PER_BEAT // 2)))


def _voiced(chord: Chord, taste: dict[str, float], low: float, rng: np.random.Generator) -> list[int]:
    """A shape that fits, near where the hand was."""
    fitting = _fitting(chord.quality, frozenset(chord.extensions) & _ALTERED)
    weights = np.array([weight * taste[shape] for shape, _, weight in fitting])
    _, steps, _ = fitting[rng.choice(len(fitting), p=weights / weights.sum())]
    first = chord.root + steps[0]
    lowest = first + 12 * round((low - first) / 12)
    lowest += 12 if lowest < LOWEST else -12 if lowest > _HIGHEST else 0
    return [lowest - steps[0] + step for step in steps]


@cache
def _fitting(quality: Quality, altered: frozenset[str]) -> tuple[tuple[str, Steps, float], ...]:
    """Shapes of a written chord, each with its weight: those of a shape's name together weigh as much as of another."""
    found: list[tuple[str, Steps, float]] = []
    for shape, kind, steps in shapes():
        if "/" in kind:
            continue
        meant = parse_chord("C" + kind)
        alterations = frozenset(meant.extensions) & _ALTERED
        if meant.quality != quality and meant.quality not in _COLOURED.get(quality, ()):
            continue
        weight = (1.0 if meant.quality == quality else 0.3) * (1.0 if alterations == altered else _ALTERS)
        if altered or not alterations or quality == "7":
            found.append((shape, steps, weight))
    if not found:
        found = [("root position", TONES[quality], 1.0)]
    sums = {name: sum(weight for shape, _, weight in found if shape == name) for name, _, _ in found}
    return tuple((shape, steps, weight / sums[shape]) for shape, steps, weight in found)


def _line(marks: Sequence[tuple[Tick, Chord]], end: Tick, rng: np.random.Generator) -> list[Note]:
    """Eighths and quarters of the chords' scales, step by step."""
    notes, pitch, at = [], int(rng.integers(*_LINE)), 0
    while at < end:
        chord = next(chord for tick, chord in reversed(marks) if tick <= at or tick == marks[0][0])
        pitch = min(max(pitch + int(rng.integers(-4, 5)), _LINE[0]), _LINE[1])
        tones = chord.chord_tones if rng.random() < 0.5 else chord.scale_tones
        pitch += min((step for step in range(-6, 7) if (pitch + step) % 12 in tones), key=abs)
        length = int(rng.choice([480, 480, 960]))
        if rng.random() < 0.7:
            notes.append(Note(Tick(at), pitch, Tick(at + length - 60), 80))
        at += length
    return notes
