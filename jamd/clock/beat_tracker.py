"""Beat tracking: where the beat is, from what the keyboardist plays.

A few hypotheses are kept, each a Kalman filter over the beat and the tempo. Each onset is read, under each hypothesis,
as one of the places where jazz is played: on the beat, the swung off-beat, triplets, sixteenths, or as an outlier.
Readings that lead to the same state are merged, unlikely ones dropped, and the likeliest one counts. So an off-beat
does not drag the beat, a run of sixteenths is not taken for another tempo, and a mistaken reading is given up once
another explains more.

Units: beats, seconds, and the tempo's error as a share of the tempo. Fixed memory, no allocation that grows.
"""

from math import exp, sqrt, tau
from typing import Final

import msgspec

# Place in the beat, spread in beats, share of the onsets. Fitted, like the figures below, to one half of the solos,
# trios and drummers of tests/benchmarks/follow.py.
_PLACES: Final = ((0.0, 0.016, 0.45), (1 / 3, 0.035, 0.01), (0.25, 0.036, 0.034), (0.75, 0.036, 0.034))
_OFF_BEAT: Final = (0.62, 0.062, 0.35)  # initially; each hypothesis learns its own swing
_SWING: Final = (0.48, 0.72)  # straight to very long; beyond it is another note
_SWING_PACE: Final = 0.3  # share of what an off-beat teaches about the next
_ELSEWHERE: Final = 0.11  # share of outliers

_SCATTER_S: Final = 0.014  # of a good player's attacks
_BEAT_DOUBT: Final = 0.027  # after a count-off
_TEMPO_DOUBT: Final = 0.02
_SURE: Final = 0.005  # of the tempo, where the band has played already
_BEAT_WANDER: Final = 0.0001  # variances a beat
_TEMPO_WANDER: Final = 0.00003
_OWN_TEMPO: Final = 0.02  # share of its distance from the tempo of the last minutes that a tempo loses, a beat:
_MEMORY: Final = 0.002  # players answer a band, and without a memory of its own it would follow its own echo
_LONGEST_REST: Final = 4.0  # beats in which doubt grows: after a longer rest people come in with the band

_TAP_SCATTER_S: Final = 0.015
_TAP_DOUBT: Final = 0.1  # beats: who taps finds the beat in the wrong place; the tempo shows in the taps to come
_REACH: Final = 1.25  # times the tempo that was counted off: anything beyond is a mistake
_STEP: Final = 0.1  # the most that one onset may change the tempo

_MOST: Final = 6  # hypotheses
_SAME_BEAT: Final = 0.06  # readings this near to each other are one
_SAME_TEMPO: Final = 0.033
_FAINT: Final = 0.01  # of the likeliest reading: less is forgotten
_FORGET: Final = 0.95  # exponent: old evidence counts less


class _Hypothesis(msgspec.Struct, frozen=True, gc=False):
    """One account of all that was played. `bb`, `bt`, `tt`: the covariances of beat and tempo (as a share)."""

    weight: float
    beat: float
    tempo: float  # beats a second
    swing: float  # place of the off-beat
    bb: float
    bt: float
    tt: float


class _Reading(msgspec.Struct, frozen=True, gc=False):
    """An onset explained: it lay `off` beats behind its place, of which `variance` is no surprise."""

    weight: float
    hypothesis: _Hypothesis
    off: float = 0.0
    variance: float = 0.0  # 0: the onset says nothing
    swung: bool = False


