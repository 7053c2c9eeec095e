"""What the hand-written drummer plays where the band does not: a solo over the foot, and the hit of a break."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from jamd.music.planning.scene import Scene, rng_at
from jamd.music.styles import STYLES
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick
from jamd.players.rules.drum_figures import FILL_PATHS, HAT_FOOT, KICK, PEDAL_HAT, SNARE

_SHORT: Final = TICKS_PER_BEAT // 4
_EIGHTH: Final = TICKS_PER_BEAT // 2
_STREAM: Final = 11 << 40
_GROUP: Final = 4  # bars that share a motif
_RETURNING: Final = 0.6  # of a motif's beats
_TURN: Final = 3  # the bar of a group that leads into the next one: no rests

Cell = tuple[int, ...]  # sixteenths of a straight beat, of which swing makes triplets

# A beat of a solo, with its weight at intensity 0 and at 1.
_CELLS: Final[dict[str, tuple[tuple[float, float, Cell], ...]]] = {
    "swing": (
        (0.20, 0.06, ()),
        (0.25, 0.10, (0,)),
        (0.25, 0.24, (0, 2)),
        (0.10, 0.40, (0, 1, 2)),
        (0.10, 0.10, (2,)),
        (0.10, 0.10, (1, 2)),
    ),
    "even": (
        (0.20, 0.06, ()),
        (0.25, 0.10, (0,)),
        (0.25, 0.20, (0, 2)),
        (0.10, 0.34, (0, 1, 2, 3)),
        (0.10, 0.15, (0, 3)),
        (0.10, 0.15, (2, 3)),
    ),
}


def solo(scene: Scene, bar: int) -> Iterator[tuple[int, int, float]]:
    """(place, pitch, level) of one bar: a motif that comes back for four bars, its beats moved around the drums; the
    foot keeps the time."""
    for eighth in HAT_FOOT[scene.meter.beats]:
        yield eighth * _EIGHTH, PEDAL_HAT, 74.0
    motif, own = _rng(scene, bar - bar % _GROUP), _rng(scene, bar, 1)
    theme = [_cell(scene, motif, bar) for _ in range(scene.meter.beats)]
    path = FILL_PATHS[int(own.integers(len(FILL_PATHS)))]
    for beat, known in enumerate(theme):
        cell = known if own.random() < _RETURNING else _cell(scene, own, bar)
        for i, sixteenth in enumerate(cell):
            place = beat * TICKS_PER_BEAT + sixteenth * _SHORT
            accented = i == 0 or own.random() < 0.2
            yield place, path[beat % len(path)], float(own.uniform(72, 86) if accented else own.uniform(44, 58))
            if accented and own.random() < 0.3:
                yield place, KICK, 66.0


def _cell(scene: Scene, rng: np.random.Generator, bar: int) -> Cell:
    cells = _CELLS[STYLES[scene.style].feel]
    weights = np.array([low + (high - low) * scene.intensity for low, high, _ in cells])
    weights[0] *= 0 if bar % _GROUP == _TURN else max(0.0, 2 - scene.busy)
    return cells[int(rng.choice(len(cells), p=weights / weights.sum()))][2]


def _rng(scene: Scene, bar: int, what: int = 0) -> np.random.Generator:
    return rng_at(scene.seed, "drums", _STREAM + 2 * bar + what)


def break_hit(scene: Scene, start: Tick) -> tuple[Note, ...]:
    """Kick and snare, dry: no cymbal rings into the silence."""
    loudness = round(72 + 34 * scene.intensity)
    return tuple(sorted(Note(start, pitch, Tick(start + _SHORT), loudness) for pitch in (KICK, SNARE)))
