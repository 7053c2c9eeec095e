"""The legs of a route, and the passages that players are shown of them.

A leg plays some bars of a tune round and round. Players know nothing of this: they count bars of one meter from tick 0
on. So a leg is cut into passages, each in one meter and one key, and a passage is shown to them in ticks of their own,
`offset` away from the music's. Their number of a bar is the number of a bar of the passage's form, some whole rounds
later: never a number that they have had before, and never so low that a note that was played would come before tick 0.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

import msgspec

from jamd.commands.choices import Soloist
from jamd.commands.kinds import Value
from jamd.music.charts.excerpt import excerpt, in_key
from jamd.music.charts.form import BARS_WITHOUT_CHART, Chart
from jamd.music.time.notes import Meter, Tick


class Order(msgspec.Struct, frozen=True):
    """Who solos, and since when; see `order`."""

    soloists: tuple[Soloist, ...]
    choruses: int  # that each of them has
    slot: int = 0  # the place in the order that begins
    since: int = 0  # with this chorus of the tune; bars before it belong to the slot, too

    @property
    def head_out(self) -> int:
        """The last slot."""
        return len(self.soloists) + 1


class Passage(msgspec.Struct, frozen=True):
    """A stretch of a leg in one meter and one key."""

    leg: "Leg"
    start: Tick
    end: Tick | None  # None: open
    meter: Meter
    line: Tick  # a bar line of it, and
    bar: int  # the bar that begins there: of the leg's bars, from 0
    count: int  # of the music, from 0
    number: int  # as players count
    round: int  # of the leg

    @property
    def offset(self) -> Tick:
        """From the music's ticks to those of the players."""
        return Tick(self.number * self.meter.bar - self.line)

    @property
    def semitones(self) -> int:
        return self.leg.semitones + self.round * self.leg.step

    @property
    def form(self) -> Chart | None:
        """What goes round, as one form in this meter and key; None where no form is known."""
        leg = self.leg
        return None if leg.tune is None else in_key(excerpt(leg.tune, leg.first, leg.last, self.meter), self.semitones)

    def bars_to(self, tick: Tick) -> int:
        """Bars from `line` to the bar of a tick."""
        return (tick - self.line) // self.meter.bar

    def bar_line(self, tick: Tick) -> Tick:
        """Where the bar of a tick begins."""
        return Tick(self.line + self.bars_to(tick) * self.meter.bar)

    def bar_lines(self, start: Tick, end: Tick) -> Iterator[Tick]:
        """Of all bars that [start, end) touches."""
        return (Tick(line) for line in range(self.bar_line(start), end, self.meter.bar))

    def count_at(self, tick: Tick) -> int:
        """The number of a bar of the music, from 0."""
        return self.count + self.bars_to(tick)

    def number_at(self, tick: Tick) -> int:
        """The number of a bar as players count."""
        return self.number + self.bars_to(tick)

    def tune_bar(self, tick: Tick) -> int:
        """The bar of the tune, from 0."""
        return self.leg.first + (self.bar + self.bars_to(tick)) % self.leg.bars


