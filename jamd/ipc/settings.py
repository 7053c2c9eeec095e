"""What each process is given when it starts: plain values, so that only the supervisor reads config.yaml. The defaults
of what people can set are in `commands/table.py` and `config/schema.py`, not here."""

from typing import Final, NamedTuple

import msgspec

from jamd.clock.settings import ClockSettings
from jamd.commands.binding import Binding
from jamd.commands.choices import Sending, SourceName, StartAt
from jamd.commands.kinds import Value
from jamd.commands.rig_rows import INPUT, OUTPUT
from jamd.music.settings import JamSettings
from jamd.music.time.notes import BandPart, Meter

CLIENT: Final = "jamd"
IN_NAME: Final = "jamd in"  # our own ports, as settings and commands call them
OUT_NAME: Final[str] = OUTPUT.default
FIRST: Final = 1  # of several jamds on one MIDI system
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


class OwnPorts(NamedTuple):
    """The names of our own client and ports, as others see them."""

    client: str
    input: str
    output: str


def own_ports(instance: int) -> OwnPorts:
    """The first jamd has the plain names; no name of one matches a name of another."""
    client = CLIENT if instance == FIRST else f"{CLIENT} {instance}"
    return OwnPorts(client, f"{client} in", f"{client} out")


class PortSettings(msgspec.Struct, frozen=True):
    """The ports' share of config.yaml, and which jamd we are."""

    input: str = INPUT.default
    output: str = OUTPUT.default
    backend: str = "auto"
    instance: int = FIRST

    @property
    def own(self) -> OwnPorts:
        return own_ports(self.instance)


class WireSettings(msgspec.Struct, frozen=True):
    """Wire's share."""

    ports: PortSettings
    clock: ClockSettings
    start: StartAt
    send: Sending  # MIDI clock out
    channels: dict[BandPart, int]
    latency_ns: dict[str, int]  # all, clock, and each part: messages are sent this much early
    max_late_ns: int
    thru: bool
    programs: dict[BandPart, int] = {}  # General MIDI sounds, from 1, of the parts that are to have one
    bindings: tuple[Binding, ...] = ()
    usual: dict[str, Value] = {}  # settings of the config, by the names of commands


class BandSettings(msgspec.Struct, frozen=True):
    """The band's share."""

    jam: JamSettings
    chart: str | None  # builtin:NAME, or the text of a grid
    players: dict[BandPart, str]


class WebSettings(msgspec.Struct, frozen=True):
    """The page's share."""

    host: str
    port: int
    asks_token: bool  # which one: ipc/page_secrets.py
    bpm: float
    jam: JamSettings  # what is shown until the band has sent its own
    chart: str = ""  # the text of its grid
    players: dict[BandPart, str] = {}
    choices: dict[BandPart, tuple[str, ...]] = {}  # players to choose from, by name
    board: dict[BandPart, str] = {}  # the network that continues a drawing
    sources: tuple[SourceName, ...] = ("internal",)  # clocks to choose from
    stand: bool = False  # the links for phones are shown in the terminal

    @property
    def address(self) -> str:
        """For a browser on this machine."""
        return self.address_at("127.0.0.1" if self.host in ("0.0.0.0", "::", *LOOPBACK) else self.host)

    def address_at(self, host: str) -> str:
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"


class TapeSettings(msgspec.Struct, frozen=True):
    """How takes are recorded."""

    folder: str
    keep: int | None  # only the last so many; None: all
    count_in: bool  # is in the MIDI file
    title: str  # the chart of the config and the seed
    tune: str  # that the band starts with, as far as the config knows; empty: none
    meter: Meter
    bpm: float
    programs: dict[BandPart, int] = {}  # General MIDI sounds of parts


class OscSettings(msgspec.Struct, frozen=True):
    """Open Sound Control's share of the stage's."""

    host: str
    port: int
    send_to: tuple[str, int] | None
    allow: tuple[str, ...] = ()  # networks of machines that may send, besides this one


class StageSettings(msgspec.Struct, frozen=True):
    """The stage's share."""

    tape: TapeSettings | None  # None: nothing is recorded
    channels: dict[BandPart, int]
    library: str  # the folder of charts and set lists
    set_list: str | None = None  # the one that is open at the start
    usual: dict[str, Value] = {}  # settings of the config, by the names of commands: what a set list goes back to
    config_file: str = ""  # where settings are saved
    controls: tuple[Binding, ...] = ()  # as the config has them
    web: WebSettings | None = None  # None: no page
    osc: OscSettings | None = None  # None: no OSC


class LinkSettings(msgspec.Struct, frozen=True):
    """The Link process's share."""

    meter: Meter
    offset_ns: int  # the band plays this much behind the session's beat
    start_stop: bool  # start and stop are shared with the session
