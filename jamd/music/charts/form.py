"""A chart as a value: bars of chord changes, grouped in sections, played round and round.

Tick 0 is the first beat of the form. Every bar has a change on its first beat, so that no bar needs the one before it.
"""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

import msgspec

from jamd.commands.choices import Style
from jamd.errors import ChartError
from jamd.music.harmony.chords import Chord
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Tick

MAX_BARS: Final = 1000
BARS_WITHOUT_CHART: Final = 32  # are a chorus, where no form is known


class Change(msgspec.Struct, frozen=True):
    """A chord and the beat of the bar, from 0, on which it starts."""

    beat: int
    chord: Chord


Bar = tuple[Change, ...]


class Section(msgspec.Struct, frozen=True):
    """A stretch of the form from bar `first`, counted from 0; an empty name is a double bar without a letter."""

    name: str
    first: int


class MeterChange(msgspec.Struct, frozen=True):
    """Another meter from a bar on, counted from 0."""

    bar: int
    meter: Meter


class Chart(msgspec.Struct, frozen=True):
    """A tune's form. Valid from birth: 1 to 1000 bars, changes in order inside the meter, sections in order from 0."""

    title: str
    meter: Meter  # of bar 0
    bars: tuple[Bar, ...]
    sections: tuple[Section, ...] = (Section("", 0),)
    style: Style | None = None  # None: the chart names none
    key: str = ""  # "Bb" or "F#m"; empty: the chart names none
    bpm: float | None = None  # the tempo that the chart names
    intro: int = 0  # bars that are played once, before the first chorus
    meters: tuple[MeterChange, ...] = ()  # inside the form, in order

    def __post_init__(self) -> None:
        if not 1 <= len(self.bars) <= MAX_BARS:
            raise ChartError(f"a chart has 1 to {MAX_BARS} bars, this one has {len(self.bars)}")
        if not 0 <= self.intro < len(self.bars):
            raise ChartError("an intro must leave bars for the choruses")
        for number, bar in enumerate(self.bars):
            beats, meter = [change.beat for change in bar], self.meter_of(number)
            if not beats or beats[0] != 0 or beats != sorted(set(beats)) or beats[-1] >= meter.beats:
                raise ChartError(f"bar {number + 1}: the chords must start on beat 1 and stay inside {meter}")
        firsts = [section.first for section in self.sections]
        if not firsts or firsts[0] != 0 or firsts != sorted(set(firsts)) or firsts[-1] >= len(self.bars):
            raise ChartError("the sections must start at bar 1 and follow one another inside the chart")

    def played_in(self, meter: Meter) -> "Chart":
        """The same changes, bar for bar, in another meter: a blues in three. Changes on missing beats are left
        out."""
        bars = tuple(tuple(change for change in bar if change.beat < meter.beats) for bar in self.bars)
        return msgspec.structs.replace(self, meter=meter, bars=bars, meters=())

    def meter_of(self, bar: int) -> Meter:
        """The meter of a bar of the chart, counted from 0."""
        return next((change.meter for change in reversed(self.meters) if change.bar <= bar), self.meter)

    @property
    def bars_in_form(self) -> int:
        return len(self.bars)

    def bar_of_form(self, tick: Tick) -> int:
        """The bar, from 0, that a tick falls on in its chorus; the count-in belongs to bar 0."""
        return max(0, tick) // self.meter.bar % len(self.bars)

    def chord_at(self, tick: Tick) -> Chord | None:
        """The chord that sounds at a tick; None where the chart says N.C."""
        beat = max(0, tick) % self.meter.bar // TICKS_PER_BEAT
        bar = self.bars[self.bar_of_form(tick)]
        chord = next(change.chord for change in reversed(bar) if change.beat <= beat)
        return None if chord.quality == "nc" else chord

    def changes(self, start: Tick, end: Tick) -> Iterator[tuple[Tick, Chord | None]]:
        """The chord at `start`, then each other up to `end`, with the tick where it starts. Repeats count once."""
        sounding = self.chord_at(start)
        yield start, sounding
        for number in range(max(0, start) // self.meter.bar, -(-end // self.meter.bar)):
            for change in self.bars[number % len(self.bars)]:
                tick = Tick(number * self.meter.bar + change.beat * TICKS_PER_BEAT)
                chord = None if change.chord.quality == "nc" else change.chord
                if start < tick < end and chord != sounding:
                    sounding = chord
                    yield tick, chord

    def section_at(self, bar: int) -> Section:
        """The section of a bar, counted from the first chorus on."""
        firsts = [section.first for section in self.sections]
        return self.sections[bisect_right(firsts, bar % len(self.bars)) - 1]

    def section_ends(self, bar: int) -> bool:
        """Whether a bar, counted from the first chorus on, is the last one of its section."""
        following = (bar + 1) % len(self.bars)
        return any(section.first == following for section in self.sections)

    def form_ends(self, bar: int) -> bool:
        """Whether a bar, counted from the first chorus on, is the last one of the form."""
        return (bar + 1) % len(self.bars) == 0
