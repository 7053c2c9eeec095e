"""The long line: how much intensity the form adds to what is set or heard. The head is a little quieter; where people
ask for it, the band builds over the choruses, and comes back for the last one."""

from collections.abc import Iterable, Iterator
from typing import Final

from jamd.music.charts.form import Chart
from jamd.music.planning.roles import Span
from jamd.music.settings import JamSettings
from jamd.music.time.notes import Meter, Tick

HEAD: Final = -0.05
A_CHORUS: Final = 0.08
MOST: Final = 0.3
_BARS_WITHOUT_CHART: Final = 32


def lift_at(tick: Tick, settings: JamSettings, chart: Chart | None, last_hit: Tick | None) -> float:
    """What the form adds. Without a chart there is no head, and 32 bars are a chorus; an intensity that people have set
    holds in the head, too."""
    chorus = _chorus(chart, settings.meter)
    number = max(0, tick) // chorus
    if number == 0:
        return 0.0 if chart is None or settings.intensity is not None else HEAD
    is_last = last_hit is not None and number == (last_hit - 1) // chorus
    return min(MOST, A_CHORUS * number) if settings.build and not is_last else 0.0


def cut_at_choruses(spans: Iterable[Span], chart: Chart | None, meter: Meter) -> Iterator[Span]:
    """The same spans, none across the beginning of a chorus."""
    chorus = _chorus(chart, meter)
    for span in spans:
        start = span.start
        while start < span.end:
            end = Tick(min(span.end, (start // chorus + 1) * chorus))
            yield Span(start, end, span.role)
            start = end


def _chorus(chart: Chart | None, meter: Meter) -> int:
    """Ticks."""
    return (_BARS_WITHOUT_CHART if chart is None else chart.bars_in_form) * meter.bar
