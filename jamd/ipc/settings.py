"""What each process is told when it starts: plain values, so that only the supervisor reads yaml."""

from typing import Final, Literal

import msgspec

from jamd.clock.settings import ClockSettings
from jamd.commands.choices import Sending, SourceName
from jamd.music.settings import JamSettings
from jamd.music.time.notes import BandPart, Meter

CLIENT: Final = "jamd"
IN_NAME: Final = "jamd in"  # our own ports, as others see them
OUT_NAME: Final = "jamd out"


class PortSettings(msgspec.Struct, frozen=True):
    """The ports' share of config.yaml."""

    input: str = "auto"
    output: str = OUT_NAME
    backend: str = "auto"


class Binding(msgspec.Struct, frozen=True):
    """A pedal, key or knob of the keyboardist that steers: the message and what it does. It is not heard as music."""

    kind: Literal["note", "cc", "program"]
    number: int
    channel: int | None  # from 1; None: any
    name: str  # of a command
    value: str | int | float | bool | tuple[float, float] | None = None


class WireSettings(msgspec.Struct, frozen=True):
    """Wire's share."""

    ports: PortSettings
    clock: ClockSettings
    start: Literal["now", "key"]  # now: as soon as the band is there; key: with the first key
    send: Sending  # MIDI clock out
    channels: dict[BandPart, int]
    latency_ns: dict[str, int]  # all, drums, piano, clock: messages leave so much before their instant
    max_late_ns: int
    thru: bool
    bindings: tuple[Binding, ...] = ()


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
    bpm: float = 120.0
    jam: JamSettings = JamSettings(Meter(4), {}, 0)  # what is shown until the band has said what is so
    chart: str = ""  # the text of its grid
    players: dict[BandPart, str] = {}
    choices: dict[BandPart, tuple[str, ...]] = {}  # players that can be asked for, by name
    board: dict[BandPart, str] = {}  # who continues a drawing: networks
    sources: tuple[SourceName, ...] = ("internal",)  # clocks that can be asked for


class StageSettings(msgspec.Struct, frozen=True):
    """The stage's share."""

    tape_folder: str | None  # None: nothing is kept
    title: str
    meter: Meter
    bpm: float
    channels: dict[BandPart, int]
    web: WebSettings | None = None  # None: no page


class LinkSettings(msgspec.Struct, frozen=True):
    """The Link process's share."""

    meter: Meter
    offset_ns: int = 0  # the band is so much behind the session's beat
    start_stop: bool = True  # starts and stops are shared with the session
