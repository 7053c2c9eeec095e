"""The jam as a snapshot for those who show it."""

from jamd.music.events import State
from jamd.music.harmony.writing import respelled
from jamd.music.planning.pace import Pace
from jamd.music.planning.roles import Turn
from jamd.music.planning.scene import Player, Scene
from jamd.music.settings import JamSettings
from jamd.music.time.notes import TICKS_PER_BEAT, BandPart, Tick


def state_of(
    scene: Scene, settings: JamSettings, turn: Turn, players: dict[BandPart, Player], pace: Pace, commit_ms: float
) -> State:
    """Where the music is at the instant of the scene; `plan_ms` is left to who measures it."""
    now = scene.heard
    bar, inside = divmod(now, scene.meter.bar)
    here, ahead = (scene.chord_at(tick) for tick in (now, Tick((bar + 1) * scene.meter.bar)))
    section = scene.chart.section_at(bar) if scene.chart is not None and bar >= 0 else None
    return State(
        bar=bar,
        beat=inside // TICKS_PER_BEAT,
        section=section.name if section else "",
        chord=respelled(here, settings.spelling).symbol if here else "",
        next_chord=respelled(ahead, settings.spelling).symbol if ahead else "",
        mode=settings.mode,
        turn=turn,
        intensity=scene.intensity,
        plan_ms=0.0,
        players={part: type(player).__name__ for part, player in players.items()},
        replan_beats=pace.beats,
        commit_ms=commit_ms,
        plan_p50_ms=pace.p50_ms,
        plan_p99_ms=pace.p99_ms,
        style=scene.style,
    )
