"""The messages between the processes: frozen, tagged values.

`ns` is always an instant of the monotonic clock, `tick` a position of the form at that instant. `None` as a tick
means that no clock was running.
"""

from typing import Literal

import msgspec

from jamd.commands.choices import Style, When
from jamd.commands.kinds import Value
from jamd.music.control_events import Acted, Bindings, Learning, Shown
from jamd.music.event import Event as Event
from jamd.music.settings import JamSettings
from jamd.music.state import Coming as Coming
from jamd.music.state import State as State
from jamd.music.time.notes import BandPart, Meter, Nanos, Note, Part, Tick
from jamd.music.time.timeline import Timeline


class Heard(Event, frozen=True):
    """A channel message of the keyboardist, stamped as it arrived."""

    ns: Nanos
    tick: Tick | None
    data: bytes


class Played(Event, frozen=True):
    """A message that left for the output, `late_ns` after its cue. `part` is 'you' for thru."""

    ns: Nanos
    tick: Tick | None
    part: Part
    data: bytes
    late_ns: int


class Dropped(Event, frozen=True):
    """A note-on that was not sent because it would have been `late_ns` late."""

    ns: Nanos
    tick: Tick
    part: BandPart
    late_ns: int


class Vamped(Event, frozen=True):
    """No plan came in time: wire repeated the last drum bar from `tick` on."""

    ns: Nanos
    tick: Tick


Fallback = Literal[
    "late plan",  # a plan arrived after its own start
    "fallback player",  # a player failed, and the rules played instead; where they failed, too, nobody did
    "time restored",  # the drummer had lost the time (or the foot on 2 and 4), and a bar was set right
    "slower planning",  # plans come less often than every beat
    "wider commit",  # plans start later than people ask for
    "clock lost",  # an external clock has stopped; the tempo continues
    "unsent",  # a message had no output
    "echo ignored",  # our own message came back
    "restart",  # a process died and was restarted
]


class FallbackUsed(Event, frozen=True):
    """Something failed and a fallback was used; one event each time. `detail`: what is known of it, in a few words."""

    ns: Nanos
    what: Fallback
    detail: str = ""


class Clock(Event, frozen=True):
    """The clock from `ns` on. `began`: the tick at which this run of it started; while nothing runs, the one at which
    the next would."""

    ns: Nanos
    running: bool
    timeline: Timeline
    meter: Meter
    began: Tick = Tick(0)
    source: str = "internal"
    hold: str = "steady"  # waiting: never heard; unstarted: no Start; lost: no longer heard; unheard: nothing sounds
    ahead_ns: int = 0  # messages leave up to this much before their instant


class Ticked(Event, frozen=True):
    """A message of the MIDI clock left, `late_ns` after its instant. Sent only to those who measure."""

    ns: Nanos
    tick: Tick
    late_ns: int


class Delivery(Event, frozen=True):
    """How messages are sent: the scheduling that wire is granted (`policy` fifo or normal; `locked` memory), when the
    MIDI clock is sent, and how much earlier everything, each part and the clock leave."""

    ns: Nanos
    policy: str
    locked: bool
    sending: str  # never, playing, always
    latency_ms: dict[str, float]  # for all, drums, piano, clock
    offset_ms: float = 0.0  # how much the band plays ahead of an external clock


class Ports(Event, frozen=True):
    """What wire is connected to; an empty name is our own port, where the system can make one (`virtual`)."""

    ns: Nanos
    input: str
    output: str
    backend: str
    virtual: bool = True
    inputs: tuple[str, ...] = ()  # all that this machine has
    outputs: tuple[str, ...] = ()
    own: tuple[str, str] = ("jamd in", "jamd out")  # our own ports, as others see them
    asked: tuple[str, str] = ("auto", "jamd out")  # the input and the output that people have chosen


class Listing(Event, frozen=True):
    """The names that a MIDI system has now. The patchbay lists them, since that takes time."""

    backend: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


class Notice(Event, frozen=True):
    """One sentence for the user."""

    ns: Nanos
    text: str


class Plan(Event, frozen=True):
    """All that the named parts play from `start` to `end`, replacing whatever was queued there.

    A note that began before `start` and sounds on is listed too (same start and pitch, perhaps another end); one
    that sounds and is not listed is closed at `start`.
    """

    start: Tick
    end: Tick
    parts: dict[BandPart, tuple[Note, ...]]
    style: Style = "swing"  # what to keep the time in where no plan comes, and
    meter: Meter | None = None  # None: the clock's
    bar_line: Tick = Tick(0)  # one of this meter


class Form(Event, frozen=True):
    """Where the form goes and what is asked for once, sent on every change: wire keeps it for a new band."""

    ns: Nanos
    meter: Meter  # in which the next run begins
    count_in: int  # bars
    route: bytes  # for `music/planning/saved_route.py`
    tempo: tuple[Tick, float] | None = None  # that comes with a tune: from this tick on, bpm
    step: tuple[Tick, float, float] | None = None  # from this tick on so many bpm faster, as far as the last number
    requests: bytes = b""  # for `music/planning/requests.py`; empty: none


class Ending(Event, frozen=True):
    """The band plays its last bars: it may slow down from `slow_from` on, the last hit is `at`, and rings `until`.
    Without a ritardando, or a hit, two of these are the same."""

    ns: Nanos
    slow_from: Tick
    at: Tick
    until: Tick


class NoEnding(Event, frozen=True):
    """The band plays on after all."""

    ns: Nanos


class Command(Event, frozen=True):
    """What a person asks for: the name of a row of `commands/table.py`, and its value if it takes one."""

    name: str
    value: Value = None
    ns: Nanos = Nanos(0)  # stamped by wire on arrival
    # of a set list's tune, by the names of commands: they come at its first bar
    settings: dict[str, Value] = msgspec.field(default_factory=dict)
    when: When | None = None  # in the form; None: as `jam.when` says, and what is not placed in the form, at once


class Arrived(Event, frozen=True):
    """The tune that these settings come with has begun: they hold, as if people had commanded them."""

    ns: Nanos
    settings: dict[str, Value]


class Keyed(Event, frozen=True):
    """A channel message that was played on the page: heard as if it came from the MIDI input."""

    data: bytes


class Controls(Event, frozen=True):
    """Everything that people have set, for those who show it: sent on every change, and to every new connection."""

    ns: Nanos
    settings: JamSettings
    chart: str  # the text of its grid; empty: none
    players: dict[BandPart, str]  # by their names in config.yaml


class Hello(Event, frozen=True):
    """First message on every connection: who is calling, the key if one is required, and up to when the caller has
    every event."""

    name: str
    key: str = ""
    after: Nanos = Nanos(0)


class Session(Event, frozen=True):
    """The state of the Ableton Link session: at `ns` it is at `beat` (its quantum is our bar), and a beat lasts
    `ns_per_beat` by our clock."""

    ns: Nanos
    beat: float
    ns_per_beat: int
    bpm: float  # as the other programs show it
    playing: bool
    peers: int  # besides us
    ours: bool  # nobody else has ever joined: the session follows the band, not the band the session
    since: Nanos  # when we joined


Lasting = (
    Heard | Played | Dropped | Vamped | FallbackUsed | Clock | Notice | Form
)  # go on the tape: what happened, not what may happen
Message = (
    Lasting
    | Ticked
    | Delivery
    | Ports
    | Listing
    | Plan
    | Ending
    | NoEnding
    | Command
    | Bindings
    | Learning
    | Shown
    | Acted
    | Keyed
    | Hello
    | Session
    | State
    | Controls
    | Arrived
)
