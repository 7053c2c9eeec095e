"""The route of the form: which bars of which tune are played from which tick on, in which meter and key.

A route is a row of legs. Each begins at a tick and goes on until the next one begins; the last is open-ended. What lies
before the horizon stays as it is, and people's commands add legs behind it (see `leading`). All bar lines, choruses and
turns are the route's.
"""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import zip_longest
from typing import Final

import msgspec

from jamd.music.charts.excerpt import SEAM_BARS, joined
from jamd.music.charts.form import Chart
from jamd.music.planning.leg import Leg, Passage
from jamd.music.time.notes import Tick

_SECTION_WITHOUT_CHART: Final = 8  # bars


class Route(msgspec.Struct, frozen=True):
    """Legs in order, at least one. The first one also says where the form is before its start."""

    legs: tuple[Leg, ...]

    def at(self, tick: Tick) -> Passage:
        """The passage of a tick."""
        index = self.index(tick)
        end = self.legs[index + 1].start if index + 1 < len(self.legs) else None
        return self.legs[index].passage(tick, end)

    def index(self, tick: Tick) -> int:
        """Of the leg of a tick."""
        return max(0, bisect_right(self.legs, tick, key=lambda leg: leg.start) - 1)

    def following(self, tick: Tick) -> tuple[Leg, ...]:
        """The legs behind that of a tick."""
        return self.legs[self.index(tick) + 1 :]

    def until(self, tick: Tick) -> "Route":
        """With nothing behind the leg of a tick."""
        return Route(self.legs[: self.index(tick) + 1])

    def leg_at(self, tick: Tick) -> Leg:
        return self.legs[self.index(tick)]

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
        passage, before = self.at(line), Tick(line - 1)
        bar = passage.tune_bar(line)
        leg = passage.leg
        comes_round = bar != self.at(before).tune_bar(before) + 1  # whatever was asked for at the end of a loop
        if comes_round or bar == leg.first or (line == leg.start and leg.jumps):
            return True
        if leg.tune is None:
            return bar % _SECTION_WITHOUT_CHART == 0
        return any(section.first == bar for section in leg.tune.sections)

    def next_chorus(self, tick: Tick) -> Tick:
        """Where the round of a tick ends: on the bar line behind its last bar, or where a leg jumps elsewhere."""
        index, begins = self.index(tick), self.legs[0].start
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
        leg = self.legs[self.index(tick)]
        return leg.round_at(max(tick, leg.start))[1]

    def chorus_at(self, tick: Tick) -> int:
        """The number of its chorus, from 0; the rounds of a loop or a vamp do not count."""
        leg = self.legs[self.index(tick)]
        return leg.chorus + (leg.round_at(max(tick, leg.start))[0] if leg.is_whole else 0)

    def time_round(self, tick: Tick) -> int:
        """How often the bars of a tick have gone round before, whole choruses or a loop's."""
        leg = self.leg_at(tick)
        return leg.times + leg.round_at(max(tick, leg.start))[0]

    def next_round(self, tick: Tick) -> Tick:
        """Where the bars of a tick begin to go round again. An intro or a count-in belongs to what follows, if
        anything does."""
        ends = self.next_chorus(max(tick, self.legs[0].start))
        while self.leg_at(Tick(ends - 1)).is_intro and self.following(Tick(ends - 1)):
            ends = self.next_chorus(ends)
        return ends

    # -- to lead it

    def joined_by(self, *legs: Leg) -> "Route":
        """With other legs from the start of the first of them on; nothing before it changes."""
        start = legs[0].start
        route = Route(tuple(leg for leg in self.legs if leg.start < start))
        for leg in legs:
            route = Route((*route.legs, route._continued_by(leg)))
        return route

    def turn_at(self, tick: Tick, bars: int, begun: int = 0) -> tuple[int, int]:
        """The turn of a tick, where turns last so many bars: the bar of the music from which turns are counted, and its
        number from there. `begun`: the bar in which people began to take turns."""
        passage = self.at(tick)
        since = max(passage.leg.since or 0, begun)
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
