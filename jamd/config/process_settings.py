"""From config.yaml to the settings that each process is given."""

from importlib.util import find_spec
from typing import Any, Final, get_args

from jamd.clock.conductor import LINK_MISSING
from jamd.clock.settings import ClockSettings
from jamd.commands.choices import SourceName, StartAt
from jamd.commands.clock_rows import TEMPO
from jamd.commands.form_rows import CHART
from jamd.commands.library_rows import SET_LIST
from jamd.commands.player_table import continuing, names
from jamd.commands.rig_rows import SEND
from jamd.commands.row import Row
from jamd.commands.table import BASSIST_SETTINGS, COMMANDS, JAM_SETTINGS, PART_SETTINGS, PIANIST_SETTINGS
from jamd.config.channels import channels
from jamd.config.osc import Osc, place
from jamd.config.schema import Config
from jamd.ipc.settings import (
    BandSettings,
    LinkSettings,
    OscSettings,
    PortSettings,
    StageSettings,
    TapeSettings,
    WebSettings,
    WireSettings,
)
from jamd.music.charts.load import inline_chart, load_chart, read_chart
from jamd.music.charts.text_grid import chart_text
from jamd.music.drawing import DRAWN
from jamd.music.planning.arrangement import as_played
from jamd.music.settings import BassistSettings, JamSettings, PartSettings, PianistSettings
from jamd.music.time.notes import BAND, BandPart, Meter

_IN_COMMANDS: Final[dict[str, dict[Any, Any]]] = {
    "clock.send": {False: "never", True: "playing"},
    "jam.trade_first": {"you": True, "band": False},
}
"""Values that config.yaml says in other words; everywhere `auto` is what jamd does by itself, the default."""
_KEYS_OF_ACTIONS: Final = {SET_LIST.name: "library.set_list"}  # opened, not set


def port_settings(config: Config) -> PortSettings:
    return PortSettings(config.ports.input, config.ports.output, config.ports.backend)


def programs(config: Config) -> dict[BandPart, int]:
    """The General MIDI sound, from 1, of each part that is to have one."""
    wanted = {part: getattr(config.parts, part).program for part in BAND}
    return {part: program for part, program in wanted.items() if program is not None}


def meter(config: Config) -> Meter:
    """Of the first tune. ChartError."""
    asked = Meter.parse(config.clock.meter)
    return load_chart(config.jam.chart).meter if own_meter(config) and config.jam.chart else asked


def own_meter(config: Config) -> bool:
    """In four, the usual meter, a waltz is a waltz; any other meter is one to play all tunes in."""
    return Meter.parse(config.clock.meter) == Meter()


def tempo(config: Config) -> float:
    """The one that is set; where that is the default, the chart's comes first. ChartError."""
    named = load_chart(config.jam.chart).bpm if config.jam.chart and config.clock.bpm == TEMPO.default else None
    return named or config.clock.bpm


def clock_settings(config: Config) -> ClockSettings:
    clock = config.clock
    return ClockSettings(
        source=clock.source,
        bpm=tempo(config),
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
        start=start_at(config),
        send=configured(SEND, config),
        channels=channels(config.parts),
        programs=programs(config),
        latency_ns={
            "all": _ns(config.ports.latency_ms),
            "clock": _ns(config.clock.latency_ms),
            **{part: _ns(getattr(config.parts, part).latency_ms) for part in BAND},
        },
        max_late_ns=_ns(config.jam.max_late_ms),
        thru=config.ports.thru,
        bindings=config.controls,
        usual={**_usual(config), CHART.name: _chart(config)},
    )


def start_at(config: Config) -> StartAt:
    """Without a page nobody can be asked to press Play there."""
    return "now" if config.clock.start == "auto" and not config.web.enabled else config.clock.start


def _ns(ms: float) -> int:
    return round(ms * 1e6)


def link_settings(config: Config) -> LinkSettings:
    return LinkSettings(meter(config), -_ns(config.clock.offset_ms), config.clock.link_start_stop)


