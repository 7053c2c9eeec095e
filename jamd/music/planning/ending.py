"""How a tune ends: at the end of its form, with a last hit that rings for a bar, slowing down into it."""

from typing import Final

from jamd.music.events import Ending
from jamd.music.planning.here import Here, Place
from jamd.music.planning.order import begun_at
from jamd.music.planning.route import Route
from jamd.music.settings import JamSettings
from jamd.music.time.notes import Nanos, Tick

_BARS_WITHOUT_CHART: Final = 4  # a phrase, where no form is known
_SLOWING_BARS: Final = 2  # of ritardando before the last hit


def last_hit_at(tick: Tick, route: Route, at_once: bool, by_section: bool = False) -> Tick:
    """Where the last hit falls: the end of the form, or of a section, that leaves a bar to get ready; or the next bar
    line."""
    next_bar = route.next_bar(Tick(max(tick, 0)))
    if at_once:
        return next_bar
    ready = route.next_bar(next_bar)
    if by_section:
        return route.next_section(Tick(ready - 1))
    if route.at(ready).leg.tune is not None:
        end = route.next_chorus(Tick(ready - 1))
        return end if not route.at(Tick(end - 1)).leg.is_intro else route.next_chorus(end)
    while route.at(ready).tune_bar(ready) % _BARS_WITHOUT_CHART:
        ready = route.next_bar(ready)
    return ready


def tagged(route: Route, end: Tick, bars: int) -> tuple[Route, Tick]:
    """The last bars of the form once more behind its end, and where they end."""
    leg = route.at(Tick(end - 1)).leg
    if leg.tune is None or not 0 < bars < leg.bars:
        return route, end
    first = leg.last - bars
    facts = {"first": first, "bar": first, "start": end, "downbeat": end, "goes_on": False, "what": "tag"}
    last = Here(route, Place(Tick(end - 1), Tick(end - 1))).goes_on(**facts, chorus=route.chorus_at(Tick(end - 1)))
    tagged = route.joined_by(last)
    return tagged, tagged.bars_behind(end, bars)


def last_chorus(route: Route, horizon: Tick) -> tuple[Route, Tick]:
    """The route with one more chorus from the next one on, in an order of solos the head out, and where that ends."""
    begins = route.next_chorus(Tick(horizon - 1))
    while route.leg_at(begins).is_intro and route.following(begins):
        begins = route.next_chorus(begins)
    here = Here(route, Place(begins, begins))
    order, chorus = here.leg.order, route.chorus_at(begins)
    order = None if order is None else begun_at(order, order.head_out, chorus)
    leg = here.goes_on(what="last chorus", order=order)
    return route.joined_by(leg), route.next_chorus(begins)


def ending(last_hit: Tick, tick: Tick, route: Route, settings: JamSettings, now: Nanos) -> Ending:
    """What wire needs to know of it."""
    bar = route.at(Tick(last_hit - 1)).meter.bar
    slow_from = Tick(max(last_hit - _SLOWING_BARS * bar, tick)) if settings.ritardando else last_hit
    return Ending(now, slow_from, last_hit, Tick(last_hit + bar) if settings.final_hit else last_hit)
