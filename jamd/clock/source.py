"""What every source of time has in common: the `Source` protocol, and the actions that wire carries out.

A source is a pure machine: messages, keys or news are pushed in, actions come out, and the time is handed in.
"""

from typing import Literal, Protocol

import msgspec

from jamd.commands.choices import SourceName
from jamd.music.time.notes import Nanos, Tick
from jamd.music.time.timeline import Timeline

# The clock is heard; was never heard; is heard, but nobody says Start; is no longer heard. unheard: the band has not
# begun, since nothing would sound (`wire/first_start.py`).
Hold = Literal["steady", "waiting", "unstarted", "lost", "unheard"]


class Start(msgspec.Struct, frozen=True):
    """The music starts at `tick`, at `timeline.ns_at(tick)`, which may lie ahead. Music that plays jumps there."""

    timeline: Timeline
    tick: Tick


class Retime(msgspec.Struct, frozen=True):
    """The music continues along another timeline from now on; ignored while nothing plays."""

    timeline: Timeline


class Stop(msgspec.Struct, frozen=True):
    """The music stops now; `tick` is where it would continue."""

    tick: Tick


class Standby(msgspec.Struct, frozen=True):
    """Nothing plays: the next start will be at `tick`, at about `bpm`."""

    tick: Tick
    bpm: float


class Notify(msgspec.Struct, frozen=True):
    """A sentence for the person at the machine."""

    text: str


ClockAction = Start | Retime | Stop | Standby | Notify


class Source(Protocol):
    """One source of time. Called from wire's loop alone; nothing here blocks or reads a clock.

    Input differs: `message` for MIDI, `struck` and `tap` for follow, `session` for Link.
    """

    name: SourceName

    @property
    def hold(self) -> Hold: ...

    def join(self, timeline: Timeline | None, bpm: float, tick: Tick, now: Nanos) -> list[ClockAction]:
        """Take over from another source. Music that plays continues along `timeline`, without a jump in the form or a
        break in the beat, until this source knows better. While nothing plays (None) it would start at `tick`, at
        `bpm`."""
        ...

    def advance(self, now: Nanos) -> list[ClockAction]:
        """`wake_ns` is reached."""
        ...

    @property
    def wake_ns(self) -> Nanos | None:
        """When to call `advance`; None: not before something is heard."""
        ...
