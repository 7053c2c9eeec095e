"""The rhythm of a bar of bass: which beats are walked, and what else is struck."""

from typing import Final, Literal, NamedTuple

from jamd.commands.choices import Style
from jamd.music.planning.scene import Scene, rng_at
from jamd.music.time.notes import TICKS_PER_BEAT

_EIGHTH: Final = TICKS_PER_BEAT // 2
_STREAM: Final = 22 << 40
_QUIET: Final = 0.3  # intensity below which a bassist plays in two
_LOUD: Final = 0.6  # above which the first chorus is walked, too
_LONGEST_HEAD: Final = 40  # bars
_FILLED: Final = 0.3  # of the bars in two are walked, to lead on
_SKIP: Final = 0.26  # of beats with a skip note before the next
_SKIP_SHUFFLE: Final = 0.4
_SKIP_IN_TWO: Final = 0.25

Kind = Literal["walked", "skip", "root", "fifth", "octave", "next"]


class Stroke(NamedTuple):
    """One note of a bar: where on the straight grid (ticks from its 1), what, how long (a share of the way to the next
    one), and how much louder than usual."""

    place: int
    kind: Kind
    beat: int  # of the walked beats, the one that it belongs to
    length: float = 0.92
    louder: float = 0.0


# Eighths from 1, what, how much louder.
_GROOVES: Final[dict[Style, tuple[tuple[tuple[int, Kind, float], ...], ...]]] = {
    "bossa": (
        ((0, "root", 4), (3, "fifth", -8), (4, "fifth", 2), (7, "next", -8)),
        ((0, "root", 4), (3, "root", -8), (4, "fifth", 2), (7, "fifth", -8)),
    ),
    "samba": (
        ((0, "root", -6), (3, "root", -10), (4, "fifth", 8), (7, "fifth", -8)),
        ((0, "root", -6), (4, "fifth", 8), (7, "next", -6)),
    ),
    "funk": (
        ((0, "root", 8), (3, "root", -4), (5, "octave", 2), (6, "fifth", -4)),
        ((0, "root", 8), (1, "root", -8), (3, "octave", 0), (6, "fifth", -2), (7, "next", -4)),
    ),
    "even": (
        ((0, "root", 4), (3, "fifth", -4), (6, "octave", -2)),
        ((0, "root", 4), (3, "fifth", -4), (4, "root", 0), (7, "fifth", -6)),
    ),
}


def is_in_two(scene: Scene, bar: int) -> bool:
    """Half notes: in ballads, while it is quiet, and in the first chorus, the head."""
    if scene.meter.beats != 4:
        return False
    if scene.style == "ballad" or scene.intensity < _QUIET:
        return True
    head = len(scene.chart.bars) if scene.chart is not None else 0
    return 0 <= bar < min(head, _LONGEST_HEAD) and scene.intensity < _LOUD and scene.style == "swing"


def walked_beats(scene: Scene, bar: int) -> tuple[int, ...]:
    """The beats that have a note of the line."""
    draw = float(rng_at(scene.seed, "bass", _STREAM + 2 * bar).random())
    if is_in_two(scene, bar):
        return (0, 1, 2, 3) if (bar % 4 == 3 and draw < 2 * _FILLED) or draw < _FILLED / 2 else (0, 2)
    if scene.style == "waltz" and scene.intensity < 0.55 and draw < 0.35:
        return (0, 2) if draw < 0.2 else (0,)
    return tuple(range(scene.meter.beats))


def strokes(scene: Scene, bar: int) -> list[Stroke]:
    """All that is struck in a bar, in order."""
    if scene.style in _GROOVES and scene.meter.beats == 4:
        return _groove(scene, bar)
    beats = walked_beats(scene, bar)
    draws = rng_at(scene.seed, "bass", _STREAM + 2 * bar + 1).random(size=8)
    full = len(beats) == scene.meter.beats
    share = (_SKIP_SHUFFLE if scene.style == "shuffle" else _SKIP) if full else _SKIP_IN_TWO
    struck: list[Stroke] = []
    for i, beat in enumerate(beats):
        struck.append(Stroke(beat * TICKS_PER_BEAT, "walked", i))
        last = (beats[i + 1] if i + 1 < len(beats) else scene.meter.beats) - 1
        if draws[i] < share * (0.5 + scene.busy / 2):
            struck.append(Stroke(last * TICKS_PER_BEAT + _EIGHTH, "skip", i, 0.5, -12.0))
    return struck


def _groove(scene: Scene, bar: int) -> list[Stroke]:
    """Mostly the first pattern of a style; the other one leads on."""
    usual, other = _GROOVES[scene.style]
    draw = float(rng_at(scene.seed, "bass", _STREAM + 2 * bar).random())
    pattern = other if bar % 4 == 3 or draw < 0.2 else usual
    return [Stroke(place * _EIGHTH, kind, 0, 0.9, louder) for place, kind, louder in pattern]
