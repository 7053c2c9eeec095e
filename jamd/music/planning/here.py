"""A place on the route where a command takes effect, and how the tune goes on from there."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import msgspec

from jamd.commands.choices import When
from jamd.errors import CommandError
from jamd.music.charts.form import Chart
from jamd.music.planning.leg import Leg, whole
from jamd.music.planning.route import Route
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Tick


class Place(NamedTuple):
    """Where a leg begins, and the bar line that its bars are counted from."""

    start: Tick
    downbeat: Tick


START: Final = Place(Tick(0), Tick(0))


def place(route: Route, horizon: Tick, when: When) -> Place:
    """The first one of its kind that is not before the horizon; nothing begins in the count-in."""
    horizon = max(horizon, route.legs[0].start)
    if when == "now":
        return Place(horizon, route.bar_line(horizon))
    if when == "beat":
        start = Tick(-(-horizon // TICKS_PER_BEAT) * TICKS_PER_BEAT)
    else:
        following = {"bar": route.next_bar, "section": route.next_section, "chorus": route.next_chorus}[when]
        start = following(Tick(horizon - 1))
    return Place(start, start)


def in_time(route: Route, at: Place, meter: Meter) -> Place:
    """Where a bar of this meter can begin: inside a bar only one that is as long. What was to come is off."""
    if at.start == at.downbeat or route.at(at.start).meter == meter:
        return at
    line = route.until(at.start).next_bar(Tick(at.start - 1))
    return Place(line, line)


def from_bar(tune: Chart | None, meter: Meter, at: Place, bar: int, **facts: Any) -> Iterator[Leg]:
    """A tune from a bar on; what is left of its intro is played once."""
    intro = 0 if tune is None else tune.intro
    leg = msgspec.structs.replace(whole(tune, meter, at.start, max(bar, intro)), downbeat=at.downbeat, **facts)
    if bar < intro:
        first = msgspec.structs.replace(leg, first=0, last=intro, bar=bar)
        yield first
        behind = Tick(at.downbeat + first.lines[-1] - first.lines[bar])
        leg = msgspec.structs.replace(leg, start=behind, downbeat=behind, bpm=None, settings={}, what="", goes_on=False)
    yield leg


class Here(NamedTuple):
    """A place on the route, where a command takes effect."""

    route: Route
    at: Place

    @property
    def leg(self) -> Leg:
        return self.route.at(self.at.start).leg

    @property
    def tune(self) -> Chart:
        """CommandError where no form is known."""
        if self.leg.tune is None:
            raise CommandError("there is no chart, so its form cannot be led: choose one first")
        return self.leg.tune

    @property
    def bar(self) -> int:
        """The bar of the tune that would be played."""
        return self.route.at(self.at.start).tune_bar(self.at.start)

    @property
    def before(self) -> Tick:
        return Tick(self.at.start - 1)

    def goes_on(self, **facts: Any) -> Leg:
        """What would be played anyway, but for these facts."""
        passage = self.route.at(self.at.start)
        going: dict[str, Any] = {
            "start": self.at.start,
            "downbeat": self.route.bar_line(self.at.start),
            "bar": self.bar,
            "semitones": passage.semitones,
            "chorus": self.route.chorus_at(self.at.start),
            "times": self.route.time_round(self.at.start),
        }
        if self.leg.start != self.at.start:  # else what was asked for there stays asked for
            going |= {"bpm": None, "settings": {}, "what": "", "goes_on": True}
        return msgspec.structs.replace(self.leg, **(going | facts))

    def from_bar(self, bar: int, **facts: Any) -> Route:
        """The tune from another bar on, in the key that it is in."""
        semitones, leg = self.route.at(self.at.start).semitones, self.leg
        kept = {"semitones": semitones, "step": leg.step, "order": leg.order}
        at = in_time(self.route, self.at, self.tune.meter_of(bar))
        return self.route.joined_by(*from_bar(self.tune, self.leg.meter, at, bar, **(kept | facts)))
