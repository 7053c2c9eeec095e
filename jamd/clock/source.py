"""What a clock says: values that wire carries out on the sequencer. Ticks and instants as everywhere in jamd.

Each source of time is a pure machine: what it hears is pushed in, these come out, and it is told the time.
"""

from typing import Literal, Protocol

import msgspec

from jamd.commands.choices import SourceName
from jamd.music.time.notes import Nanos, Tick
from jamd.music.time.timeline import Timeline

Hold = Literal["steady", "waiting", "lost"]  # of a clock: it is heard; it was never heard; it was, and is not now


class Start(msgspec.Struct, frozen=True):
    """The music begins at `tick`, at `timeline.ns_at(tick)`, which may lie ahead. While it plays: it jumps there."""

    timeline: Timeline
    tick: Tick


class Retime(msgspec.Struct, frozen=True):
    """The music that plays goes on along another line from now on; where nothing plays this says nothing."""

    timeline: Timeline


class Stop(msgspec.Struct, frozen=True):
    """The music stops now; `tick` is where it would go on."""

    tick: Tick


class Standby(msgspec.Struct, frozen=True):
    """Nothing plays: the next beginning will be at `tick`, at about `bpm`."""

    tick: Tick
    bpm: float


class Notify(msgspec.Struct, frozen=True):
    """A sentence for the person at the machine."""

    text: str


ClockAction = Start | Retime | Stop | Standby | Notify


class Source(Protocol):
    """One source of time. Called from wire's loop alone; nothing here blocks or reads a clock.

    The ways in differ: `message` of MIDI, `struck` and `tap` of follow, `session` of Link.
    """

    name: SourceName

    @property
    def hold(self) -> Hold: ...

    def join(self, timeline: Timeline | None, bpm: float, tick: Tick, now: Nanos) -> list[ClockAction]:
        """Take over from another source. Where music plays (`timeline`) it goes on along that line, without a jump of
        the form and without a break of the beat, until this source knows better. Where none plays (None): it would
        begin at `tick`, at `bpm`."""
        ...

    def advance(self, now: Nanos) -> list[ClockAction]:
        """Time has come to `wake_ns`."""
        ...

    @property
    def wake_ns(self) -> Nanos | None:
        """When `advance` wants to be called; None: not before something is heard."""
        ...
