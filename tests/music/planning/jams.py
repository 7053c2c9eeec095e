"""A jam whose players play quarters, and what its stories are told with: the clock, keys, time that passes."""

from jamd.music.channel_messages import note_off, note_on
from jamd.music.charts.load import read_chart
from jamd.music.events import Clock, Event, Heard, Plan
from jamd.music.planning.jam import Jam
from jamd.music.planning.scene import Scene
from jamd.music.settings import JamSettings, PartSettings
from jamd.music.time.notes import BAND, BandPart, Meter, Nanos, Note, Tick
from jamd.music.time.timeline import Timeline

BEAT, BAR = 960, 3840
TIMELINE = Timeline.at_bpm(120, Nanos(10**9), Tick(0))  # a beat is half a second


class Quarters:
    """Plays a quarter on every beat (the drums: on the ride), and remembers what it was shown."""

    def __init__(self, part: BandPart) -> None:
        self.part, self.pitch = part, 51 if part == "drums" else 60
        self.scenes: list[Scene] = []

    def play(self, scene: Scene, start: Tick, end: Tick) -> tuple[Note, ...]:
        self.scenes.append(scene)
        beats = range(-(-start // BEAT), -(-end // BEAT))
        return tuple(Note(Tick(beat * BEAT), self.pitch, Tick(beat * BEAT + 900), 64) for beat in beats)


def settings(**changes: object) -> JamSettings:
    parts = {part: PartSettings() for part in BAND}
    return JamSettings(**{"meter": Meter(4), "parts": parts, "seed": 1, "count_in": 0} | changes)


def jam(chart: str | None = "builtin:blues-in-bb", **changes: object) -> Jam:
    quarters = {part: Quarters(part) for part in BAND}
    return Jam(settings(**changes), read_chart(chart) if chart else None, quarters, quarters)


def started(machine: Jam, tick: int = 0, began: int | None = None, ahead_ns: int = 0) -> list[Event]:
    first = Tick(min(tick, 0) if began is None else began)
    clock = Clock(TIMELINE.ns_at(Tick(tick)), True, TIMELINE, machine.settings.meter, first, ahead_ns=ahead_ns)
    return machine.handle(clock)


def at(machine: Jam, tick: int) -> list[Event]:
    return machine.advance(TIMELINE.ns_at(Tick(tick)))


def key(tick: int, pitch: int, velocity: int = 80) -> Heard:
    return Heard(TIMELINE.ns_at(Tick(tick)), Tick(tick), note_on(1, pitch, velocity))


def release(tick: int, pitch: int) -> Heard:
    return Heard(TIMELINE.ns_at(Tick(tick)), Tick(tick), note_off(1, pitch))


def eighths(machine: Jam, first: int, count: int, velocity: int) -> list[Plan]:
    """So many eighths played evenly, with the beats that pass; the plans that came between two beats."""
    plans = []
    for start in range(first, first + count * 480, 480):
        for event in machine.handle(key(start, 72, velocity)):
            plans += [event] if isinstance(event, Plan) else []
        machine.handle(release(start + 380, 72))
        if start % BEAT:
            at(machine, start // BEAT * BEAT + BEAT)
    return plans


def plan_in(events: list[Event]) -> Plan:
    (plan,) = [event for event in events if isinstance(event, Plan)]
    return plan


def starts(plan: Plan, part: BandPart) -> list[int]:
    return [note.start for note in plan.parts[part]]


def until(machine: Jam, end: int, notes: dict[BandPart, list[Note]] | None = None) -> dict[BandPart, list[Note]]:
    """Let the time pass to a tick, each plan at its instant: what is played (added to `notes`)."""
    played: dict[BandPart, list[Note]] = notes or {part: [] for part in BAND}
    while (wake := machine.wake_ns) is not None and wake < TIMELINE.ns_at(Tick(end)):
        for event in machine.advance(wake):
            if isinstance(event, Plan):
                for part, planned in event.parts.items():
                    kept = [note for note in played[part] if note.start < event.start]
                    played[part] = kept + [note for note in planned if note.start >= event.start]
    return played
