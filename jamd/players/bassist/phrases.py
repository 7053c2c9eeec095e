"""The rhythm of a bass solo: phrases of two bars, with rests between them, and a figure that comes back.

No phrase runs over the end of a section: where a section has an odd number of bars, its last phrase is one bar long.
Beat by beat a phrase is drawn from a handful of cells. Eight bars share a figure, a few beats long: their first phrase
begins with it, and so do some of the others. All is a function of the seed and the place in the form.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jamd.music.planning.scene import Scene, rng_at
from jamd.music.styles import STYLES
from jamd.music.time.notes import TICKS_PER_BEAT
from jamd.players.phrase_ends import bar_of_section

BARS: Final = 2  # of a phrase, but for one that a section's end cuts short
FIGURE: Final = 3  # beats
RECALLED: Final = (0.0, 0.75, 0.25, 0.6)  # how likely the phrases of eight bars begin with the figure of the first one
JOINED: Final = 0.25  # of the phrases run on into the next one
WAITING: Final = 0.45  # of the phrases begin after a beat of rest
LONGER: Final = 0.3  # of them end with two beats of rest, not one
BUSY: Final = 0.25  # how busy a solo is at intensity 0 and 160 bpm, from 0 to 1
BUSIER: Final = 0.9  # what intensity 1 adds
SLOWER: Final = 0.6  # what half the tempo adds
_STREAM: Final = 30 << 40

# Ticks from the beat on the straight grid: where eighths swing (so that these are triplets), and where they are even.
_CELLS: Final[tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]] = (
    ((0,), (0,)),
    ((0, 480), (0, 480)),
    ((480,), (480,)),
    ((), ()),  # the note before is held on
    ((0, 240, 480), (0, 480, 720)),
)
_HELD: Final = 3
# How likely each cell is.
_BEGINNING: Final = np.array([0.35, 0.6, 1.0, 0.0, 0.1])  # in the first beat of a phrase
_PLAIN: Final = np.array([1.0, 0.4, 0.5, 0.4, 0.16])  # inside a phrase, where little is played
_BUSY: Final = np.array([0.35, 1.1, 0.35, 0.15, 1.0])  # inside a phrase, where much is played
_ENDING: Final = np.array([1.0, 0.6, 0.6, 0.0, 0.0])  # in the last beat


class Phrase(NamedTuple):
    """Straight ticks, counted from tick 0."""

    places: tuple[int, ...]  # where notes are struck
    end: int  # the next phrase may begin here
    figure: tuple[int, int] | None  # its beginning, and the place where the same figure was first played


class _Plan(NamedTuple):
    """Beats of a phrase before it is joined with others."""

    cells: list[int]
    rest: int  # before it
    behind: int


def phrase_of(scene: Scene, bar: int) -> Phrase:
    """The phrase that a bar belongs to."""
    inside = bar_of_section(scene, bar)
    first, number = bar - inside % BARS, inside // BARS % len(RECALLED)
    leader, beats = first - number * BARS, _beats(scene, first)
    plan = _plan(scene, first)
    recalls = float(_luck(scene, first)[0]) < RECALLED[number]
    if recalls:
        cells, rest, _ = _plan(scene, leader)
        plan = _Plan([*cells[: rest + FIGURE], *plan.cells[rest + FIGURE :]], rest, plan.behind)
    elif number and _plan(scene, first - BARS).behind == 0:
        plan = plan._replace(rest=0)
    line, even = first * scene.meter.bar, STYLES[scene.style].feel == "even"
    places = [
        line + beat * TICKS_PER_BEAT + place
        for beat in range(plan.rest, beats - plan.behind)
        for place in _CELLS[plan.cells[beat]][even]
    ]
    begins = plan.rest * TICKS_PER_BEAT
    figure = (line + begins, leader * scene.meter.bar + begins) if recalls else None
    return Phrase(tuple(places), line + beats * TICKS_PER_BEAT, figure)


def _beats(scene: Scene, first: int) -> int:
    """Of the phrase that begins with a bar."""
    is_cut = scene.chart is not None and scene.chart.section_ends(first)
    return (1 if is_cut else BARS) * scene.meter.beats


def _plan(scene: Scene, first: int) -> _Plan:
    joined, waits, longer = _luck(scene, first)[1:4].tolist()
    beats = _beats(scene, first)
    rest, behind = int(waits < WAITING), 0 if joined < JOINED else 1 + int(longer < LONGER)
    busy = _busy(scene)
    inside, cells = (1 - busy) * _PLAIN + busy * _BUSY, [_HELD] * rest
    for beat, draw in enumerate(_luck(scene, first)[4 : 4 + beats - rest].tolist(), rest):
        weights = _BEGINNING if beat == rest else _ENDING if beat == beats - behind - 1 else inside
        kept = weights * (np.arange(len(weights)) != _HELD) if cells[-1:] == [_HELD] else weights
        cells.append(int(np.searchsorted(np.cumsum(kept), draw * kept.sum(), side="right")))
    return _Plan(cells, rest, behind)


def _busy(scene: Scene) -> float:
    """0 to 1, in tenths, so that phrases stay as they are while the intensity wavers."""
    busy = BUSY + BUSIER * scene.intensity + SLOWER * float(np.log2(160 / scene.bpm))
    return round(min(1.0, max(0.0, busy)) * scene.busy, 1)


def _luck(scene: Scene, first: int) -> NDArray[np.float64]:
    """(16,) of a phrase, 0 to 1."""
    return rng_at(scene.seed, "bass", _STREAM + first).random(16)
