"""Scenes for the players that are written by hand, and the stretch-by-stretch planning that the band does."""

from jamd.music.charts.load import load_chart
from jamd.music.planning.scene import Player, Scene
from jamd.music.time.notes import BandPart, Meter, Note, Tick
from jamd.music.time.swing import straightened, swing_ratio


def scene_for(
    part: BandPart,
    chart: str | None = "builtin:rhythm-changes",
    *,
    bpm: float = 140.0,
    intensity: float = 0.45,
    **fields,
) -> Scene:
    form = load_chart(chart) if chart else None
    accompanies = fields.get("role", "comp") == "comp"
    told = {
        "meter": form.meter if form else Meter(4),
        "bpm": bpm,
        "heard": Tick(0),
        "you": (),
        "own": (),
        "chart": form,
        "chord": None,
        "role": "comp",
        "intensity": intensity,
        "swing": swing_ratio("line" if fields.get("role") == "line" else "band", bpm),
        "temperature": 1.0,
        "seed": 3,
        "apart": () if accompanies else ((Tick(0), Tick(1000 * 3840)),),
    }
    return Scene(**(told | fields))


def retold(scene: Scene, **fields) -> Scene:
    return Scene(**({name: getattr(scene, name) for name in scene.__struct_fields__} | fields))


def played(
    player: Player, scene: Scene, bars: int, *, stride: int = 3840, reach: int | None = None
) -> tuple[Note, ...]:
    """What sounds when every `stride` ticks the next `reach` are planned, and the first stride of each plan is kept."""
    kept: list[Note] = []
    for start in range(0, bars * scene.meter.bar, stride):
        window = tuple(sorted(kept)[-300:])
        plan = player.play(retold(scene, own=window, heard=Tick(start)), Tick(start), Tick(start + (reach or stride)))
        assert list(plan) == sorted(plan)
        assert all(start <= note.start < start + (reach or stride) for note in plan)
        kept += [note for note in plan if note.start < min(start + stride, bars * scene.meter.bar)]
    return tuple(sorted(kept))


def straight(note: Note, scene: Scene) -> int:
    """The place that a note means, on the straight grid of sixteenths."""
    return round(straightened(note.start, scene.swing) / 240) * 240


def eighths(notes: tuple[Note, ...], scene: Scene) -> list[int]:
    """Where something is struck, in eighths from tick 0, each once."""
    return sorted({round(straightened(note.start, scene.swing) / 480) for note in notes})


def in_bar(notes: tuple[Note, ...], scene: Scene, bar: int) -> tuple[Note, ...]:
    return tuple(note for note in notes if note.start // scene.meter.bar == bar)


def line(start_bar: int, bars: int, *, low: int = 67, every: int = 480, velocity: int = 80) -> tuple[Note, ...]:
    """A keyboardist's running line in 4/4: up and down a fifth, one note every so many ticks."""
    turns = (0, 2, 4, 5, 7, 5, 4, 2)
    return tuple(
        Note(Tick(tick), low + turns[i % 8], Tick(tick + every), velocity)
        for i, tick in enumerate(range(start_bar * 3840, (start_bar + bars) * 3840, every))
    )
