"""Follow me: tempo and downbeat come from the keyboardist.

While nothing plays, a count-off of one bar starts the music, one beat after its last stroke: even taps, or even strokes
of one key. Strokes of a key are a count-off, not a phrase, if it is the same key each time, struck alone, no faster
than 240 a minute, after three seconds of silence: on stage, a false start is worse than a missed one. While music
plays, the beat is tracked in what is played (see `beat_tracker`) and the timeline follows it gently; a tap is a beat,
and a bar of even taps a new tempo.
"""

from collections import deque
from itertools import pairwise
from statistics import fmean, median
from typing import Final

import msgspec

from jamd.clock.beat_tracker import BeatTracker
from jamd.clock.source import ClockAction, Hold, Retime, Standby, Start
from jamd.commands.choices import SourceName
from jamd.commands.row import BPM
from jamd.music.time.notes import TICKS_PER_BEAT, Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline

_EVEN: Final = 0.2  # share of the beat by which an interval may differ from the median
_BY_TAPS_NS: Final = (round(60e9 / BPM.high), round(60e9 / BPM.low))  # between strokes
_BY_KEYS_NS: Final = (250_000_000, _BY_TAPS_NS[1])  # repeated notes in real phrases are mostly faster
_REST_NS: Final = 3_000_000_000  # of silence before a count-off by keys
_CHORD_NS: Final = 35_000_000  # keys struck within it are one onset

# A keyboardist who always plays behind the beat is laid back, not slower: a band that waited would get slower and
# slower, because they would stay behind it. So the lag is soon taken for their style, within these bounds.
_LAG_S: Final = (-0.025, 0.05)
_LAG_AT_FIRST_S: Final = 0.01
_LAG_PACE: Final = 0.03  # share of the distance, per beat

_ON_THE_BEAT: Final = 0.2  # of a beat; a single tap further off is ignored
_EVERY_OTHER: Final = (1.8, 2.2)  # beats between taps: finger snaps on two and four
_NEAR_S: Final = 0.006  # a smaller distance is no reason to move
_GLIDE: Final = 0.7  # beats in which the timeline moves to the tracked beat
_GENTLE: Final = 0.06  # share of the tempo by which it may change per beat, and by which a glide may differ
_TAPPED: Final = 0.25  # the same after a tap
_SAME_TEMPO: Final = 0.0005  # a smaller change is not worth a new plan
_BPM: Final = (12.0, 900.0)  # within the range of a timeline

_TAP: Final = -1  # a stroke that is no key
_NOISE: Final = -2  # anything played before a count-off


class Count(msgspec.Struct, frozen=True):
    """A count-off: the instant of the next beat, and nanoseconds per beat."""

    next_ns: Nanos
    ns_per_beat: int


class CountOff:
    """Detects a bar of even strokes. Keys and taps do not mix, nor do two keys."""

    def __init__(self, beats: int, quiet_since: Nanos | None = None) -> None:
        self._beats = beats
        self._strokes: deque[tuple[int, int]] = deque(maxlen=beats + 1)  # (pitch or tap, ns); one more for the rest
        if quiet_since is not None:
            self._strokes.append((_NOISE, quiet_since))

    def stroke(self, what: int, ns: Nanos) -> Count | None:
        """One more stroke; the count if it completes a bar."""
        self._strokes.append((what, ns))
        strokes = tuple(self._strokes)[-self._beats :]
        if len(strokes) < self._beats or {other for other, _ in strokes} != {what}:
            return None
        instants = [at for _, at in strokes]
        shortest, longest = _BY_TAPS_NS if what == _TAP else _BY_KEYS_NS
        if not shortest <= _even(instants) <= longest or not (what == _TAP or self._rested()):
            return None
        self._strokes.clear()
        return _straight(instants)

    def _rested(self) -> bool:
        if len(self._strokes) <= self._beats:
            return True
        (_, before), (_, first) = self._strokes[0], self._strokes[1]
        return first - before >= _REST_NS


