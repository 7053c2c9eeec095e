"""How a tune ends: at the end of its form, with a last hit that rings for a bar, slowing down into it."""

from typing import Final

from jamd.music.charts.form import Chart
from jamd.music.events import Ending
from jamd.music.time.notes import Meter, Nanos, Tick

_BARS_WITHOUT_CHART: Final = 4  # a phrase, where no form is known
_SLOWING_BARS: Final = 2  # of ritardando before the last hit


def last_hit_at(tick: Tick, chart: Chart | None, meter: Meter, at_once: bool) -> Tick:
    """Where the last hit falls: the end of the form that leaves a bar to get ready, or the next bar line."""
    next_bar = (max(tick, 0) // meter.bar + 1) * meter.bar
    if at_once:
        return Tick(next_bar)
    form = (_BARS_WITHOUT_CHART if chart is None else chart.bars_in_form) * meter.bar
    return Tick(-(-(next_bar + meter.bar) // form) * form)


def ending(last_hit: Tick, tick: Tick, meter: Meter, now: Nanos) -> Ending:
    """What wire needs to know of it."""
    return Ending(now, Tick(max(last_hit - _SLOWING_BARS * meter.bar, tick)), last_hit, Tick(last_hit + meter.bar))
