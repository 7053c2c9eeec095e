"""Whose turn it is: when trading, where turns of some bars go round, and in a whole tune, where solos follow one
another in an order. In other modes nobody takes turns."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from jamd.commands.choices import BandPart
from jamd.music.planning.order import Slot, next_slot, slot_at, slot_span
from jamd.music.planning.requests import Requests
from jamd.music.planning.route import Route
from jamd.music.settings import JamSettings
from jamd.music.time.notes import BAND, Tick

Who = Literal["you", BandPart, "both"]


class Turn(NamedTuple):
    """From `start` to `end` (None: open) somebody comes first; `both`: nobody in particular."""

    who: Who
    start: Tick
    end: Tick | None
    slot: Slot | None = None  # of the order, where the tune has one

    @property
    def trades(self) -> bool:
        """It is one of several that go round."""
        return self.end is not None and (self.slot is None or self.slot.part == "trade")


def turn_at(settings: JamSettings, route: Route, tick: Tick) -> Turn:
    """The turn of a tick; during the count-in, that of whoever plays first."""
    tick = Tick(max(tick, 0))
    if settings.mode == "trade":
        return _traded(settings, route, tick, Turn("both", Tick(0), None))
    slot = slot_at(route, tick) if settings.mode == "tune" else None
    if slot is None:
        return Turn("both", Tick(0), None)
    start, end = slot_span(route, tick)
    if slot.soloist == "trade":
        return _traded(settings, route, tick, Turn("both", start, end, slot))
    return Turn(slot.soloist, start, end, slot)


def turns(settings: JamSettings, route: Route, start: Tick, end: Tick) -> Iterator[tuple[Tick, Tick, Turn]]:
    """Cut [start, end) where the turn changes."""
    while start < end:
        turn = turn_at(settings, route, start)
        border = end if turn.end is None else min(end, turn.end)
        yield start, border, turn
        start = border


def next_turn(settings: JamSettings, route: Route, turn: Turn) -> Turn | None:
    """The one behind it; None where there is none, or nobody knows when."""
    if turn.end is not None and (turn.slot is None or turn.slot.part != "head out"):
        return turn_at(settings, route, turn.end)
    slot = None if turn.slot is None else next_slot(route, turn.slot, turn.start)
    return None if slot is None or slot.soloist == "trade" else Turn(slot.soloist, turn.start, None, slot)


def _traded(settings: JamSettings, route: Route, tick: Tick, whole: Turn) -> Turn:
    """The turn of a tick among those that go round while `whole` lasts: they are counted from where that begins."""
    begun = 0 if whole.slot is None else route.at(whole.start).count_at(whole.start)

    def number(there: int) -> tuple[int, int]:
        return route.turn_at(Tick(there), settings.trade_bars, begun)

    here = number(tick)
    first = _border_before(route, Tick(tick + 1))
    while first > whole.start and number(first - 1) == here:
        first = _border_before(route, first)
    last = _border_behind(route, tick)
    while (whole.end is None or last < whole.end) and number(last) == here:
        last = _border_behind(route, last)
    circle = _circle(settings)
    end = last if whole.end is None else min(last, whole.end)
    return Turn(circle[here[1] % len(circle)], max(first, whole.start), end, whole.slot)


def _border_before(route: Route, tick: Tick) -> Tick:
    """The last bar line, or beginning of a leg, before a tick."""
    before = Tick(tick - 1)
    return max(route.bar_line(before), route.leg_at(before).start)


def _border_behind(route: Route, tick: Tick) -> Tick:
    """The next bar line, or beginning of a leg."""
    line = route.next_bar(tick)
    return next((leg.start for leg in route.legs if tick < leg.start < line), line)


def _circle(settings: JamSettings) -> tuple[Who, ...]:
    """Who trades, in turn: with both it is you, piano, you, drums."""
    partners: tuple[BandPart, ...] = ("piano", "drums") if settings.trade_with == "both" else (settings.trade_with,)
    pairs: list[tuple[Who, Who]] = [("you", each) if settings.you_first else (each, "you") for each in partners]
    return tuple(who for pair in pairs for who in pair)


def turn_told(settings: JamSettings, route: Route, tick: Tick, requests: Requests) -> Turn:
    """The turn of a tick, with the solos that were asked for once."""
    turn, soloist = turn_at(settings, route, tick), requests.soloist_at(tick)
    return turn if soloist is None else turn._replace(who=soloist)


def rest_is_expected(settings: JamSettings, route: Route, tick: Tick, requests: Requests) -> bool:
    """Whether the keyboardist is expected to let the band play, so that a rest does not mean that they play softer."""
    return settings.mode in ("continue", "solo") or turn_told(settings, route, tick, requests).who in BAND
