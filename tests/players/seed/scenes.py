"""Scenes for the seed's players, and the laws that both of them keep."""

import itertools

from jamd.music.planning.scene import Player, Scene
from jamd.music.time.notes import Meter, Note, Tick

QUIET = Scene(
    meter=Meter(4),
    bpm=140.0,
    heard=Tick(0),
    you=(),
    own=(),
    chart=None,
    chord=None,
    role="line",
    intensity=0.5,
    swing=2.0,
    temperature=1.0,
    seed=7,
)


def changed(scene: Scene, **fields) -> Scene:
    return Scene(**({name: getattr(scene, name) for name in scene.__struct_fields__} | fields))


def phrase(start: int, velocity: int = 80) -> tuple[Note, ...]:
    """Two bars of a keyboardist's line, from a tick on."""
    tune = (
        (0, 60, 480),
        (640, 62, 900),
        (960, 65, 1440),
        (1600, 67, 1900),
        (1920, 69, 3000),
        (3840, 72, 4800),
        (5760, 67, 7000),
    )
    return tuple(Note(Tick(start + a), pitch, Tick(start + b), velocity) for a, pitch, b in tune)


def planned_piecemeal(player: Player, scene: Scene, end: int, stride: int, reach: int) -> tuple[Note, ...]:
    """What sounds if the player is asked for `reach` ticks every `stride`, and only the first stride of each answer
    is kept.
    """
    kept: list[Note] = []
    for start in range(0, end, stride):
        plan = player.play(changed(scene, own=tuple(kept)), Tick(start), Tick(start + reach))
        kept += [note for note in plan if note.start < start + stride]
    return tuple(sorted(kept))


def overlaps(notes: tuple[Note, ...]) -> list[tuple[Note, Note]]:
    """Pairs of one pitch of which one starts before the other ends."""
    by_pitch = sorted(notes, key=lambda note: (note.pitch, note.start))
    return [(a, b) for a, b in itertools.pairwise(by_pitch) if a.pitch == b.pitch and b.start < a.end]
