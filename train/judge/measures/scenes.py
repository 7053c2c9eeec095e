"""What a player is given while it is judged: the same for everybody, and said here.

Intensity is .5, where no player leans either way; temperature is 1, as trained, unless the caller asks otherwise; the
swing is the real take's own (`train.grids.feel`), which in a jam the player is told too.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from jamd.music.charts.form import Chart
from jamd.music.planning.scene import Player, Role, Scene
from jamd.music.time.notes import Meter, Note, Tick

MEMORY: Final = 16  # bars of its own playing that a player is given
INTENSITY: Final = 0.5


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


def scene(setting: Setting, own: Sequence[Note], heard: Tick, you: Sequence[Note] = ()) -> Scene:
    """One scene; `own` and `you` are cut to what lies within memory."""
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
        apart=() if setting.role == "comp" else ((Tick(0), heard),),
    )


def one_bar(player: Player, setting: Setting, past: Sequence[Note], bar: int) -> tuple[Note, ...]:
    """What a player plays in one bar, given what came before it."""
    start = Tick(bar * setting.meter.bar)
    return player.play(scene(setting, past, start), start, Tick(start + setting.meter.bar))


def open_loop(player: Player, setting: Setting, bars: int) -> tuple[Note, ...]:
    """`bars` bars from silence, each from the player's own bars before."""
    played: list[Note] = []
    for bar in range(bars):
        played += one_bar(player, setting, played, bar)
    return tuple(played)
