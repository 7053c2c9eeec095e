"""What a player is told while it is judged: the same for everybody, and said here.

Intensity is .5, where no player leans either way; temperature is 1, as trained, unless the caller asks otherwise; the
swing is the real take's own (`train.networks.straight`), which in a jam the player is told too.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from jamd.music.charts.form import Chart
from jamd.music.planning.scene import Player, Role, Scene
from jamd.music.time.notes import Meter, Note, Tick
from train.corpora.piece import Piece
from train.judge.evaluation_set import line_of
from train.networks.straight import feel_of

MEMORY: Final = 16  # bars of its own that a player is told
INTENSITY: Final = 0.5

_SWINGS: dict[tuple[str, str], float] = {}


class Setting(msgspec.Struct, frozen=True):
    """What stays the same through one judged take."""

    bpm: float
    swing: float
    seed: int
    meter: Meter = Meter(4)
    chart: Chart | None = None
    role: Role = "comp"
    temperature: float = 1.0
    intensity: float = INTENSITY


def swing_of(piece: Piece) -> float:
    """The long:short ratio at which a real take lies nearest to the grid."""
    key = (piece.set, piece.name)
    if key not in _SWINGS:
        drums = bool(piece.drums)
        ticks = [hit.tick for hit in piece.drums] if drums else [note.start for note in line_of(piece)]
        offbeat = feel_of(ticks, late=not drums).offbeat
        _SWINGS[key] = offbeat / (1 - offbeat)
    return _SWINGS[key]


def scene(setting: Setting, own: Sequence[Note], heard: Tick, you: Sequence[Note] = ()) -> Scene:
    """What a player is told; `own` and `you` are cut to what lies within memory."""
    since = heard - MEMORY * setting.meter.bar
    return Scene(
        meter=setting.meter,
        bpm=setting.bpm,
        heard=heard,
        you=tuple(note for note in you if note.end > since),
        own=tuple(note for note in own if note.start >= since),
        chart=setting.chart,
        chord=None,
        role=setting.role,
        intensity=setting.intensity,
        swing=setting.swing,
        temperature=setting.temperature,
        seed=setting.seed,
    )


def one_bar(player: Player, setting: Setting, past: Sequence[Note], bar: int) -> tuple[Note, ...]:
    """What a player plays in one bar, told what came before it."""
    start = Tick(bar * setting.meter.bar)
    return player.play(scene(setting, past, start), start, Tick(start + setting.meter.bar))


def open_loop(player: Player, setting: Setting, bars: int) -> tuple[Note, ...]:
    """So many bars from nothing, each from the player's own bars before."""
    played: list[Note] = []
    for bar in range(bars):
        played += one_bar(player, setting, played, bar)
    return tuple(played)
