"""Pedal points: one low note under what changes, or under a chord that stays. Real bassists are sparing with them."""

from typing import Final

from jamd.commands.choices import Style
from jamd.music.charts.form import Chart
from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import TICKS_PER_BEAT, Tick
from jamd.players.bassist.strokes import Stroke, dice_of, drawn, freedom
from jamd.players.phrase_ends import bar_of_section

_STREAM: Final = 26 << 40
_GROUP: Final = 4  # bars
_INTENSITY: Final = (0.2, 0.6)
_BLUES: Final = 12  # bars
_STAYS: Final[dict[Style, float]] = {"swing": 0.12, "waltz": 0.12, "ballad": 0.08, "even": 0.3}
"""How likely four bars of one chord are a pedal."""
_LEADS: Final[dict[Style, float]] = {"swing": 0.1, "waltz": 0.1, "ballad": 0.08, "even": 0.15}
"""How likely a dominant, and what comes before it, is one at the end of a section."""

_EIGHTH: Final = TICKS_PER_BEAT // 2
# Eighths from 1, and how often.
_RHYTHMS: Final = {
    3: (((0,), 3.0), ((0, 3), 2.0), ((0, 5), 1.0)),
    4: (((0, 3), 3.0), ((0,), 1.0), ((0, 4), 2.0), ((0, 3, 6), 1.5), ((0, 3, 7), 1.0)),
    5: (((0, 6), 3.0), ((0, 3, 6), 2.0), ((0,), 1.0)),
}


def pedal_at(scene: Scene, bar: int) -> int | None:
    """The pitch class that is held under a bar; None as a rule."""
    chart, style = scene.chart, scene.style
    if chart is None or scene.chord is not None or style not in _STAYS or bar < 0:
        return None
    if not _INTENSITY[0] <= scene.intensity <= _INTENSITY[1] or _ends_soon(scene, bar) or _is_blues_head(scene, bar):
        return None
    first = bar - bar_of_section(scene, bar) % _GROUP
    if _luck(scene, first) < _STAYS[style] <= _luck(scene, first - _GROUP):  # never eight bars
        stays = _staying(scene, first)
        if stays is not None:
            return stays
    if _luck(scene, first) < _LEADS[style] and bar >= first + _GROUP // 2 and chart.section_ends(first + _GROUP - 1):
        return _dominant(scene, chart, first + _GROUP)
    return None


def on_pedal(scene: Scene, bar: int) -> list[Stroke]:
    rhythms = _RHYTHMS[scene.meter.beats]
    chosen = drawn([weight for _, weight in rhythms], dice_of(scene, bar)[0], scene.temperature)
    return [Stroke(place * _EIGHTH, "pedal", 0.95, -6.0 if place else 2.0) for place in rhythms[chosen][0]]


def _luck(scene: Scene, first: int) -> float:
    """Of four bars."""
    return float(rng_at(scene.seed, "bass", _STREAM + first).random()) / max(0.01, freedom(scene))


def _ends_soon(scene: Scene, bar: int) -> bool:
    return scene.last_hit is not None and scene.last_hit <= (bar + _GROUP) * scene.meter.bar


def _is_blues_head(scene: Scene, bar: int) -> bool:
    form = 0 if scene.chart is None else scene.chart.bars_in_form
    return form > 0 and form % _BLUES == 0 and any(start <= bar * scene.meter.bar < end for start, end in scene.heads)


def _staying(scene: Scene, first: int) -> int | None:
    """The root of the one chord of four bars."""
    start = first * scene.meter.bar
    chords = {scene.chord_at(Tick(start + tick)) for tick in range(0, _GROUP * scene.meter.bar, TICKS_PER_BEAT)}
    (chord,) = chords if len(chords) == 1 else (None,)
    return None if chord is None else chord.bass


def _dominant(scene: Scene, chart: Chart, section: int) -> int | None:
    """The root of the chord that leads into a section, if it is the dominant of the first one there."""
    line = section * scene.meter.bar
    before, there = chart.chord_at(Tick(line - TICKS_PER_BEAT)), chart.chord_at(Tick(line))
    if before is None or there is None or before.bass != (there.root + 7) % 12:
        return None
    return before.bass