class Leg(msgspec.Struct, frozen=True):
    """From `start` on, bars [first, last) of a tune go round. Bar `bar` begins on `downbeat`, which is a bar line: the
    start itself, or before it where the leg begins inside a bar."""

    start: Tick
    downbeat: Tick
    tune: Chart | None  # None: no form is known; then bars of `meter` are counted
    meter: Meter
    first: int
    last: int
    bar: int
    semitones: int = 0  # that the tune is transposed by, and
    step: int = 0  # how many more with each round
    chorus: int = 0  # of the round that the downbeat lies in, from 0
    count: int = 0  # bars of the music before the downbeat
    since: int | None = None  # the bar of the music from which turns are counted; None: its own first one
    number: int = 0  # of the bar on the downbeat, as players count
    times: int = 0  # that its bars have gone round before
    count_in: bool = False  # sticks alone, before its bars go round again
    bpm: float | None = None  # the tempo that comes with it, and
    settings: dict[str, Value] = {}  # what else does, by the names of commands
    goes_on: bool = False  # with the bar that would be played anyway
    loop: bool = False  # people loop these bars, in the next run, too
    order: Order | None = None  # of the solos; None: nobody asked for one
    what: str = ""  # that they asked for, in words; empty: nothing is to be told of it

    @property
    def bars(self) -> int:
        """In a round."""
        return self.last - self.first

    @property
    def jumps(self) -> bool:
        """It begins on a bar line, and with another bar than would be played anyway."""
        return self.start == self.downbeat and not self.goes_on

    @property
    def is_intro(self) -> bool:
        """It is played once, before the choruses."""
        return self.count_in or (self.tune is not None and self.last == self.tune.intro and not self.loop)

    @property
    def is_whole(self) -> bool:
        """A round is a chorus."""
        return self.tune is None or (self.first, self.last) == (self.tune.intro, len(self.tune.bars))

    @property
    def lines(self) -> Sequence[int]:
        """The bar lines of a round, from its beginning to its end."""
        if self.tune is None or not self.tune.meters:
            bar = self.meter_of(self.first).bar
            return range(0, (self.bars + 1) * bar, bar)
        return (0, *accumulate(self.meter_of(number).bar for number in range(self.first, self.last)))

    @property
    def round_ticks(self) -> int:
        return self.lines[-1]

    def round_at(self, tick: Tick) -> tuple[int, Tick]:
        """The number of the round of a tick, from that of the downbeat on, and where it begins."""
        lines = self.lines
        first = self.downbeat - lines[self.bar - self.first]
        number = (tick - first) // lines[-1]
        return number, Tick(first + number * lines[-1])

    def chorus_begins(self, chorus: int) -> Tick:
        """Where a round begins that is this chorus."""
        return Tick(self.round_at(self.downbeat)[1] + (chorus - self.chorus) * self.round_ticks)

    def passage(self, tick: Tick, end: Tick | None) -> Passage:
        """The one that a tick lies in; the leg ends at `end`."""
        tick = Tick(max(tick, self.start))
        bar = self.bar - self.first
        if self.step == 0 and (self.tune is None or not self.tune.meters):
            meter = self.meter_of(self.first)
            return Passage(self, self.start, end, meter, self.downbeat, bar, self.count, self.number, 0)
        lines, (number, begins) = self.lines, self.round_at(tick)
        here = bisect_right(lines, tick - begins) - 1
        first, last = self._stretch(here)
        line, until = Tick(begins + lines[first]), Tick(begins + lines[last])
        ahead = first - bar + number * self.bars
        return Passage(
            self,
            max(self.start, line),
            until if end is None else min(end, until),
            self.meter_of(self.first + here),
            line,
            first,
            self.count + ahead,
            self.number + first - bar + number * self.bars * self._rounds_told,
            number,
        )

    def meter_of(self, bar: int) -> Meter:
        """Of a bar of the tune."""
        return self.meter if self.tune is None else self.tune.meter_of(bar)

    def _stretch(self, here: int) -> tuple[int, int]:
        """The bars of the round around this one that have its meter: from the first to behind the last."""
        first, last, meter = here, here + 1, self.meter_of(self.first + here)
        while first > 0 and self.meter_of(self.first + first - 1) == meter:
            first -= 1
        while last < self.bars and self.meter_of(self.first + last) == meter:
            last += 1
        return first, last

    @property
    def _shortest(self) -> int:
        """Ticks of its shortest bar."""
        return min(self.meter_of(bar).bar for bar in range(self.first, self.last))

    @property
    def _rounds_told(self) -> int:
        """How many rounds further players count with each round, so that their ticks keep ahead of the music's."""
        return -(-self.round_ticks // (self.bars * self._shortest))

    def numbered(self, least: int) -> "Leg":
        """With the lowest number for players that is not below `least`."""
        slack = self.round_ticks if self.tune is not None and self.tune.meters else 0
        least = max(least, -(-(self.downbeat + slack) // self._shortest))
        return msgspec.structs.replace(self, number=least + (self.bar - self.first - least) % self.bars)


def whole(tune: Chart | None, meter: Meter, start: Tick, bar: int | None = None) -> Leg:
    """The choruses of a tune from a bar on (None: the first bar behind the intro)."""
    first, last = (0, BARS_WITHOUT_CHART) if tune is None else (tune.intro, len(tune.bars))
    return Leg(start, start, tune, meter, first, last, first if bar is None else bar)
