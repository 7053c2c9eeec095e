"""How often the band can plan, and how far ahead it must, given how long its plans take and the tempo.

A plan must be done well before the next one is due, and reach wire before its own start. Where this machine is too slow
for that at this tempo, plans come every two beats, or every bar, and start later. Measured times decide:
`record_plan_time` is called for each plan. Slowing down is immediate; speeding up again needs a stable while, twice as
long after each relapse, so that nothing flaps. In virtual time nothing is recorded, and a plan takes no time.
"""

from collections import deque
from itertools import islice
from typing import Final

from jamd.music.events import Event, FallbackUsed, Notice
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Nanos, Tick

WINDOW: Final = 200  # plans: two minutes or so
CALM: Final = 32  # plans since the last change, before planning speeds up again: at first, and
MOST_CALM: Final = 1024  # at most
FITS: Final = 0.8  # of the time between two plans: more than that is too slow
ROOMY: Final = 0.5  # of it: with no more than this, plans may come this often again
WAY_NS: Final = 3_000_000  # from the band to wire's queue: a socket, and a turn of wire's loop
_STEP_NS: Final = 10_000_000  # the commit grows in steps of this
_SPARE: Final = 1.25  # a commit that has to grow becomes this many times what is needed
_STEADY: Final = 0.01  # of the tempo
_SHRINK: Final = 2.0  # it shrinks once it is this many times what is needed


class SteadyTempo:
    """The tempo as players are told it: small changes are kept from them, so that plans stay put under a clock that
    sways."""

    def __init__(self) -> None:
        self._bpm = 0.0

    def told(self, bpm: float) -> float:
        if abs(bpm - self._bpm) > _STEADY * self._bpm:
            self._bpm = bpm
        return self._bpm


class Pace:
    """Called by the jam machine alone; `beats` and `commit_ns` are what holds now."""

    def __init__(self, meter: Meter) -> None:
        self._distances = (1, 2, meter.beats)  # beats between two plans
        self._at = 0
        self._computing: deque[int] = deque(maxlen=WINDOW)  # ns of computing
        self._delays: deque[int] = deque(maxlen=WINDOW)  # ns from the instant a plan was made for until it was sent
        self._since_change = 0  # plans since the last change
        self._caution = CALM  # how many must pass before planning speeds up
        self._recovered = False  # sped up since it last slowed down
        self._widened = False
        self._spent_in: int | None = None  # a beat
        self._granted_in, self._granted = 0, 0  # a beat, and how many plans for keys it has had
        self.commit_ns = Nanos(0)  # the least that plans need; 0: nothing measured yet

    @property
    def beats(self) -> int:
        """Beats between two plans."""
        return self._distances[self._at]

    def next_plan(self, tick: Tick) -> Tick:
        """When the band plans again, if nothing else asks for it."""
        distance = self.beats * TICKS_PER_BEAT
        return Tick((tick // distance + 1) * distance)

    @property
    def p50_ms(self) -> float:
        return _percentile(self._computing, 50) / 1e6

    @property
    def p99_ms(self) -> float:
        return _percentile(self._computing, 99) / 1e6

    def is_spent(self, tick: Tick) -> bool:
        """Whether a key was refused a plan in this beat, as others had taken all the time that there was."""
        return self._spent_in == tick // TICKS_PER_BEAT

    def grant(self, tick: Tick, ns_per_beat: int, urgent: bool = False) -> bool:
        """A key asks for a plan between two beats: whether there is time for it. Those of one beat may take ROOMY of
        it, however many keys come. `urgent`: the first is always granted, also where plans come less often."""
        beat = tick // TICKS_PER_BEAT
        granted = self._granted if self._granted_in == beat else 0
        fits = (granted + 1) * _percentile(self._computing, 99) <= ROOMY * ns_per_beat
        if not (fits and (urgent or self._at == 0)) and not (urgent and granted == 0):
            self._spent_in = None if fits or granted == 0 else beat
            return False
        self._granted_in, self._granted = beat, granted + 1
        return True

    def record_plan_time(self, computing_ns: Nanos, until_sent_ns: Nanos) -> None:
        """A plan of all parts: how long it took to compute, and how long after the instant that it was made for it was
        sent."""
        self._computing.append(computing_ns)
        self._delays.append(until_sent_ns)
        self._since_change += 1

    def keep(self, ns_per_beat: int, asked_ns: Nanos, now: Nanos) -> list[Event]:
        """Adapt to this tempo and to the commit that people ask for; the answer reports what has changed."""
        return [*self._keep_distance(ns_per_beat, now), *self._keep_commit(asked_ns, now)]

    def _keep_distance(self, ns_per_beat: int, now: Nanos) -> list[Event]:
        p99, latest = _percentile(self._computing, 99), _percentile(self._latest(self._computing), 99)
        room = [beats * ns_per_beat for beats in self._distances]
        at = self._at
        while self._is_stable and at > 0 and latest <= ROOMY * room[at - 1]:
            at -= 1
        while at >= self._at and at + 1 < len(room) and p99 > FITS * room[at]:
            at += 1
        if at == self._at:
            return []
        slower, self._at = at > self._at, at
        self._note_change(slower)
        return _distance_events(slower, self.beats, p99 if slower else latest, now)

    def _keep_commit(self, asked_ns: Nanos, now: Nanos) -> list[Event]:
        needed, latest = (_percentile(came, 99) + WAY_NS for came in (self._delays, self._latest(self._delays)))
        grows = bool(self._delays) and needed > max(self.commit_ns, asked_ns)
        shrinks = self._is_stable and latest * _SHRINK < self.commit_ns
        if grows or shrinks:
            wanted = round((needed if grows else latest) * _SPARE)
            self.commit_ns = Nanos(-(-wanted // _STEP_NS) * _STEP_NS)
            self._note_change(grows)
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
    def _is_stable(self) -> bool:
        return self._since_change >= self._caution

    def _latest(self, values: deque[int]) -> deque[int]:
        """The plans that must be fast before planning speeds up."""
        return deque(islice(values, max(0, len(values) - self._caution), None))

    def _note_change(self, for_worse: bool) -> None:
        self._since_change = 0
        if for_worse and self._recovered:
            self._caution = min(MOST_CALM, 2 * self._caution)
        self._recovered = not for_worse
        if self._recovered:  # slow plans of before no longer count
            self._computing = deque(self._latest(self._computing), WINDOW)
            self._delays = deque(self._latest(self._delays), WINDOW)


def _distance_events(slower: bool, beats: int, p99: int, now: Nanos) -> list[Event]:
    often = "every beat" if beats == 1 else "every two beats" if beats == 2 else "every bar"
    if not slower:
        return [Notice(now, f"planning is fast enough again: the band plans {often}")]
    sentence = f"planning takes up to {p99 / 1e6:.0f} ms, too long for this tempo: the band now plans {often}"
    return [Notice(now, sentence), FallbackUsed(now, "slower planning", often)]


def _percentile(values: deque[int], percent: int) -> int:
    """The nearest rank from below: of fewer than 200 plans one may be as slow as it likes. 0 of none."""
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) * percent // 100] if ordered else 0
