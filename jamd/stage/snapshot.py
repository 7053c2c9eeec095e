"""The page's face of the view: what a page shows, in sections of plain values for JSON. Instants in ms, monotonic."""

from importlib.metadata import version
from typing import Any, Final, NamedTuple

import msgspec

from jamd.commands.table import JAM_SETTINGS, PART_SETTINGS
from jamd.errors import ChartError
from jamd.ipc.settings import WebSettings
from jamd.music.charts.form import Chart
from jamd.music.charts.text_grid import read_grid
from jamd.music.events import Clock, Controls, Delivery, Event, Ports, State
from jamd.music.settings import JamSettings
from jamd.music.time.notes import BandPart, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.stage.my_settings import Now
from jamd.stage.settings_now import settings_now
from jamd.stage.tape_shown import TapeShown
from jamd.stage.view import SOURCES, View, hold_of

Section = Any  # what JSON can hold


def ms(ns: Nanos | int) -> float:
    """An instant or a duration in ms, to the microsecond."""
    return round(ns / 1e6, 3)


# of the state
_IN_FORM: Final = ("bar_line", "beats", "chorus", "chart_bar", "loop", "key", "semitones", "step")
_IN_TURN: Final = (
    "turn", "turn_ends", "soloist", "next_soloist", "part", "next_part", "slot", "solo_chorus", "left_hand_bass",
)  # fmt: skip


class _Shown(NamedTuple):
    """What the sections are made of."""

    clock: Clock
    controls: Controls
    state: State
    ports: Ports
    delivery: Delivery


def _as_configured(settings: WebSettings) -> _Shown:
    """What is shown until wire and band have said how things are."""
    jam, never = settings.jam, Nanos(0)
    return _Shown(
        Clock(never, False, Timeline.at_bpm(settings.bpm, never, Tick(0)), jam.meter),
        Controls(never, jam, settings.chart, settings.players),
        State(-jam.count_in, 0, "", "", "", jam.mode, "both", 0.0, 0.0, settings.players),
        Ports(never, "", "", "none", False),
        Delivery(never, "normal", False, "never", {}),
    )


