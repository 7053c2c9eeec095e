"""Notes and the units of time.

Positions are integer ticks (960 to the quarter), instants are integer nanoseconds of the monotonic clock; only
`Timeline` converts. Tick 0 is the first beat of the form; a count-in lies on negative ticks.
"""

from typing import Final, Literal, NewType

import msgspec

from jamd.commands.choices import BAND, BandPart

__all__ = ["BAND", "TICKS_PER_BEAT", "BandPart", "Meter", "Nanos", "Note", "Part", "Tick"]

Tick = NewType("Tick", int)
Nanos = NewType("Nanos", int)

TICKS_PER_BEAT: Final = 960  # a beat is a quarter note

METERS: Final = (3, 4, 5)  # beats to the bar that the band plays

Part = Literal["you", BandPart]


class Note(msgspec.Struct, frozen=True, order=True, array_like=True, gc=False):
    """One note, valid from birth: start < end in ticks, pitch 0..127, velocity 1..127. Sorts by start, then pitch."""

    start: Tick
    pitch: int
    end: Tick
    velocity: int

    def __post_init__(self) -> None:
        if not (self.start < self.end and 0 <= self.pitch <= 127 and 1 <= self.velocity <= 127):
            raise ValueError(f"not a note: {self!r}")


class Meter(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Quarter-note beats to the bar: 3 (3/4), 4 (4/4) or 5 (5/4)."""

    beats: int = 4

    def __post_init__(self) -> None:
        if self.beats not in METERS:
            raise ValueError(_not_a_meter(f"{self.beats}/4"))

    @property
    def bar(self) -> Tick:
        """Ticks in a bar."""
        return Tick(self.beats * TICKS_PER_BEAT)

    @classmethod
    def parse(cls, text: str) -> "Meter":
        """'3/4', '4/4' or '5/4'; ValueError otherwise."""
        beats, slash, unit = text.partition("/")
        if not slash or unit.strip() != "4" or not beats.strip().isdecimal():
            raise ValueError(_not_a_meter(text))
        return cls(int(beats))

    def __str__(self) -> str:
        return f"{self.beats}/4"


def _not_a_meter(text: str) -> str:
    return f"meter must be 3/4, 4/4 or 5/4, not {text}"
