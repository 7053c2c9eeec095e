"""What people ask for once: a fill, a break, a solo of one of the band. Each is placed on the timeline when it
is asked for, behind the horizon, and keeps its place when the band plans again."""

from collections.abc import Callable, Iterator
from typing import Any, Final, Literal, NamedTuple

import msgspec

from jamd.commands.choices import When
from jamd.commands.jam_rows import BACK_IN, BREAK, SOLO_OF
from jamd.commands.table import command_named
from jamd.errors import CommandError
from jamd.music.charts.form import BARS_WITHOUT_CHART
from jamd.music.planning import here
from jamd.music.planning.route import Route
from jamd.music.settings import JamSettings
from jamd.music.time.notes import BAND, TICKS_PER_BEAT, BandPart, Tick

_SHORTEST_FILL: Final = 3 * TICKS_PER_BEAT // 2
_HELD_BARS: Final = 64  # of a break or a solo that lasts until it is ended

Kind = Literal["hit", "silence", BandPart]  # a part: its solo


class Interlude(msgspec.Struct, frozen=True):
    """A solo, or a break (one hit, then silence)."""

    start: Tick
    end: Tick
    soloist: BandPart | None  # None: a break


class Requests(msgspec.Struct, frozen=True):
    """All that was asked for in this run of the clock."""

    fills: tuple[Tick, ...] = ()  # each from here to the end of its bar
    interludes: tuple[Interlude, ...] = ()  # in order, none over another

    def left(self, tick: Tick, route: Route) -> "Requests":
        """Without what is over at a tick."""
        return Requests(
            tuple(fill for fill in self.fills if route.next_bar(fill) > tick),
            tuple(interlude for interlude in self.interludes if interlude.end > tick),
        )

    def pieces(self, start: Tick, end: Tick) -> Iterator[tuple[Tick, Tick, Kind | None]]:
        """[start, end) cut where something asked for begins or ends; None where the band plays as usual."""
        for interlude in self.interludes:
            here, there = max(start, interlude.start), min(end, interlude.end)
            if here >= there:
                continue
            if start < here:
                yield start, here, None
            if interlude.soloist is not None:
                yield here, there, interlude.soloist
            else:
                after_hit = Tick(max(here, interlude.start + 1))
                if here < after_hit:
                    yield here, after_hit, "hit"
                if after_hit < there:
                    yield after_hit, there, "silence"
            start = there
        if start < end:
            yield start, end, None

    def soloist_at(self, tick: Tick) -> BandPart | None:
        """Who has been asked for a solo."""
        return next((part for part in BAND for start, end in self.solos(part) if start <= tick < end), None)

    def solos(self, part: BandPart) -> tuple[tuple[Tick, Tick], ...]:
        """From where to where this part has a solo."""
        return tuple((each.start, each.end) for each in self.interludes if each.soloist == part)

    def cuts(self, part: BandPart) -> tuple[Tick, ...]:
        """Where what this part has struck before must end."""
        return tuple(interlude.start for interlude in self.interludes if part != "drums" or interlude.soloist is None)


class Place(NamedTuple):
    """Where something is asked for: what comes before the horizon does not change."""

    horizon: Tick
    route: Route
    when: When | None = None  # from which place of the form on; None: the usual one

    def start(self, usual: When) -> Tick:
        """Where it begins."""
        return here.place(self.route, self.horizon, self.when or usual).start

    @property
    def has_form(self) -> bool:
        """Whether there are choruses."""
        return self.route.at(self.horizon).leg.tune is not None


Request = Callable[[Requests, Any, Place], Requests]


def requested(before: Requests, name: str, value: object, place: Place) -> Requests:
    """With what a command asks for. CommandError where it takes another value."""
    return EFFECTS[name](before, command_named(name).read(value), place._replace(horizon=max(place.horizon, Tick(0))))


def check_soloist(name: str, settings: JamSettings) -> None:
    """CommandError where a command asks for a solo of somebody who does not play."""
    soloist = next((part for part, row in SOLO_OF.items() if row.name == name), None)
    if soloist is None or (settings.plays(soloist) and not settings.parts[soloist].mute):
        return
    why = "muted" if settings.plays(soloist) else "switched off"
    is_, has = ("are", "they have") if soloist == "drums" else ("is", "it has")
    raise CommandError(f"the {soloist} {is_} {why}, so {has} no solo")


def _fill(before: Requests, _: None, place: Place) -> Requests:
    """The rest of this bar from the next beat on, or the next bar where too little of this one is left; or the bar
    before the section or the chorus that it leads into."""
    horizon, route = place.horizon, place.route
    bar_line = route.next_bar(horizon)
    beat = Tick(-(-horizon // TICKS_PER_BEAT) * TICKS_PER_BEAT)
    start = beat if bar_line - horizon >= _SHORTEST_FILL else bar_line
    if place.when in ("section", "chorus"):
        whole_bar = place._replace(horizon=Tick(route.next_bar(Tick(horizon - 1)) + 1))
        start = route.bar_line(Tick(whole_bar.start("section") - 1))
    if any(route.bar_line(start) == route.bar_line(fill) for fill in before.fills):
        return before  # which is bound to be filled already
    return msgspec.structs.replace(before, fills=(*before.fills, start))


def _bars(soloist: BandPart | None, usual: int) -> Request:
    """From the next bar line on."""

    def add(before: Requests, bars: int | str | None, place: Place) -> Requests:
        start = place.start("bar")
        length = _HELD_BARS if isinstance(bars, str) else bars or usual
        return _with(before, Interlude(start, place.route.bars_behind(start, length), soloist))

    return add


def _choruses(soloist: BandPart) -> Request:
    """Whole choruses; where no form is known, from the next bar line on."""

    def add(before: Requests, choruses: int | str | None, place: Place) -> Requests:
        start = place.start("chorus" if place.has_form else "bar")
        return _with(before, Interlude(start, _behind_choruses(place, start, choruses), soloist))

    return add


def _behind_choruses(place: Place, start: Tick, choruses: int | str | None) -> Tick:
    if isinstance(choruses, str):
        return place.route.bars_behind(start, _HELD_BARS)
    if not place.has_form:
        return place.route.bars_behind(start, (choruses or 1) * BARS_WITHOUT_CHART)
    for _ in range(choruses or 1):
        start = place.route.next_chorus(start)
    return start


def _back_in(before: Requests, _: None, place: Place) -> Requests:
    """A break or a solo is over with the next bar line, and one that is still to come is off."""
    return msgspec.structs.replace(before, interludes=tuple(_until(before.interludes, place.start("bar"))))


def _with(before: Requests, new: Interlude) -> Requests:
    return msgspec.structs.replace(before, interludes=(*_until(before.interludes, new.start), new))


def _until(interludes: tuple[Interlude, ...], start: Tick) -> Iterator[Interlude]:
    """What is asked for later wins: the ones before end where it begins."""
    for each in interludes:
        if each.start < start:
            yield msgspec.structs.replace(each, end=min(each.end, start))


EFFECTS: Final[dict[str, Request]] = {
    "fill": _fill,
    BREAK.name: _bars(None, usual=1),
    **{row.name: _bars(part, usual=4) if part == "drums" else _choruses(part) for part, row in SOLO_OF.items()},
    BACK_IN.name: _back_in,
}
