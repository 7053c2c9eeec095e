"""How a tune ends: at the end of its form, with a last hit that rings for a bar, slowing down into it."""

from typing import Final

from jamd.music.events import Ending
from jamd.music.planning.route import Route
from jamd.music.time.notes import Nanos, Tick

_BARS_WITHOUT_CHART: Final = 4  # a phrase, where no form is known
_SLOWING_BARS: Final = 2  # of ritardando before the last hit


def last_hit_at(tick: Tick, route: Route, at_once: bool) -> Tick:
    """Where the last hit falls: the end of the form that leaves a bar to get ready, or the next bar line."""
    next_bar = route.next_bar(Tick(max(tick, 0)))
    if at_once:
        return next_bar
    ready = route.next_bar(next_bar)
    if route.at(ready).leg.tune is not None:
        return route.next_chorus(Tick(ready - 1))
    while route.at(ready).tune_bar(ready) % _BARS_WITHOUT_CHART:
        ready = route.next_bar(ready)
    return ready


def ending(last_hit: Tick, tick: Tick, route: Route, now: Nanos) -> Ending:
    """What wire needs to know of it."""
    bar = route.at(Tick(last_hit - 1)).meter.bar
    return Ending(now, Tick(max(last_hit - _SLOWING_BARS * bar, tick)), last_hit, Tick(last_hit + bar))