def band_settings(config: Config, seed: int) -> BandSettings:
    """ChartError."""
    return BandSettings(
        jam=JamSettings(
            meter=meter(config),
            own_meter=own_meter(config),
            parts={part: PartSettings(**_settings_of(config, PART_SETTINGS, f"{part}.")) for part in BAND},
            pianist=PianistSettings(**_settings_of(config, PIANIST_SETTINGS, "piano.")),
            bassist=BassistSettings(**_settings_of(config, BASSIST_SETTINGS, "bass.")),
            seed=seed,
            commit=config.jam.commit_ticks,
            lookahead_bars=config.jam.lookahead_bars,
            **_settings_of(config, JAM_SETTINGS),
        ),
        chart=_chart(config),
        players={part: getattr(config.parts, part).player for part in BAND},
    )


def _chart(config: Config) -> str | None:
    """As the band takes it. ChartError."""
    return inline_chart(config.jam.chart) if config.jam.chart else None


def _usual(config: Config) -> dict[str, Any]:
    """All settings that have both a key and a command, as the commands would take them."""
    return {row.name: configured(row, config) for row in COMMANDS.values() if row.sticky and row.config}


def _settings_of(config: Config, names: tuple[str, ...], prefix: str = "") -> dict[str, Any]:
    """Of these commands, those that the config has a key for: the value that it gives."""
    rows = {name: COMMANDS[prefix + name] for name in names}
    return {name: configured(row, config) for name, row in rows.items() if row.config}


def key_of(row: Row[Any, Any]) -> str:
    """Of config.yaml: where the value is that a command would set."""
    return row.config or _KEYS_OF_ACTIONS[row.name]


def configured(row: Row[Any, Any], config: Config) -> Any:
    """The value that the config gives to a command's setting, as the command would take it."""
    key = key_of(row)
    value = _at(key, config)
    return row.default if value == "auto" else _IN_COMMANDS.get(key, {}).get(value, value)


def in_config(row: Row[Any, Any], value: Any) -> Any:
    """The other way round: a command's value as config.yaml says it."""
    key = key_of(row)
    if value == row.default and _at(key, Config()) == "auto":
        return "auto"
    words = {said: word for word, said in _IN_COMMANDS.get(key, {}).items()}
    return words.get(value, value)


def _at(key: str, config: Config) -> Any:
    value: Any = config
    for name in key.split("."):
        value = getattr(value, name)
    return value


def stage_settings(config: Config, seed: int, file: str = "") -> StageSettings:
    """`file`: where settings are saved."""
    return StageSettings(
        tape=_tape_settings(config, seed) if config.tape.keep != "never" else None,
        channels=channels(config.parts),
        library=config.library.folder,
        set_list=config.library.set_list,
        usual=_usual(config),
        config_file=file,
        controls=config.controls,
        web=_web_settings(config, seed) if config.web.enabled else None,
        osc=_osc_settings(config.osc) if config.osc.enabled else None,
    )


def _tape_settings(config: Config, seed: int) -> TapeSettings:
    return TapeSettings(
        folder=config.tape.folder,
        keep=config.tape.keep if isinstance(config.tape.keep, int) else None,
        count_in=config.tape.count_in,
        title=f"{config.jam.chart or 'free'}, seed {seed}",
        tune=load_chart(config.jam.chart).title if config.jam.chart else "",
        programs=programs(config),
        meter=meter(config),
        bpm=tempo(config),
    )


def _osc_settings(osc: Osc) -> OscSettings:
    return OscSettings(osc.host, osc.port, place(osc.send_to) if osc.send_to is not None else None, osc.allow)


def _web_settings(config: Config, seed: int) -> WebSettings:
    band = band_settings(config, seed)
    return WebSettings(
        host=config.web.listens_on,
        port=config.web.port,
        asks_token=config.web.asks_token,
        stand=config.web.stand,
        bpm=tempo(config),
        jam=band.jam,
        chart=chart_text(as_played(read_chart(band.chart), band.jam)) if band.chart else "",
        players=band.players,
        choices={part: names(part) for part in BAND},
        sources=tuple(name for name in get_args(SourceName) if name != "link" or link_is_installed()),
        board={part: continuing(part, band.players[part]) for part in DRAWN},
    )
