"""From config.yaml to what each process is told."""

from importlib.util import find_spec
from typing import Final, get_args

from jamd.clock.conductor import LINK_MISSING
from jamd.clock.settings import ClockSettings
from jamd.commands.choices import Sending, SourceName
from jamd.commands.player_table import continuing, names
from jamd.config.schema import Config
from jamd.ipc.settings import BandSettings, LinkSettings, PortSettings, StageSettings, WebSettings, WireSettings
from jamd.music.charts.load import load_chart
from jamd.music.charts.text_grid import chart_text
from jamd.music.settings import JamSettings, PartSettings
from jamd.music.time.notes import BAND, BandPart, Meter

_SENDING: Final[dict[bool | str, Sending]] = {False: "never", True: "playing", "always": "always"}


def port_settings(config: Config) -> PortSettings:
    return PortSettings(config.ports.input, config.ports.output, config.ports.backend)


def channels(config: Config) -> dict[BandPart, int]:
    """MIDI channel of each part, from 1."""
    return {part: getattr(config.parts, part).channel for part in BAND}


def meter(config: Config) -> Meter:
    """In three if the chart or the clock says so: a waltz needs no setting, and any tune can be played in three.
    ChartError."""
    meters = [Meter.parse(config.clock.meter), *([load_chart(config.jam.chart).meter] if config.jam.chart else [])]
    return min(meters, key=lambda meter: meter.beats)


def clock_settings(config: Config) -> ClockSettings:
    clock = config.clock
    return ClockSettings(
        source=clock.source,
        bpm=clock.bpm,
        meter=meter(config),
        count_in=clock.count_in,
        offset_ns=_ns(clock.offset_ms),
        link=link_is_installed(),
        start_stop=clock.link_start_stop,
    )


def link_is_installed() -> bool:
    """Ableton Link is an extra."""
    return find_spec("aalink") is not None


def clock_fault(config: Config) -> str | None:
    """Why the source of time that is asked for can never lead."""
    if config.clock.source == "link" and not link_is_installed():
        return f"clock.source: {LINK_MISSING}, or use internal, midi or follow"
    return None


def wire_settings(config: Config) -> WireSettings:
    return WireSettings(
        ports=port_settings(config),
        clock=clock_settings(config),
        start=config.clock.start,
        send=_SENDING[config.clock.send],
        channels=channels(config),
        latency_ns={
            "all": _ns(config.ports.latency_ms),
            "clock": _ns(config.clock.latency_ms),
            **{part: _ns(getattr(config.parts, part).latency_ms) for part in BAND},
        },
        max_late_ns=_ns(config.jam.max_late_ms),
        thru=config.ports.thru,
        bindings=config.controls,
    )


def _ns(ms: float) -> int:
    return round(ms * 1e6)


def link_settings(config: Config) -> LinkSettings:
    return LinkSettings(meter(config), -_ns(config.clock.offset_ms), config.clock.link_start_stop)


def band_settings(config: Config, seed: int) -> BandSettings:
    jam = config.jam
    musicians = {part: getattr(config.parts, part) for part in BAND}
    return BandSettings(
        jam=JamSettings(
            meter=meter(config),
            parts={part: PartSettings(m.enabled, m.temperature, m.volume) for part, m in musicians.items()},
            seed=seed,
            count_in=config.clock.count_in,
            mode=jam.mode,
            trade_bars=jam.trade_bars,
            you_first=jam.trade_first == "you",
            harmony=jam.harmony,
            split=jam.split,
            swing=1.0 if jam.swing == "auto" else jam.swing,
            intensity=None if jam.intensity == "auto" else jam.intensity,
            commit=jam.commit_ticks,
            lookahead_bars=jam.lookahead_bars,
        ),
        chart=jam.chart,
        players={part: m.player for part, m in musicians.items()},
    )


def stage_settings(config: Config, seed: int) -> StageSettings:
    return StageSettings(
        tape_folder=config.tape.folder if config.tape.keep == "always" else None,
        title=f"{config.jam.chart or 'free'}, seed {seed}",
        meter=meter(config),
        bpm=config.clock.bpm,
        channels=channels(config),
        web=_web_settings(config, seed) if config.web.enabled else None,
    )


def _web_settings(config: Config, seed: int) -> WebSettings:
    band = band_settings(config, seed)
    musicians = {part: getattr(config.parts, part) for part in BAND}
    return WebSettings(
        host=config.web.host,
        port=config.web.port,
        token=config.web.token,
        bpm=config.clock.bpm,
        jam=band.jam,
        chart=chart_text(load_chart(band.chart).played_in(band.jam.meter)) if band.chart else "",
        players=band.players,
        choices={part: names(part) for part in BAND},
        sources=tuple(name for name in get_args(SourceName) if name != "link" or link_is_installed()),
        board={part: continuing(part, m.player) for part, m in musicians.items()},
    )