def _even(instants: list[int]) -> float:
    """The median interval; 0 if any interval is too far from it."""
    steps = [b - a for a, b in pairwise(instants)]
    beat = median(steps)
    return beat if all(abs(step - beat) <= _EVEN * beat for step in steps) else 0.0


def _straight(instants: list[int]) -> Count:
    """The straight line closest to all strokes (least squares): no single one decides where the beat is."""
    middle, centre = fmean(instants), (len(instants) - 1) / 2
    slope = sum((i - centre) * (ns - middle) for i, ns in enumerate(instants))
    slope /= sum((i - centre) ** 2 for i in range(len(instants)))
    return Count(Nanos(round(middle + slope * (len(instants) - centre))), round(slope))


class Follow:
    """Called from wire's loop alone; never blocks. Keys go to `struck`, a pedal or the page to `tap`.

    The timeline never runs backward, and no single onset moves the beat at once.
    """

    name: SourceName = "follow"

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._count_off = CountOff(meter.beats)
        self._first = Tick(0)  # where the music will start
        self._tracker: BeatTracker | None = None
        self._timeline = Timeline.at_bpm(120, Nanos(0), Tick(0))  # what the music plays along, while there is a tracker
        self._last_onset: Nanos | None = None
        self._lag_s = _LAG_AT_FIRST_S  # how far behind the beat this keyboardist plays
        self._freedom = _GENTLE
        self._wake: Nanos | None = None
        self._steered = Nanos(0)

    def count_off_in(self, meter: Meter) -> None:
        """The next count-off is a bar of this meter."""
        if meter != self._meter:
            self._meter, self._count_off = meter, CountOff(meter.beats)

    @property
    def hold(self) -> Hold:
        return "waiting" if self._tracker is None else "steady"

    @property
    def wake_ns(self) -> Nanos | None:
        """When the timeline has reached the beat, and the glide can end."""
        return self._wake

    def join(self, timeline: Timeline | None, bpm: float, tick: Tick, now: Nanos) -> list[ClockAction]:
        """As in `Source`. A count-off leads to a bar line: the one at or before `tick`, not before the form."""
        self._count_off = CountOff(self._meter.beats, now)
        self._wake = None
        if timeline is not None:
            self._timeline = timeline
            self._tracker = self._tracking(now, _beat_at(timeline, now), timeline.ns_per_beat, sure=True)
            return []
        self._tracker = None
        self._first = Tick(max(0, tick // self._meter.bar * self._meter.bar))
        return [Standby(self._first, bpm)]

    def struck(self, pitch: int, ns: Nanos) -> list[ClockAction]:
        """A key went down: part of a count-off while nothing plays, else evidence for the beat."""
        if self._tracker is None:
            count = self._count_off.stroke(pitch, ns)
            return self._begin(count) if count else []
        if self._last_onset is not None and ns - self._last_onset < _CHORD_NS:
            return []
        self._last_onset = ns
        self._tracker.onset(ns)
        return self._steer(self._tracker, ns)

    def tap(self, ns: Nanos) -> list[ClockAction]:
        """Certainly a beat; a bar of taps is a count-off, or a new tempo while music plays."""
        count = self._count_off.stroke(_TAP, ns)
        if self._tracker is None:
            return self._begin(count) if count else []
        if count:
            self._tracker = self._recounted(count)
        elif abs((_beat_at(self._timeline, ns) + 0.5) % 1.0 - 0.5) < _ON_THE_BEAT:
            self._tracker.tap(ns, self._lag_s * self._tracker.beats_per_s)
        else:
            return []
        self._freedom = _TAPPED
        return self._steer(self._tracker, ns)

    def advance(self, now: Nanos) -> list[ClockAction]:
        if self._tracker is None or self._wake is None or now < self._wake:
            return []
        return self._steer(self._tracker, now)

    def _begin(self, count: Count) -> list[ClockAction]:
        self._timeline = Timeline(count.next_ns, self._first, count.ns_per_beat)
        self._tracker = self._counted(count, self._first / TICKS_PER_BEAT)
        self._freedom = _GENTLE
        return [Start(self._timeline, self._first)]

    def _counted(self, count: Count, next_beat: float) -> BeatTracker:
        return self._tracking(Nanos(count.next_ns - count.ns_per_beat), next_beat - 1, count.ns_per_beat)

    def _tracking(self, ns: Nanos, beat: float, ns_per_beat: int, sure: bool = False) -> BeatTracker:
        """The keyboardist is expected to lag behind the beat as before."""
        tempo = 1e9 / ns_per_beat
        return BeatTracker(ns, beat - self._lag_s * tempo, tempo, sure)

    def _recounted(self, count: Count) -> BeatTracker:
        """Another tempo while music plays. The form continues: the taps are its nearest beats."""
        if _EVERY_OTHER[0] < count.ns_per_beat / self._timeline.ns_per_beat < _EVERY_OTHER[1]:
            last = count.next_ns - count.ns_per_beat
            count = Count(Nanos(last + count.ns_per_beat // 2), count.ns_per_beat // 2)
        return self._counted(count, round(_beat_at(self._timeline, Nanos(count.next_ns - count.ns_per_beat))) + 1)

    def _steer(self, tracker: BeatTracker, now: Nanos) -> list[ClockAction]:
        """Retime so that the timeline meets the tracker's after a glide, at the tracker's tempo plus a correction."""
        timeline = self._timeline
        tick = timeline.tick_at(now)
        here = timeline.ns_at(tick)
        since = (now - timeline.anchor_ns) / timeline.ns_per_beat  # beats
        behind = tracker.beat_at(here) + self._lag_s * tracker.beats_per_s - tick / TICKS_PER_BEAT
        if self._freedom == _GENTLE:  # on the way to a tapped beat the distance is no lag
            self._learn_lag(behind / tracker.beats_per_s, now)
        correction = _within(_beyond(behind, _NEAR_S * tracker.beats_per_s) / _GLIDE, self._freedom)
        wanted = tracker.beats_per_s * (1 + correction)
        room = self._freedom * min(1.0, max(0.0, since))
        change = _within(wanted * timeline.ns_per_beat * 1e-9 - 1, room)
        bpm = min(_BPM[1], max(_BPM[0], timeline.bpm * (1 + change)))
        self._plan_wake(now, bpm, correction != 0 or abs(wanted * 60 / bpm - 1) > 2 * _SAME_TEMPO)
        if abs(change) < _SAME_TEMPO:
            return []
        self._timeline = Timeline.at_bpm(bpm, here, tick)
        return [Retime(self._timeline)]

    def _learn_lag(self, ahead_s: float, now: Nanos) -> None:
        beats = min(1.0, max(0.0, (now - self._steered) / self._timeline.ns_per_beat))
        self._steered = now
        lag = self._lag_s - _LAG_PACE * beats * ahead_s
        self._lag_s = min(_LAG_S[1], max(_LAG_S[0], lag))

    def _plan_wake(self, now: Nanos, bpm: float, gliding: bool) -> None:
        if gliding:
            self._wake = Nanos(now + round(_GLIDE * 60e9 / bpm))
        else:
            self._wake = None
            self._freedom = _GENTLE


def _beat_at(timeline: Timeline, ns: Nanos) -> float:
    """Beats with a fraction, finer than a tick."""
    return timeline.anchor_tick / TICKS_PER_BEAT + (ns - timeline.anchor_ns) / timeline.ns_per_beat


def _within(value: float, bound: float) -> float:
    return min(bound, max(-bound, value))


def _beyond(value: float, bound: float) -> float:
    return value - _within(value, bound)
