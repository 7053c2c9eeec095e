"""The route of the form: which bars of which tune are played from which tick on, in which meter and key.

A route is a row of legs. Each plays some bars of a tune round and round until the next one begins; the last is
open-ended. What lies before the horizon stays as it is, and people's commands add legs behind it (see `leading`). All
bar lines, choruses and turns are the route's.

Players know nothing of this: they count bars of one meter from tick 0 on. So a leg is cut into passages, each in one
meter and one key, and a passage is shown to them in ticks of their own, `offset` away from the music's. Their number of
a bar is the number of a bar of the passage's form, some whole rounds later: never a number that they have had before,
and never so low that a note that was played would come before tick 0.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, zip_longest
from typing import Final

import msgspec

from jamd.music.charts.excerpt import SEAM_BARS, excerpt, in_key, joined
from jamd.music.charts.form import BARS_WITHOUT_CHART, Chart
from jamd.music.time.notes import Meter, Tick

_SECTION_WITHOUT_CHART: Final = 8  # bars


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
    bpm: float | None = None  # the tempo that comes with it
    goes_on: bool = False  # with the bar that would be played anyway
    loop: bool = False  # people loop these bars, in the next run, too
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


class Route(msgspec.Struct, frozen=True):
    """Legs in order, at least one. The first one also says where the form is before its start."""

    legs: tuple[Leg, ...]

    def at(self, tick: Tick) -> Passage:
        """The passage of a tick."""
        index = self._index(tick)
        end = self.legs[index + 1].start if index + 1 < len(self.legs) else None
        return self.legs[index].passage(tick, end)

    def _index(self, tick: Tick) -> int:
        return max(0, bisect_right(self.legs, tick, key=lambda leg: leg.start) - 1)

    def passages(self, start: Tick, end: Tick) -> Iterator[tuple[Tick, Tick, Passage]]:
        """[start, end) cut where another passage begins, and where players begin to look behind its end."""
        while start < end:
            passage = self.at(start)
            borders = [end] if passage.end is None else [end, passage.end, self._seam(passage)]
            there = Tick(min(border for border in borders if border > start))
            yield start, there, passage
            start = there

    @staticmethod
    def _seam(passage: Passage) -> Tick:
        """From where on players look behind the end of a passage."""
        assert passage.end is not None
        return Tick(passage.bar_line(Tick(passage.end - 1)) - (SEAM_BARS - 1) * passage.meter.bar)

    def chart(self, tick: Tick) -> Chart | None:
        """The chart that players are shown for a tick: what goes round, and near the end of a passage what follows."""
        passage = self.at(tick)
        form = passage.form
        if form is None or passage.end is None or tick < self._seam(passage):
            return form
        following = self.at(passage.end)
        if following.form is None:
            return form
        on_line = following.bar_line(passage.end) == passage.end
        number = passage.number_at(Tick(passage.end - 1)) + on_line
        bar = following.bar + following.bars_to(passage.end)
        rounds = -(-2 * SEAM_BARS // len(form.bars))
        return joined(form, number % (rounds * len(form.bars)), following.form, bar % len(following.form.bars))

    def counted_since(self, tick: Tick, oldest: Tick) -> Tick:
        """From where on bars have been of the same meter and on the same bar lines as here, `oldest` at the oldest:
        what was played before would mean something else here."""
        here = passage = self.at(tick)
        while passage.start > max(oldest, self.legs[0].start):
            before = self.at(Tick(passage.start - 1))
            if before.meter != here.meter or (before.line - here.line) % here.meter.bar:
                return passage.start
            passage = before
        return oldest

    # -- bars, sections, choruses

    def bar_line(self, tick: Tick) -> Tick:
        """Where the bar of a tick begins."""
        return self.at(tick).bar_line(tick)

    def next_bar(self, tick: Tick) -> Tick:
        """The first bar line behind a tick."""
        passage = self.at(tick)
        line = Tick(passage.bar_line(tick) + passage.meter.bar)
        if passage.end is None or line <= passage.end:
            return line
        return passage.end if self.bar_line(passage.end) == passage.end else self.next_bar(passage.end)

    def bars_behind(self, tick: Tick, bars: int) -> Tick:
        """So many bar lines behind a tick."""
        for _ in range(bars):
            tick = self.next_bar(tick)
        return tick

    def next_section(self, tick: Tick) -> Tick:
        """The first bar line behind a tick at which a section begins."""
        while True:
            tick = self.next_bar(tick)
            if self._begins_section(tick):
                return tick

    def _begins_section(self, line: Tick) -> bool:
        passage = self.at(line)
        bar = passage.tune_bar(line)
        leg = passage.leg
        if bar == leg.first or (line == leg.start and leg.jumps):
            return True
        if leg.tune is None:
            return bar % _SECTION_WITHOUT_CHART == 0
        return any(section.first == bar for section in leg.tune.sections)

    def next_chorus(self, tick: Tick) -> Tick:
        """Where the round of a tick ends: on the bar line behind its last bar, or where a leg jumps elsewhere."""
        index, begins = self._index(tick), self.legs[0].start
        if tick < begins:
            return begins
        for leg, following in zip_longest(self.legs[index:], self.legs[index + 1 :]):
            ends = Tick(leg.round_at(tick)[1] + leg.round_ticks)
            if following is None or ends <= following.start:
                return ends
            tick = following.start
            if following.jumps or following.round_at(tick)[1] == tick:
                break
        return tick

    def chorus_begins(self, tick: Tick) -> Tick:
        """Where the round of a tick begins, or would have begun if it were whole."""
        leg = self.legs[self._index(tick)]
        return leg.round_at(max(tick, leg.start))[1]

    def chorus_at(self, tick: Tick) -> int:
        """The number of its chorus, from 0; the rounds of a loop or a vamp do not count."""
        leg = self.legs[self._index(tick)]
        return leg.chorus + (leg.round_at(max(tick, leg.start))[0] if leg.is_whole else 0)

    # -- to lead it

    def joined_by(self, *legs: Leg) -> "Route":
        """With other legs from the start of the first of them on; nothing before it changes."""
        start = legs[0].start
        route = Route(tuple(leg for leg in self.legs if leg.start < start))
        for leg in legs:
            route = Route((*route.legs, route._continued_by(leg)))
        return route

    def turn_at(self, tick: Tick, bars: int) -> tuple[int, int]:
        """The turn of a tick, where turns last so many bars: the bar of the music from which turns are counted, and its
        number from there."""
        passage = self.at(tick)
        since = passage.leg.since or 0
        return since, (passage.count_at(tick) - since) // bars

    def _continued_by(self, leg: Leg) -> Leg:
        """Bars are counted on."""
        if not self.legs:
            return msgspec.structs.replace(leg.numbered(0), since=0, count=0)
        before = Tick(leg.downbeat - 1)
        passage = self.at(before)
        count = passage.count_at(before) + 1
        since = count if leg.since is None else leg.since
        return msgspec.structs.replace(leg, count=count, since=since).numbered(passage.number_at(before) + 1)


def whole(tune: Chart | None, meter: Meter, start: Tick, bar: int | None = None) -> Leg:
    """The choruses of a tune from a bar on (None: the first bar behind the intro)."""
    first, last = (0, BARS_WITHOUT_CHART) if tune is None else (tune.intro, len(tune.bars))
    return Leg(start, start, tune, meter, first, last, first if bar is None else bar)
