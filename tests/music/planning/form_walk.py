"""The form as a musician counts it: a list of bars, written on bar after bar. Independent of `Route`, and slow."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from jamd.music.charts.form import Chart

BEAT = 960


class Bar(NamedTuple):
    """One bar that is played."""

    tick: int
    beats: int
    tune: Chart
    number: int  # of the tune's bars, from 0
    first: int  # bars [first, last) go round
    last: int
    key: int  # semitones
    step: int
    slot: int = 0  # of the order: 0 the head, then the solos, then the head out
    chorus: int = 0  # of this slot, from 0; below that one that comes on top
    begins: bool = False  # something that was asked for begins here
    loops: bool = False  # they were asked to go round
    taken: bool = False  # a tune, or a soloist who was asked for, begins here

    @property
    def end(self) -> int:
        return self.tick + self.beats * BEAT

    @property
    def is_whole(self) -> bool:
        """The bars that go round are a chorus."""
        return (self.first, self.last) == (self.tune.intro, len(self.tune.bars))


class Walk:
    """What is played, as far as it is known: `AHEAD` ticks beyond the last command. An order has so many solos of so
    many choruses."""

    AHEAD = 400 * BEAT

    def __init__(self, tune: Chart, solos: int = 1, choruses: int = 1) -> None:
        self.bars: list[Bar] = []
        self.head_out, self._choruses = solos + 1, choruses
        self._changed: tuple[int, Bar] | None = None  # inside a bar: where it became another one, and what it was
        self._go_on(Bar(0, 0, tune, 0, 0, tune.intro or len(tune.bars), 0, 0), 0)

    def _go_on(self, start: Bar, place: int, begins: bool = True) -> None:
        """From a place on everything is new: from a bar on, whose beats need not be known."""
        if start.tick < place and (self._changed is None or self._changed[0] != place):
            self._changed = place, self.at(place)
        self.bars = [bar for bar in self.bars if bar.tick < start.tick]
        if self._changed is not None and self._changed[0] == start.tick:  # it never did: this comes there
            self.bars[-1] = self._changed[1]
        for bar in self._played(start):
            self.bars.append(bar._replace(begins=begins or bar.begins))
            begins = False
            if bar.tick > start.tick + self.AHEAD:
                return

    def _played(self, bar: Bar) -> Iterator[Bar]:
        while True:
            bar = bar._replace(beats=bar.tune.meter_of(bar.number).beats)
            yield bar
            bar = bar._replace(tick=bar.end, number=bar.number + 1, begins=False, taken=False)
            if bar.number == bar.last:
                bar = self._round_again(bar)

    def _round_again(self, bar: Bar) -> Bar:
        tune = bar.tune
        if self._is_intro(bar):  # it is over
            return bar._replace(first=tune.intro, last=len(tune.bars), number=tune.intro, begins=True)
        return (self._next_chorus(bar) if bar.is_whole else bar)._replace(number=bar.first, key=bar.key + bar.step)

    def _next_chorus(self, bar: Bar) -> Bar:
        length = self._choruses if 0 < bar.slot < self.head_out else 1
        if bar.chorus + 1 < length or bar.slot == self.head_out:
            return bar._replace(chorus=bar.chorus + 1)
        return bar._replace(slot=bar.slot + 1, chorus=0)

    def at(self, tick: int) -> Bar:
        return next((bar for bar in reversed(self.bars) if bar.tick <= tick), self.bars[0])

    def _place(self, horizon: int, when: str) -> int:
        """Where a command takes effect."""
        if when == "now":
            return horizon
        if when == "beat":
            return -(-horizon // BEAT) * BEAT
        return next(bar.tick for bar in self.bars if bar.tick >= horizon and self._is(bar, when))

    @staticmethod
    def _is(bar: Bar, when: str) -> bool:
        starts = bar.number == bar.first or bar.begins
        inside = when == "section" and any(section.first == bar.number for section in bar.tune.sections)
        return when == "bar" or starts or inside

    def _in_time(self, horizon: int, when: str, tune: Chart, number: int) -> int:
        """The bar line from which a bar of a tune is counted."""
        at = self._place(horizon, when)
        if when != "now":
            return at
        here = self.at(at)
        as_long = here.beats == tune.meter_of(number).beats
        return here.tick if as_long or here.tick == at else here.end  # whatever was to come before that is off

    # -- what people ask for

    def choose(self, tune: Chart, horizon: int, when: str) -> None:
        at = self._in_time(horizon, when, tune, 0)
        bar = Bar(at, 0, tune, 0, 0, tune.intro or len(tune.bars), 0, 0, taken=True)
        self._go_on(bar, self._place(horizon, when))

    def go_to(self, number: int, horizon: int, when: str) -> None:
        place = self._place(horizon, when)
        here, solo = self.at(place), self._solo(place)
        at = self._in_time(horizon, when, here.tune, number)
        self._jump(here, at, place, number, slot=solo.slot, chorus=solo.chorus, taken=solo.taken)

    def _jump(self, here: Bar, at: int, place: int, number: int, **facts: int) -> None:
        """To another bar."""
        tune, whole = here.tune, (here.tune.intro, len(here.tune.bars))
        first, last = (0, tune.intro) if number < tune.intro else whole
        self._go_on(here._replace(tick=at, number=number, first=first, last=last, loops=False, **facts), place)

    def _solo(self, place: int) -> Bar:
        """The bar that says who solos from a place on: the one before, unless somebody was asked for there."""
        here = self.at(place)
        return here if here.taken and here.tick == place else self.at(max(0, place - 1))

    def loop(self, first: int, last: int, horizon: int, when: str) -> None:
        place = self._place(horizon, when)
        here, solo = self.at(place), self._solo(place)
        if first <= here.number < last:
            comes_round = here.number != self.at(here.tick - 1).number + 1  # else it is heard as the tune that goes on
            self._go_on(here._replace(first=first, last=last, loops=True), place, here.begins or comes_round)
            return
        at = self._in_time(horizon, when, here.tune, first)
        bar = here._replace(tick=at, number=first, first=first, last=last, loops=True)
        self._go_on(bar._replace(slot=solo.slot, chorus=solo.chorus, taken=solo.taken), place)

    def transpose(self, key: int, horizon: int, when: str) -> None:
        place = self._place(horizon, when)
        here = self.at(place)
        if here.step:  # then nothing else is still to come
            self._go_on(here._replace(key=key), place, here.begins)
            return
        until = next(
            (bar.tick for bar in self.bars if bar.tick > here.tick and bar.tune != here.tune), here.tick + 2**40
        )
        self.bars = [bar._replace(key=key) if here.tick <= bar.tick < until else bar for bar in self.bars]

    def modulate(self, step: int, horizon: int, when: str) -> None:
        """With every round; nothing else is still to come."""
        place = self._place(horizon, when)
        here = self.at(place)
        self._go_on(here._replace(step=step), place, here.begins)

    def vamp(self, bars: int, horizon: int, when: str) -> None:
        here = self.at(self._place(horizon, when))
        length, intro = len(here.tune.bars), here.tune.intro
        first = max(min(here.number, length - bars), intro if here.number >= intro else 0)
        self.loop(first, min(first + bars, length), horizon, when)

    def from_the_top(self, horizon: int, when: str) -> None:
        """Whoever solos has the chorus again."""
        self.go_to(self.at(self._place(horizon, when)).tune.intro, horizon, when)

    def play_on(self, horizon: int) -> None:
        at = self._place(horizon, "bar")
        if at == 0:
            self.go_to(0, horizon, "bar")
            return
        here = self.at(at - 1)
        self._go_on(here, here.tick, here.begins)
        if here.first != here.tune.intro or here.last != len(here.tune.bars):
            if not here.loops:
                return
            end = next(bar for bar in self.bars if bar.tick >= at and bar.number == bar.first)
            over = here.last == len(here.tune.bars)
            solo = self._next_chorus(here) if over else here
            bar = end._replace(slot=solo.slot, chorus=solo.chorus)
            self._jump(bar, end.tick, end.tick, here.tune.intro if over else here.last)

    def next_solo(self, horizon: int, when: str) -> None:
        """The rest of a chorus is the next one's first if that is most of it."""
        at = self._place(horizon, when)
        here = self.at(at)
        slot = self._solo(at).slot + 1
        if slot == self.head_out:
            self.head_out_from(horizon, when)
            return
        done = at - here.tick + self._ticks(here, here.number)
        on_top = 2 * done > self._ticks(here, here.last)
        self._go_on(here._replace(slot=slot, chorus=-1 if on_top else 0, taken=True), at, here.begins)

    def head_out_from(self, horizon: int, when: str) -> None:
        here = self.at(self._place(horizon, when))
        at = self._in_time(horizon, when, here.tune, here.tune.intro)
        self._jump(here, at, self._place(horizon, when), here.tune.intro, slot=self.head_out, chorus=0, taken=True)

    @staticmethod
    def _ticks(bar: Bar, until: int) -> int:
        """From the first bar that goes round to another one."""
        return sum(bar.tune.meter_of(number).beats for number in range(bar.first, until)) * BEAT

    # -- how it ends

    def end_of_form(self, tick: int, tag: int) -> int:
        """The last hit of an ending that is asked for at a tick: a bar is left to get ready."""
        line = next(bar.tick for bar in self.bars if bar.tick > max(tick, 0))
        ready = next(bar.tick for bar in self.bars if bar.tick > line)
        ends = (
            bar.tick
            for before, bar in pairwise(self.bars)
            if bar.tick >= ready and self._is(bar, "chorus") and not self._is_intro(before)
        )
        return self._with_tag(next(ends), tag)

    def end_with_head_out(self, tick: int, tag: int) -> int:
        """The last hit of the head out that a tick lies in; the tag is played before it."""
        here = self.at(tick)
        end = next(bar.tick for bar in self.bars if bar.tick > here.tick and bar.number == bar.first)
        last, hit = self.at(end - 1), self._with_tag(end, tag)
        if hit > end:
            self._go_on(last._replace(tick=end, number=last.last - tag, first=last.last - tag, loops=True), end)
        return hit

    @staticmethod
    def _is_intro(bar: Bar) -> bool:
        return bar.tune.intro > 0 and (bar.first, bar.last) == (0, bar.tune.intro) and not bar.loops

    def _with_tag(self, end: int, tag: int) -> int:
        last = self.at(end - 1)
        if not 0 < tag < last.last - last.first:
            return end
        return end + sum(last.tune.meter_of(bar).beats for bar in range(last.last - tag, last.last)) * BEAT
