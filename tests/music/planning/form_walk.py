"""The form as a musician counts it: a list of bars, written on bar after bar. Independent of `Route`, and slow."""

from collections.abc import Iterator
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
    begins: bool = False  # something that was asked for begins here
    loops: bool = False  # they were asked to go round

    @property
    def end(self) -> int:
        return self.tick + self.beats * BEAT


class Walk:
    """What is played, as far as it is known: `AHEAD` ticks beyond the last command."""

    AHEAD = 400 * BEAT

    def __init__(self, tune: Chart) -> None:
        self.bars: list[Bar] = []
        self._go_on(0, tune, 0, 0, tune.intro or len(tune.bars), 0, 0)

    def _go_on(
        self,
        tick: int,
        tune: Chart,
        number: int,
        first: int,
        last: int,
        key: int,
        step: int,
        begins: bool = True,
        loops: bool = False,
    ) -> None:
        """From a tick on everything is new."""
        self.bars = [bar for bar in self.bars if bar.tick < tick]
        for bar in self._played(tick, tune, number, first, last, key, step, loops):
            self.bars.append(bar._replace(begins=begins or bar.begins))
            begins = False
            if bar.tick > tick + self.AHEAD:
                return

    @staticmethod
    def _played(
        tick: int, tune: Chart, number: int, first: int, last: int, key: int, step: int, loops: bool
    ) -> Iterator[Bar]:
        begins = False
        while True:
            beats = tune.meter_of(number).beats
            yield Bar(tick, beats, tune, number, first, last, key, step, begins, loops)
            tick, number, begins = tick + beats * BEAT, number + 1, False
            if number == last:
                key += step if first >= tune.intro else 0
                if last == tune.intro and first == 0 and not loops:  # the intro is over
                    first, last, begins = tune.intro, len(tune.bars), True
                number = first

    def at(self, tick: int) -> Bar:
        return next(bar for bar in reversed(self.bars) if bar.tick <= tick)

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
        return here.tick if here.beats == tune.meter_of(number).beats else self._place(horizon, "bar")

    # -- what people ask for

    def choose(self, tune: Chart, horizon: int, when: str) -> None:
        at = self._in_time(horizon, when, tune, 0)
        self._go_on(at, tune, 0, 0, tune.intro or len(tune.bars), 0, 0)

    def go_to(self, number: int, horizon: int, when: str) -> None:
        here = self.at(self._place(horizon, when))
        at = self._in_time(horizon, when, here.tune, number)
        tune, whole = here.tune, (here.tune.intro, len(here.tune.bars))
        first, last = (0, tune.intro) if number < tune.intro else whole
        self._go_on(at, tune, number, first, last, here.key, here.step)

    def loop(self, first: int, last: int, horizon: int, when: str) -> None:
        at = self._place(horizon, when)
        here = self.at(at)
        inside = first <= here.number < last
        at = here.tick if inside else self._in_time(horizon, when, here.tune, first)
        number, begins = (here.number, here.begins or here.number == here.first) if inside else (first, True)
        self._go_on(at, here.tune, number, first, last, here.key, here.step, begins, loops=True)

    def transpose(self, key: int, horizon: int, when: str) -> None:
        here = self.at(self._place(horizon, when))
        until = next(
            (bar.tick for bar in self.bars if bar.tick > here.tick and bar.tune != here.tune), here.tick + 2**40
        )
        inside = [here.tick <= bar.tick < until for bar in self.bars]
        self.bars = [bar._replace(key=key) if it else bar for bar, it in zip(self.bars, inside, strict=True)]

    def vamp(self, bars: int, horizon: int, when: str) -> None:
        here = self.at(self._place(horizon, when))
        length, intro = len(here.tune.bars), here.tune.intro
        first = max(min(here.number, length - bars), intro if here.number >= intro else 0)
        self.loop(first, min(first + bars, length), horizon, when)

    def from_the_top(self, horizon: int, when: str) -> None:
        self.go_to(self.at(self._place(horizon, when)).tune.intro, horizon, when)

    def play_on(self, horizon: int) -> None:
        at = self._place(horizon, "bar")
        if at == 0:
            self.go_to(0, horizon, "bar")
            return
        here = self.at(at - 1)
        round_ = (here.number, here.first, here.last, here.key, here.step)
        self._go_on(here.tick, here.tune, *round_, begins=here.begins, loops=here.loops)
        if here.loops:
            end = next(bar for bar in self.bars if bar.tick >= at and bar.number == bar.first)
            length, intro = len(here.tune.bars), here.tune.intro
            number = intro if here.last == length else here.last
            whole = (0, intro) if number < intro else (intro, length)
            self._go_on(end.tick, here.tune, number, *whole, end.key, end.step)
