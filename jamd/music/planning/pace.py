"""How often the band can plan, and how far ahead it has to: from how long its plans took, and the tempo.

A plan has to be done well before the next one is due, and to be with wire before its own start. Where this machine is
too slow for it at this tempo, plans come every two beats, or every bar, and begin later. What is measured decides, not
what is hoped: `took` is told each plan. Getting slower is quick; getting quicker again takes a while of calm, twice as
long after each relapse, so that nothing flaps. Who works in virtual time tells no durations; then a plan takes none.
"""

from collections import deque
from itertools import islice
from typing import Final

from jamd.music.events import Event, FallbackUsed, Notice
from jamd.music.time.notes import Meter, Nanos

WINDOW: Final = 200  # plans: two minutes or so
CALM: Final = 32  # plans since the last change, before anything gets quicker again: at first, and
MOST_CALM: Final = 1024  # at most
FITS: Final = 0.8  # of the time between two plans: more than that is too slow
ROOMY: Final = 0.5  # of it: with so little, plans may come so often again
WAY_NS: Final = 3_000_000  # from the band's hand to wire's queue: a socket, and a turn of wire's loop
_STEP_NS: Final = 10_000_000  # in which the commit grows
_SPARE: Final = 1.25  # a commit that has to grow is made larger by this than it has to be
_SHRINK: Final = 2.0  # it shrinks when it is larger than it has to be by this


class Pace:
    """One jam's. Called by the jam machine alone; `beats` and `commit_ns` are what holds now."""

    def __init__(self, meter: Meter) -> None:
        self._distances = (1, 2, meter.beats)  # beats between two plans
        self._at = 0
        self._took: deque[int] = deque(maxlen=WINDOW)  # ns of computing
        self._came: deque[int] = deque(maxlen=WINDOW)  # ns from the instant that a plan was made for, till it was sent
        self._calm = 0  # plans since the last change
        self._caution = CALM  # so many are asked for
        self._recovered = False  # since it got worse
        self._widened = False
        self.commit_ns = Nanos(0)  # the least that plans need

    @property
    def beats(self) -> int:
        """Beats between two plans."""
        return self._distances[self._at]

    @property
    def p50_ms(self) -> float:
        return _percentile(self._took, 50) / 1e6

    @property
    def p99_ms(self) -> float:
        return _percentile(self._took, 99) / 1e6

    def spares(self, ns_per_beat: int) -> bool:
        """Whether a plan between two beats, for something that was played, costs no other one its time."""
        return self._at == 0 and _percentile(self._took, 99) <= ROOMY * ns_per_beat

    def record_plan_time(self, computing_ns: Nanos, until_sent_ns: Nanos) -> None:
        """A plan of all parts: how long it was computed, and how long after the instant that it was made for it was
        sent."""
        self._took.append(computing_ns)
        self._came.append(until_sent_ns)
        self._calm += 1

    def keep(self, ns_per_beat: int, asked_ns: Nanos, now: Nanos) -> list[Event]:
        """What holds from now on at this tempo, where people ask for a commit of `asked_ns`; says what has changed."""
        return [*self._keep_distance(ns_per_beat, now), *self._keep_commit(asked_ns, now)]

    def _keep_distance(self, ns_per_beat: int, now: Nanos) -> list[Event]:
        p99, lately = _percentile(self._took, 99), _percentile(self._lately(self._took), 99)
        room = [beats * ns_per_beat for beats in self._distances]
        at = self._at
        while self._is_calm and at > 0 and lately <= ROOMY * room[at - 1]:
            at -= 1
        while at >= self._at and at + 1 < len(room) and p99 > FITS * room[at]:
            at += 1
        if at == self._at:
            return []
        slower, self._at = at > self._at, at
        self._changed(slower)
        return _said_of_distance(slower, self.beats, p99 if slower else lately, now)

    def _keep_commit(self, asked_ns: Nanos, now: Nanos) -> list[Event]:
        needed, lately = (_percentile(came, 99) + WAY_NS for came in (self._came, self._lately(self._came)))
        grows = bool(self._came) and needed > max(self.commit_ns, asked_ns)
        shrinks = self._is_calm and lately * _SHRINK < self.commit_ns
        if grows or shrinks:
            wanted = round((needed if grows else lately) * _SPARE)
            self.commit_ns = Nanos(-(-wanted // _STEP_NS) * _STEP_NS)
            self._changed(grows)
        was, self._widened = self._widened, self.commit_ns > asked_ns
        if grows:
            sentence = (
                f"planning takes up to {needed / 1e6:.0f} ms: the band now plans {self.commit_ns / 1e6:.0f} ms ahead"
            )
            return [Notice(now, sentence), FallbackUsed(now, "wider commit", f"{self.commit_ns / 1e6:.0f} ms")]
        if was and not self._widened:
            return [Notice(now, "planning is fast enough again: the band plans as late as configured")]
        return []

    @property
    def _is_calm(self) -> bool:
        return self._calm >= self._caution

    def _lately(self, values: deque[int]) -> deque[int]:
        """The plans that have to be quick before anything gets quicker."""
        return deque(islice(values, max(0, len(values) - self._caution), None))

    def _changed(self, for_worse: bool) -> None:
        self._calm = 0
        if for_worse and self._recovered:
            self._caution = min(MOST_CALM, 2 * self._caution)
        self._recovered = not for_worse
        if self._recovered:  # what was slow before is forgiven
            self._took = deque(self._lately(self._took), WINDOW)
            self._came = deque(self._lately(self._came), WINDOW)


def _said_of_distance(slower: bool, beats: int, p99: int, now: Nanos) -> list[Event]:
    often = "every beat" if beats == 1 else "every two beats" if beats == 2 else "every bar"
    if not slower:
        return [Notice(now, f"planning is fast enough again: the band plans {often}")]
    sentence = f"planning takes up to {p99 / 1e6:.0f} ms, too long for this tempo: the band now plans {often}"
    return [Notice(now, sentence), FallbackUsed(now, "slower planning", often)]


def _percentile(values: deque[int], percent: int) -> int:
    """The nearest rank from below: of fewer than 200 plans one may be as slow as it likes. 0 of none."""
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) * percent // 100] if ordered else 0
