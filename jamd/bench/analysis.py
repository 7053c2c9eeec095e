"""Computes the figures from the events that wire sent. Nothing is measured here: instants and ticks are those of the
events."""

from collections.abc import Iterable, Sequence
from typing import Final, TypeGuard

import msgspec

from jamd.bench.report import Figures, TempoResult, figures
from jamd.music.channel_messages import CONTROL, is_note_on
from jamd.music.events import Dropped, Event, Heard, Played, State, Vamped
from jamd.music.time.notes import BAND, TICKS_PER_BEAT, Meter, Tick

PROBE_STATUS: Final = CONTROL | 15  # undefined controllers, on channel 16
_SETTLED_BEATS: Final = 2  # the time it takes to follow


class Stretch(msgspec.Struct, frozen=True):
    """All events at one tempo, and its whole bars, from `first` up to `end`."""

    bpm: int
    meter: Meter
    first: Tick
    end: Tick
    events: tuple[Event, ...]

    def holds_tick(self, tick: Tick | None) -> bool:
        return tick is not None and self.first <= tick < self.end


def bars_between(begins: Tick, ends: Tick, meter: Meter) -> tuple[Tick, Tick]:
    """From the first bar line at or after `begins` to the first one at or after `ends`: one bar at least."""
    first = -(-begins // meter.bar) * meter.bar
    return Tick(first), Tick(max(first + meter.bar, -(-ends // meter.bar) * meter.bar))


def is_note_of_band(event: Event) -> TypeGuard[Played]:
    return isinstance(event, Played) and event.part in BAND and is_note_on(event.data)


def is_probe(data: bytes) -> bool:
    """A message of the thru probe: no synth reacts to it."""
    return data[0] == PROBE_STATUS


def lateness_us(stretch: Stretch) -> list[float]:
    """Of each note-on of the band: the instant at the driver minus its due time."""
    return [
        event.late_ns / 1e3 for event in stretch.events if is_note_of_band(event) and stretch.holds_tick(event.tick)
    ]


def tempo_result(stretch: Stretch) -> TempoResult:
    """Bars ready, notes left out, lateness and planning time at this tempo."""
    bar = stretch.meter.bar
    vamped = {e.tick // bar for e in stretch.events if isinstance(e, Vamped) and stretch.holds_tick(e.tick)}
    dropped = sum(isinstance(e, Dropped) and stretch.holds_tick(e.tick) for e in stretch.events)
    planned = [e.plan_ms for e in stretch.events if isinstance(e, State) and stretch.holds_tick(Tick(e.bar * bar))]
    return TempoResult(
        bpm=stretch.bpm,
        bars=(stretch.end - stretch.first) // bar,
        bars_vamped=len(vamped),
        dropped=dropped,
        lateness_us=figures(lateness_us(stretch)),
        plan_ms=figures(planned),
    )


def ready_ratio(tempos: Iterable[TempoResult]) -> float | None:
    """Share of all bars in which everything was planned in time."""
    tempos = tuple(tempos)
    bars = sum(tempo.bars for tempo in tempos)
    return round(1 - sum(tempo.bars_vamped for tempo in tempos) / bars, 5) if bars else None


def max_bpm(tempos: Sequence[TempoResult]) -> int | None:
    """The highest tempo up to which all hold. None if not even the slowest does."""
    highest = None
    for tempo in sorted(tempos, key=lambda tempo: tempo.bpm):
        if not tempo.holds:
            break
        highest = tempo.bpm
    return highest


class Grid(msgspec.Struct, frozen=True):
    """The true beat of the clock master: tick 0 at `start_ns`, Stop at `end_ns`."""

    start_ns: int
    ns_per_beat: int
    end_ns: int

    def off_ns(self, ns: float, tick: Tick) -> float:
        """How late an instant is on its tick (negative: early). Whole beats do not matter: where the form
        begins is another question."""
        beat = self.ns_per_beat
        place = self.start_ns + tick * beat / TICKS_PER_BEAT
        return (ns - place + beat / 2) % beat - beat / 2


def phase_errors_us(events: Iterable[Event], grid: Grid, port_us: float) -> list[float]:
    """How far each note-on of the band is from its place on the master's grid, early or late, once the clock has run
    for two beats. `port_us` is the delay of the port itself, which is subtracted."""
    settled_ns = grid.start_ns + _SETTLED_BEATS * grid.ns_per_beat
    return [
        abs(grid.off_ns(event.ns - port_us * 1e3, event.tick)) / 1e3
        for event in events
        if is_note_of_band(event) and event.tick is not None and settled_ns <= event.ns < grid.end_ns
    ]


def thru_inside_us(events: Sequence[Event]) -> Figures | None:
    """From the arrival stamp of the probe's messages to their sending, if wire reports both."""
    arrived = {event.data: event.ns for event in events if isinstance(event, Heard)}
    left = {event.data: event.ns for event in events if isinstance(event, Played) and event.part == "you"}
    return figures((left[data] - arrived[data]) / 1e3 for data in arrived.keys() & left.keys() if is_probe(data))
