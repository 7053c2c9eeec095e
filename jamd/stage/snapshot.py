"""What a page shows, in sections: events go in, plain values for JSON come out. Instants in ms, monotonic."""

from collections import deque
from importlib.metadata import version
from typing import Any, Final, get_args

from jamd.errors import ChartError
from jamd.ipc.settings import WebSettings
from jamd.music.charts.builtin import BUILTIN_CHARTS
from jamd.music.charts.form import Chart
from jamd.music.charts.load import BUILTIN, load_chart
from jamd.music.charts.text_grid import read_grid
from jamd.music.events import (
    Clock,
    Controls,
    Delivery,
    Dropped,
    Ending,
    Event,
    Fallback,
    Fellback,
    Heard,
    Plan,
    Played,
    Ports,
    State,
    Vamped,
    is_note_on,
)
from jamd.music.time.notes import BandPart, Nanos, Tick
from jamd.music.time.timeline import Timeline

Section = Any  # what JSON can say
_REMEMBERED: Final = 500  # messages, for how late they left


def ms(ns: Nanos | int) -> float:
    """An instant or a length as the page reads it, to the microsecond."""
    return round(ns / 1e6, 3)


class Snapshot:
    """One thread's. `sections` is rebuilt on demand; compare to see what changed."""

    def __init__(self, settings: WebSettings, channels: dict[BandPart, int], run: str) -> None:
        self._settings = settings
        self._channels = channels
        self.run = run
        self.version = version("jamd")
        jam, never = settings.jam, Nanos(0)
        self._clock = Clock(never, False, Timeline.at_bpm(settings.bpm, never, Tick(0)), jam.meter)
        self._controls = Controls(never, jam, settings.chart, settings.players)
        self._state = State(-jam.count_in, 0, "", "", "", jam.mode, "both", 0.0, 0.0, settings.players)
        self._ports = Ports(never, "", "", "none", False)
        self._delivery = Delivery(never, "normal", False, "never", {})
        self._chart = _chart_section(settings.chart)
        self._charts = [{"name": BUILTIN + name, "title": load_chart(BUILTIN + name).title} for name in BUILTIN_CHARTS]
        self._tape: dict[str, Section] = {"recording": None, "edition": 0}
        self._late_ns: deque[int] = deque(maxlen=_REMEMBERED)
        self._counts = {"heard": 0, "played": 0, "dropped": 0, "vamped": 0}
        self._fallbacks: dict[Fallback, int] = dict.fromkeys(get_args(Fallback), 0)
        self._bars = 0  # begun since the start
        self._bar: int | None = None  # the last one that began
        self._band = False
        self._last_hit: Tick | None = None  # of an ending that has begun

    def take(self, event: Event) -> None:
        """Note what concerns us."""
        if isinstance(event, Clock):
            if event.running and not self._clock.running:
                self._bar = None
            if not event.running:
                self._last_hit = None
            self._clock = event
        elif isinstance(event, Ending):
            self._last_hit = event.at
        elif isinstance(event, State):
            self._state = event
            self._begin_bar(event.bar)
        elif isinstance(event, Ports):
            self._ports = event
        elif isinstance(event, Delivery):
            self._delivery = event
        elif isinstance(event, Controls):
            self._take_controls(event)
        else:
            self._count(event)

    def _take_controls(self, controls: Controls) -> None:
        if controls.chart != self._controls.chart:
            self._chart = _chart_section(controls.chart)
        self._controls = controls

    def _count(self, event: Event) -> None:
        if isinstance(event, Plan):
            self._band = True
        elif isinstance(event, Played):
            self._counts["played"] += 1
            if event.part != "you":
                self._late_ns.append(event.late_ns)
        elif isinstance(event, Heard):
            self._counts["heard"] += is_note_on(event.data)
        elif isinstance(event, Dropped):
            self._counts["dropped"] += 1
        elif isinstance(event, Vamped):
            self._counts["vamped"] += 1
            self._band = False
            self._begin_bar(event.tick // self._clock.meter.bar)
        elif isinstance(event, Fellback):
            self._fallbacks[event.what] += 1

    def _begin_bar(self, bar: int) -> None:
        """Another bar has begun, or was heard of already; more than one bar back, the form has jumped."""
        if bar < -self._controls.settings.count_in:
            return
        if self._bar is None or bar > self._bar or bar < self._bar - 1:
            self._bars += 1
            self._bar = bar

    def tape_changed(self, recording: str | None) -> None:
        """Another take is being recorded, or the list of takes has changed."""
        self._tape = {"recording": recording, "edition": self._tape["edition"] + 1}

    @property
    def recording(self) -> str | None:
        """The name of the take that is being recorded."""
        name: str | None = self._tape["recording"]
        return name

    def sections(self) -> dict[str, Section]:
        return {
            "clock": self._clock_section(),
            "jam": self._jam_section(),
            "place": self._place_section(),
            "parts": self._parts_section(),
            "chart": self._chart,
            "charts": self._charts,
            "ports": self._ports_section(),
            "tape": self._tape,
            "health": self._health_section(),
        }

    def _clock_section(self) -> Section:
        clock, line = self._clock, self._clock.timeline
        return {
            "running": clock.running,
            "bpm": round(line.bpm, 3),
            "beats": clock.meter.beats,
            "anchor_t": ms(line.anchor_ns),
            "anchor_tick": line.anchor_tick,
            "ms_per_beat": line.ns_per_beat / 1e6,
            "count_in": self._controls.settings.count_in,
            "source": clock.source,
            "sources": self._settings.sources,
            "hold": clock.hold,
            "sending": self._delivery.sending,
        }

    def _jam_section(self) -> Section:
        jam = self._controls.settings
        return {
            "mode": jam.mode,
            "trade_bars": jam.trade_bars,
            "you_first": jam.you_first,
            "harmony": jam.harmony,
            "split": jam.split,
            "swing": jam.swing,
            "intensity": jam.intensity,
        }

    def _place_section(self) -> Section:
        state = self._state
        return {
            "bar": state.bar,
            "beat": state.beat,
            "section": state.section,
            "chord": state.chord,
            "next_chord": state.next_chord,
            "turn": state.turn,
            "intensity": round(state.intensity, 3),
            "last_hit": self._last_hit,
        }

    def _parts_section(self) -> Section:
        controls = self._controls
        return {
            part: {
                "enabled": musician.enabled,
                "mute": musician.mute,
                "solo": musician.solo,
                "volume": musician.volume,
                "temperature": musician.temperature,
                "player": controls.players.get(part),
                "players": self._settings.choices.get(part, ()),
                "channel": self._channels[part],
            }
            for part, musician in controls.settings.parts.items()
        }

    def _ports_section(self) -> Section:
        names = ("input", "output", "backend", "virtual", "inputs", "outputs")
        return {name: getattr(self._ports, name) for name in names} | {"latency_ms": self._delivery.latency_ms}

    def _health_section(self) -> Section:
        late = sorted(self._late_ns)
        state = self._state
        beat_ms = self._clock.timeline.ns_per_beat / 1e6
        return {
            **self._counts,
            "late_ms": {
                "p50": ms(late[len(late) // 2]) if late else None,
                "p99": ms(late[len(late) * 99 // 100]) if late else None,
                "max": ms(late[-1]) if late else None,
            },
            "plan_ms": round(state.plan_ms, 2),
            "planning_ms": {"p50": round(state.plan_p50_ms, 2), "p99": round(state.plan_p99_ms, 2)},
            "headroom": round(max(0.0, 1 - state.plan_ms / beat_ms), 3),
            "replan_beats": state.replan_beats,
            "commit_ms": round(state.commit_ms, 1),
            "ready": round(1 - min(1.0, self._counts["vamped"] / self._bars), 5) if self._bars else None,
            "fallbacks": dict(self._fallbacks),
            "band": self._band,
            "realtime": self._delivery.policy,
            "memory_locked": self._delivery.locked,
        }


def _chart_section(text: str) -> Section:
    if not text:
        return None
    try:
        chart: Chart = read_grid(text)
    except ChartError:  # the band read it, so this is a bug; the page then shows no bars
        return None
    return {
        "title": chart.title,
        "beats": chart.meter.beats,
        "text": text,
        "sections": [{"name": section.name, "first": section.first} for section in chart.sections],
        "bars": [[{"beat": change.beat, "chord": change.chord.symbol} for change in bar] for bar in chart.bars],
    }
