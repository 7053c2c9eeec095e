"""Everything that a person may command, whoever passes it on: the page, a pedal, config.yaml. One row for each.

A new command is a row here and its effect: a function, under the row's name, in the room of its owner (`wire`, the
conductor in `clock`, the jam machine, the process `band` around it, `stage`). A row of the jam needs no function where
it only sets the field of that name in `JamSettings`, in `PartSettings` for each part, or in `PianistSettings`.
"""

from difflib import get_close_matches
from typing import Any, Final, Generic, Literal, TypeVar, get_args

import msgspec
from msgspec import UNSET

from jamd.commands.choices import (
    BAND,
    AskedStyle,
    BandPart,
    BreakBars,
    Harmony,
    Mode,
    Sending,
    SoloBars,
    SoloChoruses,
    SourceName,
    Spelling,
    TagBars,
    TradeBars,
    TradeWith,
    VampBars,
    When,
)
from jamd.commands.kinds import Choice, Kind, Nothing, Number, Pair, Switch, Text
from jamd.commands.player_table import DEFAULT_PLAYERS, names
from jamd.errors import CommandError

Owner = Literal["wire", "clock", "jam", "band", "stage"]
K = TypeVar("K", bound=Kind)
T = TypeVar("T")


class Row(msgspec.Struct, Generic[K, T], frozen=True):
    """One command."""

    name: str
    kind: K
    owner: Owner
    label: str  # for people
    sticky: bool = False  # a setting: it survives a restart of wire or band. Otherwise it acts once
    default: T = UNSET  # type: ignore[assignment]  # where it has one
    config: str = ""  # its key in config.yaml, where it has one
    also: tuple[str, ...] = ()  # other processes that are told

    def read(self, value: object) -> Any:
        """The value as the owner takes it. CommandError, one sentence."""
        try:
            return self.kind.read(value)
        except ValueError:
            raise CommandError(f"{self.name} takes {self.kind.takes}, not {_short(value)}") from None

    def describe(self) -> dict[str, Any]:
        """The row in JSON, for programs that offer commands."""
        default = {} if self.default is UNSET else {"default": self.default}
        words = {"label": self.label, "takes": self.kind.takes}
        return {"name": self.name, **self.kind.describe(), **default, **words, "sticky": self.sticky}


BPM: Final = Number(30, 400, "bpm", "{} to {} beats per minute")
MS: Final = Number(-500, 500, "ms", "{} to {} ms")
UP_TO_TWO: Final = Number(0, 2)
UP_TO_ONE: Final = Number(0, 1)
SEMITONES: Final = Number(-12, 12, "semitones", "{} to {} semitones")
NOTE: Final = Number(0, 127, "note", "a MIDI note, {} to {}", whole=True)
MOST_CHART: Final = 20_000  # characters
MOST_TUNES: Final = 200  # of a set list
_ACTION: Final = Nothing()
_INTENSITY: Final = Number(0, 1, said="{} to {}, or null to follow you", null=True)
_SWING: Final = Number(0, 2, said="{} (straight) to {}")
_TUNE: Final = Text("the name or the title of a chart in the library", longest=200, shortest=1)
_SET_LIST: Final = Text("the name of a set list, or null", longest=200, shortest=1, null=True)
_PORT: Final = Text("a port name", longest=200, shortest=1)
_CHART: Final = Text("builtin:NAME, a chart as text, or null", longest=MOST_CHART, null=True)
_RAMP: Final = Pair("a tempo and a number of beats: [90, 8]", BPM, Number(0, 256, "beats", above_low=True))


def _one_of(literal: Any, unit: str = "", said: str = "{}") -> Choice:
    return Choice(get_args(literal), unit, said)


# -- rows that other modules refer to, for a range or a default

