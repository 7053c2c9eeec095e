"""The clock's settings and the names in them. Light on purpose: band and stage read these and load no clock."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from jamd.music.planning.controls import Bpm
from jamd.music.time.notes import Meter

SourceName = Literal["internal", "midi", "link", "follow"]
Sending = Literal["never", "playing", "always"]  # of MIDI clock; always: while the band is stopped, too
Ramp = tuple[Bpm, Annotated[float, Meta(gt=0, le=256)]]  # to this tempo within so many beats


class ClockSettings(msgspec.Struct, frozen=True):
    """The clock's share of config.yaml."""

    source: SourceName = "internal"
    bpm: float = 140.0
    meter: Meter = Meter(4)
    count_in: int = 2  # bars
    offset_ns: int = 0  # the band plays so much ahead of an external clock
    link: bool = False  # is Ableton Link installed
    start_stop: bool = True  # of Link: its start starts the band
