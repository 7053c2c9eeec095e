"""How hard and how busily the keyboardist plays, from 0 to 1.

Strokes are heard one by one, and what is kept of them is bounded: the onsets of two bars, and a mean. So a key costs
the same whatever was played before.
"""

from collections import deque
from collections.abc import Sequence
from itertools import pairwise
from math import exp
from typing import Final, NamedTuple

import msgspec

from jamd.music.listening.onsets import ONE_ONSET
from jamd.music.time.notes import TICKS_PER_BEAT, Note, Tick

IDLE: Final = 0.45  # the intensity where nobody plays: the band by itself is no softer than with a medium keyboardist
SILENCE: Final = 0.3  # where the keyboardist rests: the band thins and leaves the floor open
_WAITS: Final = 8  # bars that the band does so; whoever rests longer has left the music to the band
_RETURNS: Final = 4  # bars in which it comes back to IDLE then
_FADE: Final = 4 * TICKS_PER_BEAT  # ticks in which the weight of an onset falls to 1/e
_MEDIUM: Final = 1.5  # onsets per beat: six in a bar of four
_GRANTED: Final = 0.5  # beats of medium playing that are assumed
_USUAL: Final = 8.0  # velocities: the least spread of even playing
_LEFT_IN_A_REST: Final = 1 / 3  # of the way from silence to how they played before
_PATIENCE: Final = TICKS_PER_BEAT // 12  # ticks: playing behind the beat is not resting
_MIDDLE: Final = 66  # the median pitch of soloists (Weimar Jazz Database), who play bars above it louder


class Activity(msgspec.Struct, frozen=True):
    """How the keyboardist plays: how loudly lately, how busily in the last two bars."""

    level: float  # intensity while they play; .45 is velocity 70 and six onsets a bar of four
    rest_at: Tick  # when they start to rest, if nothing sounds: after a longer pause than any in these bars
    gone_at: Tick  # two bars after the last onset

    def intensity(self, now: Tick, silent_at: Tick | None, rest_counts: bool) -> float:
        """At `now`; what they played sounds until `silent_at`, if at all. A rest takes it most of the way to SILENCE at
        once, and the remainder gradually; a soft player's stays. If rests do not count (the keyboardist is expected to
        wait), it goes to IDLE, all of it gradually."""
        if now < self.rest_at or (silent_at is not None and now <= silent_at):
            return self.level
        left = max(0.0, min(1.0, (self.gone_at - now) / max(1, self.gone_at - self.rest_at)))
        quiet = min(SILENCE, self.level) if rest_counts else IDLE
        return quiet + left * (_LEFT_IN_A_REST if rest_counts else 1.0) * (self.level - quiet)


class _Onset(NamedTuple):
    """A note or a chord so far."""

    start: Tick
    velocities: int  # their sum
    notes: int

    @property
    def velocity(self) -> float:
        return self.velocities / self.notes


class _Loudness(NamedTuple):
    """Velocity: a mean that follows ordinary onsets slowly, and unusual ones at once, half of the way.

    Ordinary is how far onsets lay from the mean lately. So an even player who turns soft is noticed with one note, and
    the accents and ghost notes of a lively one are not taken for a change.
    """

    mean: float
    apart: float
    heard: Tick  # the last onset

    def then(self, onset: _Onset) -> "_Loudness":
        follows = 1 - exp((self.heard - onset.start) / _FADE)
        error = onset.velocity - self.mean
        unusual = abs(error) / max(self.apart, _USUAL)
        surprise = min(1.0, max(0.0, (unusual - 3) / 2))  # 0 at three times the usual deviation, 1 at five
        mean = self.mean + error * max(follows, surprise / 2)
        return _Loudness(mean, self.apart + follows * (abs(error) - self.apart), onset.start)