TEMPO: Final = Row("tempo", BPM, "clock", "Tempo", sticky=True, default=140.0, config="clock.bpm", also=("link",))
SOURCE: Final[Row[Choice, SourceName]] = Row(
    "source",
    _one_of(SourceName),
    "clock",
    "Clock source",
    sticky=True,
    default="internal",
    config="clock.source",
    also=("link",),
)
OFFSET: Final = Row(
    "clock.offset", MS, "clock", "Ahead of an external clock", sticky=True, default=0.0, config="clock.offset_ms"
)
SEND: Final[Row[Choice, Sending]] = Row(
    "clock.send", _one_of(Sending), "wire", "MIDI clock out", sticky=True, default="never", config="clock.send"
)
CLOCK_LATENCY: Final = Row(
    "clock.latency", MS, "wire", "Send MIDI clock earlier", sticky=True, default=0.0, config="clock.latency_ms"
)
LATENCY: Final = Row(
    "latency", MS, "wire", "Send everything earlier", sticky=True, default=0.0, config="ports.latency_ms"
)
INPUT: Final = Row("input", _PORT, "wire", "MIDI input", sticky=True, default="auto", config="ports.input")
OUTPUT: Final = Row("output", _PORT, "wire", "MIDI output", sticky=True, default="jamd out", config="ports.output")
CHART: Final = Row("chart", _CHART, "band", "Chart", sticky=True, default="builtin:blues-in-bb", config="jam.chart")
MODE: Final[Row[Choice, Mode]] = Row(
    "mode", _one_of(Mode), "jam", "Mode", sticky=True, default="accompany", config="jam.mode"
)
TRADE_BARS: Final[Row[Choice, TradeBars]] = Row(
    "trade_bars",
    _one_of(TradeBars, "bars", "{} bars"),
    "jam",
    "Trade length",
    sticky=True,
    default=4,
    config="jam.trade_bars",
)
YOU_FIRST: Final = Row(
    "you_first", Switch(), "jam", "You trade first", sticky=True, default=True, config="jam.trade_first"
)
TRADE_WITH: Final[Row[Choice, TradeWith]] = Row(
    "trade_with", _one_of(TradeWith), "jam", "Trade with", sticky=True, default="piano", config="jam.trade_with"
)
BUILD: Final = Row("build", Switch(), "jam", "Build", sticky=True, default=False, config="jam.build")
BUSY: Final = Row("busy", UP_TO_TWO, "jam", "Busy drums", sticky=True, default=1.0, config="jam.busy")
FOLLOW: Final = Row("follow", UP_TO_ONE, "jam", "Drums answer you", sticky=True, default=0.5, config="jam.follow")
INTENSITY: Final[Row[Number, float | None]] = Row(
    "intensity", _INTENSITY, "jam", "Intensity", sticky=True, default=None, config="jam.intensity"
)
STYLE: Final[Row[Choice, AskedStyle]] = Row(
    "style", _one_of(AskedStyle), "jam", "Style", sticky=True, default="auto", config="jam.style"
)
SWING: Final = Row("swing", _SWING, "jam", "Swing", sticky=True, default=1.0, config="jam.swing")
SPLIT: Final = Row("split", NOTE, "jam", "Keyboard split", sticky=True, default=127, config="jam.split")
HARMONY: Final[Row[Choice, Harmony]] = Row(
    "harmony", _one_of(Harmony), "jam", "Harmony", sticky=True, default="chart", config="jam.harmony"
)
SPELLING: Final[Row[Choice, Spelling]] = Row(
    "spelling", _one_of(Spelling), "jam", "Chord symbols", sticky=True, default="Cm7", config="jam.spelling"
)

COUNT_IN: Final = Row(
    "count_in",
    Number(0, 2, "bars", "{} to {} bars", whole=True),
    "jam",
    "Count-in",
    sticky=True,
    default=2,
    config="clock.count_in",
)
TAG: Final[Row[Choice, TagBars]] = Row(
    "tag", Choice(get_args(TagBars), "bars", "{} bars"), "jam", "Tag", sticky=True, default=0, config="jam.tag"
)
RITARDANDO: Final = Row(
    "ritardando", Switch(), "jam", "Slow down at the end", sticky=True, default=True, config="jam.ritardando"
)
FINAL_HIT: Final = Row("final_hit", Switch(), "jam", "Final hit", sticky=True, default=True, config="jam.final_hit")
WHEN: Final[Row[Choice, When]] = Row(
    "when", _one_of(When), "jam", "Lead the form", sticky=True, default="bar", config="jam.when"
)

# -- to lead the form: where the route goes is told to a new band in another way