class BeatTracker:
    """Called from wire's loop alone; an onset takes some 20 us."""

    def __init__(self, ns: int, beat: float, beats_per_s: float, sure: bool = False) -> None:
        """At `ns` it is `beat`. `sure`: a band has played this tempo for a while; it was not only counted off."""
        doubt = _SURE if sure else _TEMPO_DOUBT
        self._ns = ns
        self._counted = beats_per_s
        self._usual = beats_per_s  # the tempo of the last minutes
        self._hypotheses = [
            _Hypothesis(1.0, beat, beats_per_s, _OFF_BEAT[0], _BEAT_DOUBT**2, 0.0, doubt * doubt),
        ]

    @property
    def beats_per_s(self) -> float:
        return self._hypotheses[0].tempo

    def beat_at(self, ns: int) -> float:
        """Beats, with a fraction, at an instant near the last onset or after it."""
        best = self._hypotheses[0]
        return best.beat + (ns - self._ns) * 1e-9 * best.tempo

    def onset(self, ns: int) -> None:
        """A note or a chord was struck."""
        self._pass_time(ns)
        readings = [reading for hypothesis in self._hypotheses for reading in _readings(hypothesis)]
        readings.sort(key=_weight, reverse=True)
        faint = readings[0].weight * _FAINT
        kept: list[_Hypothesis] = []
        for reading in readings:
            if reading.weight < faint:
                break
            _join(kept, self._learned(reading))
        kept.sort(key=_weight, reverse=True)
        total = sum(hypothesis.weight for hypothesis in kept)
        self._hypotheses = [_with_weight(hypothesis, hypothesis.weight / total) for hypothesis in kept]

    def tap(self, ns: int, lag: float = 0.0) -> None:
        """The player's beat comes `lag` beats after this, for certain: the one that is nearest by the likeliest
        hypothesis, which alone remains."""
        self._pass_time(ns)
        best = self._hypotheses[0]
        spread = _TAP_SCATTER_S * best.tempo
        off = (0.5 - lag - best.beat) % 1.0 - 0.5
        freed = msgspec.structs.replace(best, bb=best.bb + _TAP_DOUBT**2)
        self._hypotheses = [self._learned(_Reading(1.0, freed, off, freed.bb + spread * spread))]

    def _pass_time(self, ns: int) -> None:
        seconds = (ns - self._ns) * 1e-9
        self._ns = ns
        gap = min(_LONGEST_REST, max(0.0, seconds * self.beats_per_s))
        self._usual += (self.beats_per_s - self._usual) * _MEMORY * gap
        self._hypotheses = [_later(hypothesis, seconds, self._usual) for hypothesis in self._hypotheses]

    def _learned(self, reading: _Reading) -> _Hypothesis:
        """The Kalman update: beat and tempo move by what they have in common with the place that was measured."""
        old = reading.hypothesis
        if not reading.variance:
            return _with_weight(old, reading.weight)
        beat, tempo = old.bb / reading.variance, old.bt / reading.variance
        change = min(_STEP, max(-_STEP, tempo * reading.off))
        swing = old.swing - _SWING_PACE * reading.off if reading.swung else old.swing
        return _Hypothesis(
            reading.weight,
            old.beat + beat * reading.off,
            min(self._counted * _REACH, max(self._counted / _REACH, old.tempo * (1 + change))),
            min(_SWING[1], max(_SWING[0], swing)),
            old.bb - beat * old.bb,
            old.bt - beat * old.bt,
            old.tt - tempo * old.bt,
        )


def _weight(weighed: _Hypothesis | _Reading) -> float:
    return weighed.weight


def _with_weight(old: _Hypothesis, weight: float) -> _Hypothesis:
    return _Hypothesis(weight, old.beat, old.tempo, old.swing, old.bb, old.bt, old.tt)


def _later(old: _Hypothesis, seconds: float, usual: float) -> _Hypothesis:
    """The Kalman prediction: the beat goes on at its tempo, and both are a little less certain. The tempo is pulled
    a little towards the usual one, but not while nothing is played."""
    beats = seconds * old.tempo
    gap = min(_LONGEST_REST, max(0.0, beats))
    return _Hypothesis(
        old.weight,
        old.beat + beats,
        old.tempo + (usual - old.tempo) * _OWN_TEMPO * gap,
        old.swing,
        old.bb + gap * (2 * old.bt + gap * old.tt + _BEAT_WANDER + gap * gap / 3 * _TEMPO_WANDER),
        old.bt + gap * (old.tt + gap / 2 * _TEMPO_WANDER),
        old.tt + gap * _TEMPO_WANDER,
    )


def _readings(hypothesis: _Hypothesis) -> list[_Reading]:
    """All readings of an onset at this instant under one hypothesis."""
    scatter = _SCATTER_S * hypothesis.tempo
    doubt = hypothesis.bb + scatter * scatter
    past = hypothesis.weight**_FORGET
    _, off_beat_spread, off_beat_share = _OFF_BEAT
    readings = [_Reading(past * _ELSEWHERE, hypothesis)]
    for place, spread, share in (*_PLACES, (hypothesis.swing, off_beat_spread, off_beat_share)):
        off = (place - hypothesis.beat + 0.5) % 1.0 - 0.5
        variance = doubt + spread * spread
        likely = exp(-0.5 * off * off / variance) / sqrt(tau * variance)
        swung = place == hypothesis.swing  # no other place lies where swing may
        readings.append(_Reading(past * share * likely, hypothesis, off, variance, swung))
    return readings


def _join(kept: list[_Hypothesis], fresh: _Hypothesis) -> None:
    """Merge a hypothesis into one that it agrees with, or append it while there is room."""
    for i, old in enumerate(kept):
        if abs(old.beat - fresh.beat) < _SAME_BEAT and abs(fresh.tempo / old.tempo - 1) < _SAME_TEMPO:
            kept[i] = _merged(old, fresh)
            return
    if len(kept) < _MOST:
        kept.append(fresh)


def _merged(one: _Hypothesis, other: _Hypothesis) -> _Hypothesis:
    """One normal distribution with the mean and the covariance of two."""
    weight = one.weight + other.weight
    part = other.weight / weight
    both = part * (1 - part)
    beat, tempo = other.beat - one.beat, other.tempo / one.tempo - 1
    return _Hypothesis(
        weight,
        one.beat + part * beat,
        one.tempo * (1 + part * tempo),
        one.swing + part * (other.swing - one.swing),
        one.bb + part * (other.bb - one.bb) + both * beat * beat,
        one.bt + part * (other.bt - one.bt) + both * beat * tempo,
        one.tt + part * (other.tt - one.tt) + both * tempo * tempo,
    )