class Touch:
    """How the keyboardist strikes. Owned by the listener; strokes come in order."""

    def __init__(self, bar: Tick) -> None:
        self._bar = bar
        self._starts: deque[Tick] = deque()  # of the onsets in the last two bars, and
        self._tops: deque[int] = deque()  # their highest keys
        self._last: _Onset | None = None
        self._before: _Loudness | None = None  # of all onsets but the last

    def strike(self, start: Tick, velocity: int, pitch: int = _MIDDLE) -> None:
        """Of a key; pads have no pitch."""
        last = self._last
        if last is not None and start - last.start <= ONE_ONSET:
            self._last = _Onset(last.start, last.velocities + velocity, last.notes + 1)
            self._tops[-1] = max(self._tops[-1], pitch)
            return
        self._before = self._loudness
        self._last = _Onset(start, velocity, 1)
        self._starts.append(start)
        self._tops.append(pitch)
        while self._starts[0] <= start - 2 * self._bar:
            self._starts.popleft()
            self._tops.popleft()

    @property
    def _loudness(self) -> _Loudness | None:
        if self._last is None:
            return None
        if self._before is None:
            return _Loudness(self._last.velocity, _USUAL, self._last.start)
        return self._before.then(self._last)

    def activity(self, now: Tick, register: float = 0.0) -> Activity | None:
        """None if nothing was played in the last two bars. `register`: how much it counts that hands are high or low,
        0 to 1; at 1 an octave is as much as velocities that differ by 30."""
        recent = [start for start in self._starts if start > now - 2 * self._bar]
        loudness = self._loudness
        if loudness is None or not recent:
            return None
        level = 0.45 + 0.5 * (loudness.mean - 70) / 60 + 0.5 * (_rate(recent) - _MEDIUM) / 6
        level += register * 0.25 * (self._height(recent) - _MIDDLE) / 12
        pause = max((b - a for a, b in pairwise(recent)), default=TICKS_PER_BEAT)
        rest_at = Tick(recent[-1] + max(pause, TICKS_PER_BEAT // 2) + _PATIENCE)
        return Activity(min(0.95, max(0.1, level)), rest_at, Tick(recent[-1] + 2 * self._bar))

    def _height(self, recent: Sequence[Tick]) -> float:
        """The mean pitch of these onsets' highest keys, the last beats' most."""
        weights = [exp((start - recent[-1]) / _FADE) for start in recent]
        tops = list(self._tops)[-len(recent) :]
        return sum(w * top for w, top in zip(weights, tops, strict=True)) / sum(weights)

    def intensity(self, now: Tick, silent_at: Tick | None, rest_counts: bool = True, register: float = 0.0) -> float:
        """How hard and how busily the keyboardist plays, 0 to 1, as it was heard in the last two bars, the last beats
        most. What they played sounds until `silent_at`, if at all. `register`: as in `activity`.

        Medium is .45 (velocity 70, about six onsets a bar), and so is the band alone. A rest falls to .3, where the
        band keeps time and leaves the floor open; after eight bars the band takes over again.
        """
        if (activity := self.activity(now, register)) is not None:
            return activity.intensity(now, silent_at, rest_counts)
        if self._last is None or not rest_counts:
            return IDLE
        returned = min(1.0, max(0.0, ((now - self._last.start) / self._bar - _WAITS) / _RETURNS))
        return SILENCE + returned * (IDLE - SILENCE)


def _rate(starts: Sequence[Tick]) -> float:
    """Onsets per beat; the first and the last one count half.

    Half a beat of medium playing is assumed, so that the first note after a rest decides nothing yet.
    """
    weights = [exp((start - starts[-1]) / _FADE) for start in starts]
    beats = _FADE * (1 - weights[0]) / TICKS_PER_BEAT  # the stretch that they cover, faded in the same way
    return (sum(weights) - weights[0] / 2 - weights[-1] / 2 + _GRANTED * _MEDIUM) / (beats + _GRANTED)


def intensity_heard(notes: Sequence[Note], now: Tick, bar: Tick, rest_counts: bool = True) -> float:
    """The same of sorted notes; those after `now` are ignored."""
    touch, heard = Touch(bar), [note for note in notes if note.start <= now]
    for note in heard:
        touch.strike(note.start, note.velocity)
    return touch.intensity(now, max((note.end for note in heard), default=None), rest_counts)
