"""Counts the ticks of a clock, and keeps outliers away from their trend line.

A tick far from where the line predicted it is counted, but held back until the next ones show what it was:
- they are back on the line: it was an outlier, or delayed on its way, and the line has not moved;
- they are further and further off: a new tempo, from the last good tick on;
- three are off by the same amount: the clock has jumped; or, if that is about a whole number of ticks late, ticks were
  lost on their way, and are counted.
"""

from typing import Final

from jamd.clock.trend import Trend
from jamd.music.time.notes import Nanos

_ODD: Final = 4.0  # deviations from the line
_PATIENCE: Final = 24  # outliers in a row, after which they are believed in any case
_WHOLE: Final = 0.25  # ticks: how close to a whole number a jump must be to count as a loss


class Ticking:
    """Called from wire's loop alone."""

    def __init__(self, period: float) -> None:
        """`period`: ns from tick to tick, assumed until some were heard."""
        self.trend = Trend(period)
        self.number = -1  # of the latest tick
        self._good: tuple[int, Nanos] | None = None  # the latest that lay on the line
        self._odd: list[tuple[int, Nanos]] = []  # those since
        self._latest: list[Nanos] = []  # up to two, in a row

    @property
    def doubtful(self) -> bool:
        """The latest tick is off the line, and it is not known yet why."""
        return bool(self._odd)

    @property
    def ns(self) -> float:
        """Where the latest tick lies on the line."""
        return self.trend.ns_at(self.number)

    def begin(self, period: float) -> None:
        """Forget the line, keep counting."""
        self.trend.begin(period)
        self._good = None
        self._odd, self._latest = [], []

    def skip(self, ns: Nanos) -> None:
        """Many ticks were lost: count them, so that the next one is the one predicted nearest to `ns`."""
        self.number = max(self.number, round(self.number + (ns - self.ns) / self.trend.period) - 1)
        self._odd, self._latest = [], []

    def hear(self, ns: Nanos) -> None:
        """The next tick."""
        self.number += 1
        if len(self._latest) == 2:
            self.trend.measure(ns - 2 * self._latest[1] + self._latest[0])
        self._latest = [*self._latest[-1:], ns]
        late = self._late((self.number, ns))
        if self.trend.ticks < 3 or abs(late) < _ODD * (self.trend.shake + self.trend.deviation):
            self._odd = []
            self._good = (self.number, ns)
            self.trend.add(self.number, ns)
        else:
            self._odd.append((self.number, ns))
            self._judge([self._late(tick) for tick in self._odd[-3:]])

    def _late(self, tick: tuple[int, Nanos]) -> float:
        """By how much a tick misses the line."""
        return tick[1] - self.trend.ns_at(tick[0])

    def _judge(self, late: list[float]) -> None:
        """Decide what the last outliers, up to three, were."""
        rise, slack = late[-1] - late[0], _ODD * self.trend.shake
        if (abs(rise) > slack and rise * late[0] > 0) or len(self._odd) > _PATIENCE:
            good = [self._good] if self._good else []
            self._begin_with(None, [*good, *self._odd[-2:]])
        elif abs(rise) <= slack and len(late) == 3:
            ticks = sum(late) / 3 / self.trend.period
            lost = max(0, round(ticks)) if abs(ticks - round(ticks)) < _WHOLE else 0
            if lost:
                self._count(lost)
            else:
                self._begin_with(self.trend.period, self._odd[-3:])

    def _count(self, lost: int) -> None:
        """Ticks were lost before those that are held back; with them counted, these lie on the line."""
        self.number += lost
        for number, ns in self._odd[-3:]:
            self.trend.add(number + lost, ns)
        self._good = (self.number, self._odd[-1][1])
        self._odd = []

    def _begin_with(self, period: float | None, ticks: list[tuple[int, Nanos]]) -> None:
        """Start a new line with these ticks."""
        self.trend.begin(period)
        for tick in ticks:
            self.trend.add(*tick)
        self._good = ticks[-1]
        self._odd = []
