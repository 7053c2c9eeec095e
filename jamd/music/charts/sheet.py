"""A lead sheet as it is written: measures with their chords, and the signs that say in which order they are played.

Readers of text grids, iReal Pro and MusicXML make one, their writers take one. `unfold` makes the tune's form of it, a
`Chart`: what the band plays.
"""

from typing import Final, Literal

import msgspec

from jamd.errors import ChartError
from jamd.music.harmony.chords import Chord
from jamd.music.time.notes import TICKS_PER_BEAT, Tick

Jump = Literal["D.C.", "D.C. al Fine", "D.C. al Coda", "D.S.", "D.S. al Fine", "D.S. al Coda"]

MOST_MEASURES: Final = 1000
_UNITS: Final = (1, 2, 4, 8, 16)


class TimeSignature(msgspec.Struct, frozen=True, array_like=True):
    """As written: 6/8 is (6, 8)."""

    beats: int = 4
    unit: int = 4

    def __post_init__(self) -> None:
        if not 1 <= self.beats <= 32 or self.unit not in _UNITS:
            raise ChartError(f"{self} is not a time signature")

    @property
    def beat(self) -> Tick:
        """Ticks in one of its beats: an eighth in 6/8."""
        return Tick(4 * TICKS_PER_BEAT // self.unit)

    @property
    def measure(self) -> Tick:
        """Ticks in a measure."""
        return Tick(self.beats * self.beat)

    def __str__(self) -> str:
        return f"{self.beats}/{self.unit}"


class WrittenChord(msgspec.Struct, frozen=True):
    """A chord, and where in its measure it starts."""

    at: Tick
    chord: Chord


class Measure(msgspec.Struct, frozen=True):
    """One measure of the page. Signs stand at its start or at its end, as noted."""

    chords: tuple[WrittenChord, ...] = ()  # in order; where none starts at tick 0, the one before goes on
    time: TimeSignature | None = None  # start: from here on; the first measure has one
    section: str | None = None  # start: a rehearsal mark; empty: a double bar without one
    opens_repeat: bool = False  # start: |:
    ending: tuple[int, ...] = ()  # start: the bracket of these endings begins
    segno: bool = False  # start
    coda: bool = False  # start
    closes_repeat: int = 0  # end: :|, how often the stretch is played in all; 0: no such sign
    to_coda: bool = False  # end: where `al Coda` leaves
    fine: bool = False  # end
    jump: Jump | None = None  # end


class Sheet(msgspec.Struct, frozen=True):
    """A tune on paper."""

    measures: tuple[Measure, ...]
    title: str = ""
    composer: str = ""
    style: str = ""  # as written, "Medium Swing"
    key: str = ""  # "Bb" or "F#m"; empty: not said
    bpm: float | None = None  # quarter notes a minute
    pickup: Tick = Tick(0)  # how long the first measure is where it is only a pickup; 0: it is a whole one

    def __post_init__(self) -> None:
        if not 1 <= len(self.measures) <= MOST_MEASURES:
            raise ChartError(f"a chart has 1 to {MOST_MEASURES} bars, this one has {len(self.measures)}")
        if self.measures[0].time is None:
            raise ChartError("the first bar has no time signature")

    def times(self) -> list[TimeSignature]:
        """The time signature that holds in each measure."""
        found: list[TimeSignature] = []
        for measure in self.measures:
            found.append(measure.time or found[-1])
        return found
