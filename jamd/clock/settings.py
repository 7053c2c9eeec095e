"""The clock's settings. Light on purpose: band and stage read these and load no clock."""

import msgspec

from jamd.commands.choices import SourceName
from jamd.commands.clock_rows import SOURCE, TEMPO
from jamd.music.time.notes import Meter


class ClockSettings(msgspec.Struct, frozen=True):
    """The clock's share of config.yaml."""

    source: SourceName = SOURCE.default
    bpm: float = TEMPO.default
    meter: Meter = Meter(4)
    count_in: int = 2  # bars
    offset_ns: int = 0  # how far the band plays ahead of an external clock
    link: bool = False  # is Ableton Link installed
    start_stop: bool = True  # of Link: its start starts the band
