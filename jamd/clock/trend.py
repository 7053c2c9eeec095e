"""The straight line through the latest ticks of a clock, over the longest stretch that is straight.

One tick says little: it comes late by what its port and its sender add, another amount each time. A line through many
averages that away; through too many it bends too late when the tempo moves. So lines are fitted to nested stretches
(the last 4 ticks, 6, 10, 16, ...), each foretells the next tick within a margin, and the longest stretch is sought
whose foretelling lies inside the margins of all shorter ones: the rule of intersecting confidence intervals
(Goldenshluger and Nemirovski 1997). A steady clock is thus averaged over 16 beats, a ritardando over a few ticks.
Sums are of whole numbers, so nothing is lost over a night.
"""

from math import sqrt
from typing import Final, NamedTuple

from jamd.music.time.notes import Nanos

_STRETCHES: Final = (4, 6, 10, 16, 26, 42, 68, 110, 180, 384)  # ticks
_ROOM: Final = _STRETCHES[-1] + 1
_MARGIN: Final = 3.4  # deviations: smaller follows sooner, larger wavers less
_SHRINK: Final = 2  # sizes in a tick: a change is seen by many ticks, an accident by one
_BELIEF: Final = 3.0  # deviations by which few ticks must differ from the tempo believed before to be believed instead
_FEW: Final = 8  # ticks that cannot yet tell a tempo from the jitter
_SHAKE: Final = 1e6  # ns: what a clock is taken to waver by until it is known
_LEAST_SHAKE: Final = 0.3e6  # ns: no port stamps better than this, whatever the last seconds looked like
_WILD: Final = 3.0  # deviations: more is an accident, and teaches no more than that
_MEMORY: Final = 24  # ticks over which the wavering is averaged
_FASTEST: Final = 2.5e6  # ns to the tick: 1000 bpm
_SLOWEST: Final = 250e6  # 10 bpm

# Over all ticks so far: how many; the sums of number, number squared, instant, number times instant.
_Sums = tuple[int, int, int, int, int]


class _Line(NamedTuple):
    """Where the latest tick lies on a line, seen from its own stamp; ns to the tick; deviation of the next tick."""

    at_last: float
    period: float
    deviation: float


class Trend:
    """Called from wire's loop alone; takes the same time and room however long it goes on."""

    def __init__(self, period: float) -> None:
        """`period` in ns from tick to tick: what is believed until some were heard."""
        self.period = period
        self.shake = _SHAKE  # standard deviation of the stamps, ns
        self.deviation = 0.0  # standard deviation of what is foretold for the next tick, ns
        self.begin(period)

    def begin(self, period: float | None) -> None:
        """Forget the ticks. `period` is believed until they say otherwise; None: take what the first two say."""
        self._belief = period
        self.ticks = 0
        self._size = 0  # of the stretch that the line is fitted to
        self._past = [(0, 0, 0, 0, 0)] * _ROOM
        self._number, self._ns = 0, Nanos(0)  # the latest tick and its stamp
        self._at_last = 0.0  # where the line has it, seen from its stamp

    def ns_at(self, number: int) -> float:
        """When the tick of this number comes, or came."""
        return self._ns + self._at_last + (number - self._number) * self.period

    def measure(self, bend: int) -> None:
        """Learn how much the stamps waver, from the latest second difference, which knows of no tempo."""
        most = _WILD * self.shake
        square = self.shake * self.shake
        self.shake = max(_LEAST_SHAKE, sqrt(square + (min(bend * bend / 6, most * most) - square) / _MEMORY))

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
        self.period = min(max(line.period, _FASTEST), _SLOWEST)

    def _few(self, sums: _Sums) -> _Line:
        if self.ticks == 1:
            return _Line(0.0, self._belief or self.period, self.shake)
        return self._fit(sums, self._past[0], self._belief)

    def _straight(self, sums: _Sums) -> int:
        """Which of the stretches to take, by the latest tick alone."""
        low, high = float("-inf"), float("inf")
        for size, stretch in enumerate(_STRETCHES):
            line = self._fit(sums, self._before(stretch))
            foretold = line.at_last + line.period
            if not low <= foretold <= high:
                return max(0, size - 2)  # the longest that still holds is about to bend: half the error without it
            low = max(low, foretold - _MARGIN * line.deviation)
            high = min(high, foretold + _MARGIN * line.deviation)
            if stretch >= self.ticks:
                break
        return size

    def _before(self, stretch: int) -> _Sums:
        return self._past[(self.ticks - min(stretch, self.ticks)) % _ROOM]

    def _fit(self, sums: _Sums, before: _Sums, belief: float | None = None) -> _Line:
        """Least squares over the ticks behind `before`, seen from the latest one. A tempo believed before stays where
        the ticks do not speak against it."""
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
