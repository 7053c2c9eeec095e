"""Counts the ticks of a clock, and keeps outliers away from their trend line.

A tick far from where the line predicted it is counted, but held back until the next ones show what it was:
- they are back on the line: it was an outlier, or delayed on its way, and the line has not moved;
- they are further and further off: a new tempo, from the last good tick on;
- three are off by the same amount: the clock has jumped; or, if that is about a whole number of ticks late, ticks were
  lost on their way, and are counted.

Ticks that were counted without being heard may only have been held up: a queue delivers them all, in a burst. So they
are owed: a tick that comes well before the line has the next one is one of them, and is not counted again. Two beats
on the line, and they are lost for good.
In a burst, and in a packet, the last tick has waited least: its stamp replaces those of the ones that came with it. But
where a sound card's blocks are a little longer than a tick, only some hold two, and all stamps count.
"""

from typing import Final

from jamd.clock.trend import FASTEST, Trend
from jamd.music.time.notes import Nanos

_ODD: Final = 4.0  # deviations from the line
_PATIENCE: Final = 24  # outliers in a row, after which they are believed in any case
_WHOLE: Final = 0.25  # ticks: how close to a whole number a jump must be to count as a loss
_EARLY: Final = 0.5  # ticks before the line has the next one: it is one that was owed
_QUEUE: Final = 0.75  # ticks: what follows more closely while some are owed comes from a queue, and says no tempo
_NEAR: Final = 4  # ticks from the first of three stamps to the last; in longer packets a new tempo looks like jitter
_CALM: Final = 48  # ticks on the line, after which none is owed any more


class Ticking:
    """Called from wire's loop alone."""

    def __init__(self, period: float) -> None:
        """`period`: ns from tick to tick, assumed until some were heard."""
        self.trend = Trend(period)
        self.number = -1  # of the latest tick
        self._good: tuple[int, Nanos] | None = None  # the latest that lay on the line
        self._odd: list[tuple[int, Nanos]] = []  # those since
        self._latest: list[tuple[int, Nanos]] = []  # up to three that the jitter is measured by
        self._heard = Nanos(0)  # the latest, whatever it was
        self._packets = (2, 2, 2)  # how many ticks came together: the last but one, the last, those now
        self._queued = False  # the latest came out of a queue
        self._owed = 0  # counted, but not heard yet
        self._calm = 0  # ticks on the line since the last that was not

    @property
    def doubtful(self) -> bool:
        """The latest tick is off the line, and it is not known yet why."""
        return bool(self._odd)

    @property
    def ns(self) -> float:
        """Where the latest tick lies on the line."""
        return self.trend.ns_at(self.number)

    @property
    def sent(self) -> int:
        """The number of the latest tick at the sender: of a queue that is not yet here, it has sent no more."""
        return self.number - self._owed if self._queued else self.number

    def begin(self, period: float) -> None:
        """Forget the line, keep counting."""
        self.trend.begin(period)
        self._good = None
        self._odd, self._latest = [], []
        self.expect_none()

    def expect_none(self) -> None:
        """Whatever comes next is new."""
        self._owed = 0

    def skip(self, ns: Nanos) -> None:
        """Many ticks were lost or held up: count them, so that the next one is the one predicted nearest to `ns`."""
        self._miss(max(0, round((ns - self.ns) / self.trend.period) - 1))
        self._odd = []

    def hear(self, ns: Nanos) -> None:
        """The next tick, or one that was owed."""
        self._queued = self._owed > 0 and ns - self._heard < _QUEUE * self.trend.period
        self._heard = ns
        if self._owed and self._is_early(ns):
            self._owed -= 1
            self._calm = 0
            return
        self.number += 1
        if self._queued:
            self._latest = []
            return
        if self._waited(ns):
            self._forget_latest()
        tick = (self.number, ns)
        if len(self._latest) >= 2 and tick[0] - self._latest[-2][0] <= _NEAR:
            self.trend.measure(self._latest[-2], self._latest[-1], tick)
        self._latest = [*self._latest[-2:], tick]
        self._place(tick)

    def _is_early(self, ns: Nanos) -> bool:
        """Too early to be the next tick, at any jitter."""
        least = max(_EARLY * self.trend.period, _ODD * (self.trend.shake + self.trend.deviation))
        return self.trend.ns_at(self.number + 1) - ns > least

    def _waited(self, ns: Nanos) -> bool:
        """Whether the tick before waited for this one. Two together, after ticks that came alone, share a block."""
        last_but_one, last, now = self._packets
        if not self._latest or ns - self._latest[-1][1] >= FASTEST:
            self._packets = (last, now, 1)
            return False
        self._packets = (last_but_one, last, now + 1)
        return max(last_but_one, last, now) > 1

    def _forget_latest(self) -> None:
        """Its stamp says little: it has waited for another one."""
        if self._odd:
            self._odd.pop()
        else:
            self.trend.take_back()
            self._good = None
        self._latest.pop()

    def _place(self, tick: tuple[int, Nanos]) -> None:
        """On the line, or off it."""
        late = self._late(tick)
        if self.trend.ticks < 3 or abs(late) < _ODD * (self.trend.shake + self.trend.deviation):
            self._odd = []
            self._good = tick
            self.trend.add(*tick)
            self._calm += 1
            if self._calm >= _CALM:
                self.expect_none()
        else:
            self._calm = 0
            self._odd.append(tick)
            self._judge([self._late(odd) for odd in self._odd[-3:]])

    def _late(self, tick: tuple[int, Nanos]) -> float:
        """By how much a tick misses the line."""
        return tick[1] - self.trend.ns_at(tick[0])

    def _judge(self, late: list[float]) -> None:
        """Decide what the last outliers, up to three, were."""
        rise, slack = late[-1] - late[0], _ODD * self.trend.shake
        if abs(rise) > slack and rise * late[0] < 0:
            return  # on their way back to the line: a queue, or else a new tempo, which will be beyond it soon
        if abs(rise) > slack or len(self._odd) > _PATIENCE:
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
        self._miss(lost)
        for number, ns in self._odd[-3:]:
            self.trend.add(number + lost, ns)
        self._good = (self.number, self._odd[-1][1])
        self._odd = []

    def _miss(self, ticks: int) -> None:
        """Count ticks that were not heard."""
        self.number += ticks
        self._owed += ticks
        self._calm = 0
        self._latest = []

    def _begin_with(self, period: float | None, ticks: list[tuple[int, Nanos]]) -> None:
        """Start a new line with these ticks."""
        self.trend.begin(period)
        for tick in ticks:
            self.trend.add(*tick)
        self._good = ticks[-1]
        self._odd = []
