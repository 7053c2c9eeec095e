"""What people ask for once: a fill, a break, a drum solo. Each is placed on the timeline when it is asked for, behind
the horizon, and keeps its place when the band plans again."""

from collections.abc import Callable, Iterator
from typing import Any, Final, Literal

import msgspec

from jamd.commands.table import BREAK, DRUM_SOLO, command_named
from jamd.music.time.notes import TICKS_PER_BEAT, BandPart, Meter, Tick

_SHORTEST_FILL: Final = 3 * TICKS_PER_BEAT // 2

Kind = Literal["hit", "silence", "solo"]


class Interlude(msgspec.Struct, frozen=True):
    """A break (one hit, then silence) or a solo of the drums: whole bars."""

    start: Tick
    end: Tick
    is_solo: bool


class Requests(msgspec.Struct, frozen=True):
    """All that was asked for in this run of the clock."""

    fills: tuple[Tick, ...] = ()  # each from here to the end of its bar
    interludes: tuple[Interlude, ...] = ()  # in order, none over another

    def pieces(self, start: Tick, end: Tick) -> Iterator[tuple[Tick, Tick, Kind | None]]:
        """[start, end) cut where something asked for begins or ends; None where the band plays as usual."""
        for interlude in self.interludes:
            here, there = max(start, interlude.start), min(end, interlude.end)
            if here >= there:
                continue
            if start < here:
                yield start, here, None
            if interlude.is_solo:
                yield here, there, "solo"
            else:
                after_hit = Tick(max(here, interlude.start + 1))
                if here < after_hit:
                    yield here, after_hit, "hit"
                if after_hit < there:
                    yield after_hit, there, "silence"
            start = there
        if start < end:
            yield start, end, None

    def is_solo_at(self, tick: Tick) -> bool:
        return any(interlude.is_solo and interlude.start <= tick < interlude.end for interlude in self.interludes)

    def cuts(self, part: BandPart) -> tuple[Tick, ...]:
        """Where what this part has struck before must end."""
        return tuple(interlude.start for interlude in self.interludes if part != "drums" or not interlude.is_solo)


Request = Callable[[Requests, Any, Tick, Meter], Requests]


def requested(before: Requests, name: str, value: object, horizon: Tick, meter: Meter) -> Requests:
    """With what a command asks for; nothing before the horizon changes. CommandError where it takes another value."""
    return EFFECTS[name](before, command_named(name).read(value), max(horizon, Tick(0)), meter)


def _fill(before: Requests, _: None, horizon: Tick, meter: Meter) -> Requests:
    """The rest of this bar from the next beat on, or the next bar where too little of this one is left."""
    bar_line = _next_bar(horizon, meter)
    beat = Tick(-(-horizon // TICKS_PER_BEAT) * TICKS_PER_BEAT)
    start = beat if bar_line - horizon >= _SHORTEST_FILL else bar_line
    if any(start // meter.bar == fill // meter.bar for fill in before.fills):
        return before  # which is bound to be filled already
    return msgspec.structs.replace(before, fills=(*before.fills, start))


def _stretch(is_solo: bool, usual_bars: int) -> Request:
    def add(before: Requests, bars: int | None, horizon: Tick, meter: Meter) -> Requests:
        start = _next_bar(Tick(horizon - 1), meter)
        new = Interlude(start, Tick(start + (bars or usual_bars) * meter.bar), is_solo)
        return msgspec.structs.replace(before, interludes=(*_until(before.interludes, start), new))

    return add


def _until(interludes: tuple[Interlude, ...], start: Tick) -> Iterator[Interlude]:
    """What is asked for later wins: the ones before end where it begins."""
    for each in interludes:
        if each.start < start:
            yield msgspec.structs.replace(each, end=min(each.end, start))


def _next_bar(tick: Tick, meter: Meter) -> Tick:
    return Tick((tick // meter.bar + 1) * meter.bar)


EFFECTS: Final[dict[str, Request]] = {
    "fill": _fill,
    BREAK.name: _stretch(is_solo=False, usual_bars=1),
    DRUM_SOLO.name: _stretch(is_solo=True, usual_bars=4),
}