_BARS_TEXT: Final = Text("a section's name, or bars like 5 or 5-8", longest=40, shortest=1)
_LOOP: Final = msgspec.structs.replace(_BARS_TEXT, takes=f"{_BARS_TEXT.takes}, or null to leave the loop", null=True)
_VAMP_BARS: Final = Choice(get_args(VampBars), "bars", "{} bars, or null for 4", null=True)
_KEY: Final = Number(-11, 11, "semitones", "{} to {} semitones", whole=True)
GO_TO: Final[Row[Text, None]] = Row("go to", _BARS_TEXT, "jam", "Go to")
LOOP: Final[Row[Text, None]] = Row("loop", _LOOP, "jam", "Loop")
VAMP: Final[Row[Choice, None]] = Row("vamp", _VAMP_BARS, "jam", "Vamp")
PLAY_ON: Final[Row[Nothing, None]] = Row("play on", _ACTION, "jam", "Play on")
TOP: Final[Row[Nothing, None]] = Row("from the top", _ACTION, "jam", "From the top")
TRANSPOSE: Final[Row[Number, None]] = Row("transpose", _KEY, "jam", "Transpose")
MODULATE: Final[Row[Number, None]] = Row("modulate", _KEY, "jam", "Transpose with every chorus")

# -- what is asked for once

_BREAK_BARS: Final = Choice(get_args(BreakBars), "bars", "{} bars, or null for 1", null=True)
_SOLO_BARS: Final = Choice(get_args(SoloBars), "bars", "{} bars, or null for 4", null=True)
_SOLO_CHORUSES: Final = Choice(get_args(SoloChoruses), "choruses", "{} choruses, or null for 1", null=True)
BREAK: Final[Row[Choice, None]] = Row("break", _BREAK_BARS, "jam", "Break")
DRUM_SOLO: Final[Row[Choice, None]] = Row("drum solo", _SOLO_BARS, "jam", "Drum solo")
PIANO_SOLO: Final[Row[Choice, None]] = Row("piano solo", _SOLO_CHORUSES, "jam", "Piano solo")

# -- of the library

TUNE: Final[Row[Text, None]] = Row("tune", _TUNE, "stage", "Tune of the library")
SET_LIST: Final[Row[Text, None]] = Row("set list", _SET_LIST, "stage", "Set list")

# -- of each part, where their names are `drums.enabled` and so on, their keys `parts.drums.enabled`

ENABLED: Final = Row("enabled", Switch(), "jam", "plays", sticky=True, default=True, config="enabled")
MUTE: Final = Row("mute", Switch(), "jam", "mute", sticky=True, default=False)
SOLO: Final = Row("solo", Switch(), "jam", "solo", sticky=True, default=False)
VOLUME: Final = Row("volume", UP_TO_TWO, "jam", "volume", sticky=True, default=1.0, config="volume")
TEMPERATURE: Final = Row("temperature", UP_TO_TWO, "jam", "freedom", sticky=True, default=1.0, config="temperature")
PLAYER: Final[Row[Choice, str]] = Row("player", Choice(()), "band", "player", sticky=True, config="player")
PART_LATENCY: Final = Row("latency", MS, "wire", "send earlier", sticky=True, default=0.0, config="latency_ms")

# -- of the pianist alone: `piano.busy` and so on, at keys like `parts.piano.busy`

PIANO_BUSY: Final = Row("busy", UP_TO_TWO, "jam", "busy", sticky=True, default=1.0, config="busy")
PIANO_FOLLOW: Final = Row("follow", UP_TO_ONE, "jam", "answers you", sticky=True, default=0.5, config="follow")
REGISTER: Final = Row("register", SEMITONES, "jam", "register", sticky=True, default=0.0, config="register_semitones")
RESTLESS: Final = Row("restless", UP_TO_ONE, "jam", "restless", sticky=True, default=0.5, config="restless")
OUTSIDE: Final = Row("outside", UP_TO_TWO, "jam", "outside", sticky=True, default=1.0, config="outside")


