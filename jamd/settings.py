"""From config.yaml to what each process is told: plain values, so that only the supervisor reads yaml."""

from typing import TYPE_CHECKING, Final, Literal, get_args

import msgspec

from jamd.music.notes import BAND, BandPart, Meter
from jamd.music.settings import JamSettings, PartSettings

if TYPE_CHECKING:  # pydantic and yaml stay out of wire
    from jamd.config import Config

IN_NAME: Final = "jamd in"  # our own ports, as others see them
OUT_NAME: Final = "jamd out"


class PortSettings(msgspec.Struct, frozen=True):
    """The ports' share of config.yaml."""

    input: str = "auto"
    output: str = OUT_NAME
    backend: str = "auto"


class WireSettings(msgspec.Struct, frozen=True):
    """Wire's share."""

    ports: PortSettings
    meter: Meter
    bpm: float
    count_in: int  # bars
    start: Literal["now", "key"]  # now: as soon as the band is there; key: with the first key
    channels: dict[BandPart, int]
    max_late_ns: int
    latency_ns: int  # messages leave this much before their cue
    thru: bool


class BandSettings(msgspec.Struct, frozen=True):
    """The band's share."""

    jam: JamSettings
    chart: str | None  # a file or builtin:NAME
    players: dict[BandPart, str]


class WebSettings(msgspec.Struct, frozen=True):
    """The page's share."""

    host: str = "127.0.0.1"
    port: int = 8765
    token: str | None = None  # None: none is asked for
    count_in: int = 2  # bars
    choices: dict[BandPart, tuple[str, ...]] = {}  # players that can be asked for, by name
    players: dict[BandPart, str] = {}  # those that continue a drawing


class StageSettings(msgspec.Struct, frozen=True):
    """The stage's share."""

    tape_folder: str | None  # None: nothing is kept
    title: str
    meter: Meter
    bpm: float
    channels: dict[BandPart, int]
    web: WebSettings | None = None  # None: no page


def port_settings(config: "Config") -> PortSettings:
    return PortSettings(config.ports.input, config.ports.output, config.ports.backend)


def channels(config: "Config") -> dict[BandPart, int]:
    """MIDI channel of each part, from 1."""
    return {part: getattr(config.parts, part).channel for part in BAND}


def wire_settings(config: "Config") -> WireSettings:
    return WireSettings(
        ports=port_settings(config),
        meter=Meter.parse(config.clock.meter),
        bpm=config.clock.bpm,
        count_in=config.clock.count_in,
        start=config.clock.start,
        channels=channels(config),
        max_late_ns=round(config.jam.max_late_ms * 1e6),
        latency_ns=round(config.ports.latency_ms * 1e6),
        thru=config.ports.thru,
    )


def band_settings(config: "Config", seed: int) -> BandSettings:
    jam = config.jam
    musicians = {part: getattr(config.parts, part) for part in BAND}
    return BandSettings(
        jam=JamSettings(
            meter=Meter.parse(config.clock.meter),
            parts={part: PartSettings(m.enabled, m.temperature, m.volume) for part, m in musicians.items()},
            seed=seed,
            count_in=config.clock.count_in,
            mode=jam.mode,
            trade_bars=jam.trade_bars,
            follow_harmony=jam.harmony == "follow",
            split=jam.split,
            swing=1.0 if jam.swing == "auto" else jam.swing,
            intensity=None if jam.intensity == "auto" else jam.intensity,
            commit=jam.commit_ticks,
            lookahead_bars=jam.lookahead_bars,
        ),
        chart=jam.chart,
        players={part: m.player for part, m in musicians.items()},
    )


def stage_settings(config: "Config", seed: int) -> StageSettings:
    return StageSettings(
        tape_folder=config.tape.folder if config.tape.keep == "always" else None,
        title=f"{config.jam.chart or 'free'}, seed {seed}",
        meter=Meter.parse(config.clock.meter),
        bpm=config.clock.bpm,
        channels=channels(config),
        web=_web_settings(config) if config.web.enabled else None,
    )


def _web_settings(config: "Config") -> WebSettings:
    musicians = {part: getattr(config.parts, part) for part in BAND}
    return WebSettings(
        host=config.web.host,
        port=config.web.port,
        token=config.web.token,
        count_in=config.clock.count_in,
        choices={part: get_args(type(m).model_fields["player"].annotation) for part, m in musicians.items()},
        players={part: m.player for part, m in musicians.items()},
    )
