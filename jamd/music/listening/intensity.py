"""How hard and how busily the keyboardist plays, from 0 to 1."""

from collections.abc import Sequence
from itertools import pairwise
from math import exp
from typing import Final, NamedTuple

import msgspec

from jamd.music.listening.onsets import onsets
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


class Activity(msgspec.Struct, frozen=True):
    """How the keyboardist plays: how loudly lately, how busily in the last two bars."""

    level: float  # intensity while they play; .45 is velocity 70 and six onsets a bar of four
    rest_at: Tick  # when they start to rest, if no key is down: after a longer pause than any in these bars
    gone_at: Tick  # two bars after the last onset
    held: bool  # a key is down

    @classmethod
    def of(cls, notes: Sequence[Note], now: Tick, bar: Tick) -> "Activity | None":
        """None if nothing was played in the last two bars. `notes` are sorted; those after `now` are ignored."""
        heard = [
            Onset(chord[0].start, sum(note.velocity for note in chord) / len(chord))
            for chord in onsets([note for note in notes if note.start <= now])
        ]
        recent = [onset for onset in heard if onset.start > now - 2 * bar]
        if not recent:
            return None
        level = 0.45 + 0.5 * (_loudness(heard) - 70) / 60 + 0.5 * (_rate(recent) - _MEDIUM) / 6
        last, gone_at = recent[-1].start, Tick(recent[-1].start + 2 * bar)
        pause = max((b.start - a.start for a, b in pairwise(recent)), default=TICKS_PER_BEAT)
        rest_at = Tick(last + max(pause, TICKS_PER_BEAT // 2) + _PATIENCE)
        return cls(min(0.95, max(0.1, level)), rest_at, gone_at, any(note.end >= now for note in notes))

    def intensity(self, now: Tick, rest_counts: bool) -> float:
        """At `now`. A rest takes it most of the way to SILENCE at once, and the remainder gradually; a soft player's
        stays. If rests do not count (the keyboardist is expected to wait), it goes to IDLE, all of it gradually."""
        if self.held or now < self.rest_at:
            return self.level
        left = max(0.0, min(1.0, (self.gone_at - now) / max(1, self.gone_at - self.rest_at)))
        quiet = min(SILENCE, self.level) if rest_counts else IDLE
        return quiet + left * (_LEFT_IN_A_REST if rest_counts else 1.0) * (self.level - quiet)


class Onset(NamedTuple):
    """A note or a chord: where, and its mean velocity."""

    start: Tick
    velocity: float


def _loudness(heard: Sequence[Onset]) -> float:
    """Velocity: a mean that follows ordinary onsets slowly, and unusual ones at once, half of the way.

    Ordinary is how far onsets lay from the mean lately. So an even player who turns soft is noticed with one note, and
    the accents and ghost notes of a lively one are not taken for a change.
    """
    mean, apart = heard[0].velocity, _USUAL
    for before, onset in pairwise(heard):
        follows = 1 - exp((before.start - onset.start) / _FADE)
        error = onset.velocity - mean
        unusual = abs(error) / max(apart, _USUAL)
        surprise = min(1.0, max(0.0, (unusual - 3) / 2))  # 0 at three times the usual deviation, 1 at five
        mean += error * max(follows, surprise / 2)
        apart += follows * (abs(error) - apart)
    return mean


def _rate(heard: Sequence[Onset]) -> float:
    """Onsets per beat; the first and the last one count half.

    Half a beat of medium playing is assumed, so that the first note after a rest decides nothing yet.
    """
    weights = [exp((onset.start - heard[-1].start) / _FADE) for onset in heard]
    beats = _FADE * (1 - weights[0]) / TICKS_PER_BEAT  # the stretch that they cover, faded in the same way
    return (sum(weights) - weights[0] / 2 - weights[-1] / 2 + _GRANTED * _MEDIUM) / (beats + _GRANTED)


def intensity_heard(notes: Sequence[Note], now: Tick, bar: Tick, rest_counts: bool = True) -> float:
    """How hard and how busily the keyboardist plays, 0 to 1, as it was heard in the last two bars, the last beats
    most.

    Medium is .45 (velocity 70, about six onsets a bar), and so is the band alone. A rest falls to .3, where the band
    keeps time and leaves the floor open; after eight bars the band takes over again.
    """
    if (activity := Activity.of(notes, now, bar)) is not None:
        return activity.intensity(now, rest_counts)
    last = max((note.start for note in notes if note.start <= now), default=None)
    if last is None or not rest_counts:
        return IDLE
    returned = min(1.0, max(0.0, ((now - last) / bar - _WAITS) / _RETURNS))
    return SILENCE + returned * (IDLE - SILENCE)