class Snapshot:
    """Owned by the page's thread. `sections` is rebuilt on demand; compare to see what changed."""

    def __init__(self, settings: WebSettings, channels: dict[BandPart, int], run: str) -> None:
        self._settings = settings
        self._channels = channels
        self.run = run
        self.version = version("jamd")
        self._view = View(settings.jam.count_in)
        self._configured = _as_configured(settings)
        self._chart = _chart_section(settings.chart)
        self._tape = TapeShown()
        self._tape_edition = 0
        self._library: dict[str, Section] = {"set_list": None, "edition": 0}

    def take(self, event: Event) -> None:
        """Note what is shown."""
        if isinstance(event, Controls) and event.chart != self._shown.controls.chart:
            self._chart = _chart_section(event.chart)
        self._view.take(event)

    @property
    def _shown(self) -> _Shown:
        view, configured = self._view, self._configured
        return _Shown(
            view.clock or configured.clock,
            view.controls or configured.controls,
            view.state or configured.state,
            view.ports or configured.ports,
            view.delivery or configured.delivery,
        )

    def tape_changed(self, tape: TapeShown | None = None) -> None:
        """Another take is being recorded, or the list of takes has changed."""
        self._tape = tape or self._tape
        self._tape_edition += 1

    def library_changed(self, set_list: Section) -> None:
        """The list of charts has changed, or what is remembered of them; `set_list` is the open one."""
        self._library = {"set_list": set_list, "edition": self._library["edition"] + 1}

    @property
    def set_list(self) -> Section:
        """The one that is open."""
        return self._library["set_list"]

    @property
    def recording(self) -> str | None:
        """The name of the take that is being recorded."""
        return self._tape.recording

    def now(self) -> Now:
        """What could be saved."""
        set_list: dict[str, Any] = self.set_list or {}
        title = None if self._chart is None else self._chart["title"]
        state = self._shown.state
        return Now(
            settings_now(self._shown),
            title,
            set_list.get("name"),
            set_list.get("sets"),
            tune=set_list.get("at"),
            key=state.key if state.semitones else "",
        )

    def sections(self) -> dict[str, Section]:
        shown = self._shown
        return {
            "clock": self._clock_section(shown),
            "jam": _jam_section(shown.controls.settings),
            "place": self._place_section(shown.state),
            "parts": self._parts_section(shown.controls),
            "chart": self._chart,
            "library": self._library,
            "ports": _ports_section(shown.ports) | {"latency_ms": shown.delivery.latency_ms},
            "tape": msgspec.structs.asdict(self._tape) | {"edition": self._tape_edition},
            "health": self._health_section(shown),
        }

    def _clock_section(self, shown: _Shown) -> Section:
        clock, timeline = shown.clock, shown.clock.timeline
        hold = hold_of(clock.source, clock.hold)
        return {
            "running": clock.running,
            "bpm": round(timeline.bpm, 3),
            "beats": clock.meter.beats,
            "anchor_t": ms(timeline.anchor_ns),
            "anchor_tick": timeline.anchor_tick,
            "ms_per_beat": timeline.ns_per_beat / 1e6,
            "count_in": shown.controls.settings.count_in,
            "source": clock.source,
            "sources": self._settings.sources,
            "labels": {name: SOURCES[name] for name in self._settings.sources},
            "hold": clock.hold,
            "hold_word": hold.word,
            "hold_sentence": hold.sentence,
            "sending": shown.delivery.sending,
        }

    def _place_section(self, state: State) -> Section:
        return {
            "bar": state.bar,
            "beat": state.beat,
            "section": state.section,
            "chord": state.chord,
            "next_chord": state.next_chord,
            "intensity": round(state.intensity, 3),
            "style": state.style,
            "last_hit": self._view.last_hit,
            **{name: getattr(state, name) for name in (*_IN_FORM, *_IN_TURN)},
            "coming": [
                {"what": each.what, "at": each.at, "bars": each.bars, "beats": each.beats} for each in state.coming
            ],
        }

    def _parts_section(self, controls: Controls) -> Section:
        return {
            part: {
                **{name: getattr(musician, name) for name in PART_SETTINGS},
                **controls.settings.own(part),
                "player": controls.players.get(part),
                "players": self._settings.choices.get(part, ()),
                "channel": self._channels[part],
            }
            for part, musician in controls.settings.parts.items()
        }

    def _health_section(self, shown: _Shown) -> Section:
        view, state = self._view, shown.state
        counts, ready = view.counts, view.ready_share
        beat_ms = shown.clock.timeline.ns_per_beat / 1e6
        late = {name: view.late_ns(share) for name, share in (("p50", 0.5), ("p99", 0.99), ("max", 1))}
        return {
            "heard": counts.heard,
            "played": counts.played,
            "dropped": counts.dropped,
            "vamped": counts.vamped,
            "late_ms": {name: None if ns is None else ms(ns) for name, ns in late.items()},
            "plan_ms": round(state.plan_ms, 2),
            "planning_ms": {"p50": round(state.plan_p50_ms, 2), "p99": round(state.plan_p99_ms, 2)},
            "headroom": round(max(0.0, 1 - state.plan_ms / beat_ms), 3),
            "replan_beats": state.replan_beats,
            "commit_ms": round(state.commit_ms, 1),
            "ready": None if ready is None else round(ready, 5),
            "fallbacks": dict(counts.fallbacks),
            "band": view.band_is_there,
            "realtime": shown.delivery.policy,
            "memory_locked": shown.delivery.locked,
        }


def _jam_section(jam: JamSettings) -> Section:
    return {name: getattr(jam, name) for name in JAM_SETTINGS}


def _ports_section(ports: Ports) -> dict[str, Section]:
    return {
        name: getattr(ports, name) for name in ("input", "output", "backend", "virtual", "inputs", "outputs", "own")
    }


def _chart_section(text: str) -> Section:
    if not text:
        return None
    try:
        chart: Chart = read_grid(text)
    except ChartError:  # the band could read it, so this is a bug; the page then shows no bars
        return None
    return {
        "title": chart.title,
        "key": chart.key,
        "style": chart.style or "",
        "bpm": chart.bpm,
        "beats": chart.meter.beats,
        "text": text,
        "intro": chart.intro,
        "meters": [{"bar": change.bar, "beats": change.meter.beats} for change in chart.meters],
        "sections": [{"name": section.name, "first": section.first} for section in chart.sections],
        "bars": [[{"beat": change.beat, "chord": change.chord.symbol} for change in bar] for bar in chart.bars],
    }
