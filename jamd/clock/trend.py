"""The straight line through the latest ticks of a clock, over the longest stretch that is straight.

A single tick says little: port and sender delay each by a different amount. A line through many ticks averages that
out; through too many it follows a tempo change too late. So lines are fitted to nested stretches (the last 4 ticks, 6,
10, 16, ...), each predicts the next tick within a margin, and the longest stretch wins whose prediction lies within the
margins of all shorter ones: intersecting confidence intervals (Goldenshluger and Nemirovski 1997). A steady clock is
thus averaged over 16 beats, a ritardando over a few ticks. Sums are integers, so no precision is lost overnight.
"""

from math import sqrt
from typing import Final, NamedTuple

from jamd.music.time.notes import Nanos

_STRETCHES: Final = (4, 6, 10, 16, 26, 42, 68, 110, 180, 384)  # ticks
_ROOM: Final = _STRETCHES[-1] + 1
_MARGIN: Final = 3.4  # deviations: smaller follows sooner, larger jitters less
_SHRINK: Final = 2  # sizes per tick: a change shows in many ticks, an accident in one
_BELIEF: Final = 3.0  # deviations by which a few ticks must contradict the tempo assumed before
_FEW: Final = 8  # ticks: too few to tell a tempo from jitter
_SHAKE: Final = 1e6  # ns: the jitter assumed until it is measured
_LEAST_SHAKE: Final = 0.3e6  # ns: no port stamps more precisely, whatever the last seconds looked like
_WILD: Final = 3.0  # deviations: anything beyond is an accident, and counts as this
_MEMORY: Final = 24  # ticks over which the jitter is averaged
FASTEST: Final = 2.5e6  # ns to the tick: 1000 bpm
_SLOWEST: Final = 250e6  # 10 bpm

# Over all ticks so far: how many; the sums of number, number squared, instant, number times instant.
_Sums = tuple[int, int, int, int, int]


class _Line(NamedTuple):
    """Where the latest tick lies on a line, relative to its stamp; ns per tick; deviation of the next tick."""

    at_last: float
    period: float
    deviation: float


class Trend:
    """Called from wire's loop alone; constant time and memory."""

    def __init__(self, period: float) -> None:
        """`period`: ns from tick to tick, assumed until some were heard."""
        self.period = period
        self.shake = _SHAKE  # standard deviation of the stamps, ns
        self.deviation = 0.0  # standard deviation of the prediction for the next tick, ns
        self.begin(period)

    def begin(self, period: float | None) -> None:
        """Forget the ticks. `period` is assumed until they contradict it; None: take it from the first two."""
        self._belief = period
        self.ticks = 0
        self._size = 0  # index of the stretch that the line is fitted to
        self._past = [(0, 0, 0, 0, 0)] * _ROOM
        self._number, self._ns = 0, Nanos(0)  # the latest tick and its stamp
        self._at_last = 0.0  # where it lies on the line, relative to its stamp

    def ns_at(self, number: int) -> float:
        """When the tick with this number comes, or came."""
        return self._ns + self._at_last + (number - self._number) * self.period

    def measure(self, first: tuple[int, Nanos], second: tuple[int, Nanos], third: tuple[int, Nanos]) -> None:
        """Update the jitter from how far the latest tick lies off the line through the two before: this does not depend
        on the tempo."""
        most = _WILD * self.shake
        square = self.shake * self.shake
        reach = (third[0] - second[0]) / (second[0] - first[0])
        bend = third[1] - second[1] - reach * (second[1] - first[1])
        variance = bend * bend / (1 + (1 + reach) ** 2 + reach**2)  # each stamp has its own jitter
        self.shake = max(_LEAST_SHAKE, sqrt(square + (min(variance, most * most) - square) / _MEMORY))

    def add(self, number: int, ns: Nanos) -> None:
        """A tick was heard; `number` is larger than those before."""
        count, n, nn, t, nt = self._past[self.ticks % _ROOM]
        sums = (count + 1, n + number, nn + number * number, t + ns, nt + number * ns)
        self.ticks += 1
        self._number, self._ns = number, ns
        self._past[self.ticks % _ROOM] = sums
        if self.ticks < _FEW:
            line = self._few(sums)
        else:
            self._size = max(self._straight(sums), self._size - _SHRINK)
            line = self._fit(sums, self._before(_STRETCHES[self._size]))
        self._at_last, self.deviation = line.at_last, line.deviation
        self.period = min(max(line.period, FASTEST), _SLOWEST)

    def take_back(self) -> None:
        """Forget the tick that was added last; the line stays as it is until the next one is added."""
        self.ticks -= 1

    def _few(self, sums: _Sums) -> _Line:
        if self.ticks == 1:
            return _Line(0.0, self._belief or self.period, self.shake)
        return self._fit(sums, self._past[0], self._belief)

    def _straight(self, sums: _Sums) -> int:
        """The index of the stretch to use, by the latest tick alone."""
        low, high = float("-inf"), float("inf")
        for size, stretch in enumerate(_STRETCHES):
            line = self._fit(sums, self._before(stretch))
            predicted = line.at_last + line.period
            if not low <= predicted <= high:
                return max(0, size - 2)  # the longest one that holds is about to fail: the error halves without it
            low = max(low, predicted - _MARGIN * line.deviation)
            high = min(high, predicted + _MARGIN * line.deviation)
            if stretch >= self.ticks:
                break
        return size

    def _before(self, stretch: int) -> _Sums:
        return self._past[(self.ticks - min(stretch, self.ticks)) % _ROOM]

    def _fit(self, sums: _Sums, before: _Sums, belief: float | None = None) -> _Line:
        """Least squares over the ticks after `before`, relative to the latest one. An assumed tempo stays unless the
        ticks contradict it."""
        number, ns = self._number, self._ns
        count_before, n_before, nn_before, t_before, nt_before = before
        count, n, nn, t, nt = sums
        count, n, t = count - count_before, n - n_before, t - t_before
        x = n - count * number
        y = t - count * ns
        xx = nn - nn_before - number * (n + x)
        xy = nt - nt_before - number * t - ns * x
        spread = xx - x * x / count
        period = (xy - x * y / count) / spread
        if belief is not None and abs(period - belief) < _BELIEF * self.shake / sqrt(spread):
            period = belief
            deviation = self.shake / sqrt(count)
        else:
            deviation = self.shake * sqrt(1 / count + (1 - x / count) ** 2 / spread)
        return _Line((y - x * period) / count, period, deviation)