def _of_part(row: Row[Any, Any], part: BandPart) -> Row[Any, Any]:
    name, label = f"{part}.{row.name}", f"{part.capitalize()}: {row.label}"
    config = row.config and f"parts.{part}.{row.config}"
    if row is PLAYER:
        row = msgspec.structs.replace(PLAYER, kind=Choice(names(part)), default=DEFAULT_PLAYERS[part])
    return msgspec.structs.replace(row, name=name, label=label, config=config)


PART_ROWS: Final[tuple[Row[Any, Any], ...]] = (ENABLED, MUTE, SOLO, VOLUME, TEMPERATURE, PLAYER, PART_LATENCY)
PIANIST_ROWS: Final[tuple[Row[Any, Any], ...]] = (PIANO_BUSY, PIANO_FOLLOW, REGISTER, RESTLESS, OUTSIDE)

_ROWS: Final[tuple[Row[Any, Any], ...]] = (
    Row("start", _ACTION, "clock", "Start", also=("link",)),
    Row("stop", _ACTION, "clock", "Stop", also=("link",)),
    Row("ending", _ACTION, "band", "Ending"),
    Row("last chorus", _ACTION, "band", "Last chorus"),
    Row("fill", _ACTION, "jam", "Fill"),
    BREAK,
    DRUM_SOLO,
    PIANO_SOLO,
    GO_TO,
    TOP,
    LOOP,
    VAMP,
    PLAY_ON,
    TRANSPOSE,
    MODULATE,
    Row("panic", _ACTION, "wire", "Panic"),
    Row("ports", _ACTION, "wire", "Rescan MIDI ports"),
    Row("tap", _ACTION, "clock", "Tap tempo"),
    TEMPO,
    Row("nudge", MS, "clock", "Nudge the beat earlier"),
    Row("ramp", _RAMP, "clock", "Ramp the tempo"),
    SOURCE,
    OFFSET,
    SEND,
    CLOCK_LATENCY,
    LATENCY,
    INPUT,
    OUTPUT,
    CHART,
    COUNT_IN,
    WHEN,
    TAG,
    RITARDANDO,
    FINAL_HIT,
    MODE,
    TRADE_BARS,
    YOU_FIRST,
    TRADE_WITH,
    STYLE,
    BUSY,
    FOLLOW,
    BUILD,
    INTENSITY,
    SWING,
    SPLIT,
    HARMONY,
    SPELLING,
    *(_of_part(row, part) for part in BAND for row in PART_ROWS),
    *(_of_part(row, "piano") for row in PIANIST_ROWS),
    TUNE,
    SET_LIST,
    Row("set list tune", Number(1, MOST_TUNES, said="{} to {}", whole=True), "stage", "Tune of the set list"),
    Row("next tune", _ACTION, "stage", "Next tune"),
    Row("previous tune", _ACTION, "stage", "Previous tune"),
    Row("new take", _ACTION, "stage", "Start a new take"),
)

COMMANDS: Final[dict[str, Row[Any, Any]]] = {row.name: row for row in _ROWS}


def command_named(name: str) -> Row[Any, Any]:
    """CommandError where there is none."""
    if (row := COMMANDS.get(name)) is None:
        close = get_close_matches(name, COMMANDS, n=1)
        plain = ", ".join(known for known in COMMANDS if "." not in known)
        hint = f"did you mean {close[0]}?" if close else f"there are {plain}, and those of a part, as piano.volume"
        raise CommandError(f"there is no command '{_cut(name)}' ({hint})")
    return row


JAM_SETTINGS: Final = tuple(row.name for row in _ROWS if row.owner == "jam" and row.sticky and "." not in row.name)
PART_SETTINGS: Final = tuple(row.name for row in PART_ROWS if row.owner == "jam")
PIANIST_SETTINGS: Final = tuple(row.name for row in PIANIST_ROWS)
"""The fields of `JamSettings`, `PartSettings` and `PianistSettings` that people may change while the band plays."""


def owned_by(owner: Owner) -> frozenset[str]:
    """The names of the commands that this room carries out."""
    return frozenset(row.name for row in _ROWS if row.owner == owner)


def _short(value: object) -> str:
    try:
        return _cut(msgspec.json.encode(value).decode())
    except (TypeError, ValueError):  # nothing that JSON can say
        return _cut(str(value))


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "..."
