"""Touch: how velocity and micro-timing vary. A hand drifts; a machine repeats itself, and noise forgets itself."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from train.judge.drumming.strokes import FAMILIES, RIDE, TIME, Floats, Ints, Strokes, Window, correlation, mean

SWING_BPM: Final = (90, 125, 155, 185, 215, 250, 300)
SWING: Final = (0.735, 0.720, 0.706, 0.667, 0.640, 0.604, 0.572)
"""Where real drummers' off-beats lie in the beat: medians of 427 trios of the Jazz Trio Database, by tempo."""

_ON_BEAT: Final = 0.14  # beats


def expected_offbeat(bpm: float) -> float:
    return float(np.interp(bpm, SWING_BPM, SWING))


def swings(strokes: Strokes) -> bool:
    """Whether a take swings in four: time on cymbals, on the beats and on one late off-beat. Not all that is called
    jazz does."""
    s, time = strokes, strokes.beat[strokes.of(*TIME)]
    if len(time) < 100 or s.beats != 4:
        return False
    inside = time % 1
    on, off = np.minimum(inside, 1 - inside) < _ON_BEAT, np.abs(inside - s.offbeat) < 0.11
    late = s.offbeat > 0.58 or (s.offbeat > 0.54 and s.bpm > 210)
    clear = on.mean() > 0.45 and off.sum() > 0.6 * (~on).sum() and (on | off).mean() > 0.85
    return bool(late and clear)


def loudness(window: Window) -> Mapping[str, float]:
    s = window.strokes
    apart = [v - v.mean() for v in (s.velocity[s.of(i)] for i in range(len(FAMILIES))) if len(v) > 4]
    on, off = (s.velocity[s.of(RIDE) & (s.step % 4 == place)] for place in (0, 2))
    return {
        "vel_sd_voice": float(np.concatenate(apart).std()) if apart else float("nan"),
        "skip_to_beat": float(off.mean() / on.mean()) if min(len(off), len(on)) > 4 else float("nan"),
    }


def hand(strokes: Strokes) -> Mapping[str, float]:
    """Of the whole take: the ride's timing on the beats, and how far its velocity follows from the place in the bar."""
    s = strokes
    late = (s.beat - np.round(s.beat)) * s.ms
    on = (np.abs(late) < _ON_BEAT * s.ms) & (s.step % 4 == 0) & s.of(*TIME)
    ride = s.of(RIDE)
    return {
        **_timing(late[on]),
        "vel_place": place_share(s.velocity[ride], s.step[ride]) if ride.sum() > 60 else float("nan"),
        "swing_err": abs(s.offbeat - expected_offbeat(s.bpm)) if s.beats == 4 else float("nan"),
    }


def _timing(late: Floats) -> Mapping[str, float]:
    if len(late) <= 24:
        return {"t_scatter_ms": float("nan"), "t_auto": float("nan")}
    drift = np.array([np.median(late[max(0, i - 4) : i + 5]) for i in range(len(late))])
    return {"t_scatter_ms": float(np.std(late - drift)), "t_auto": correlation(late[:-1], late[1:])}


def place_share(velocity: Floats, step: Ints) -> float:
    """Share of the variance of velocity that the place in the bar explains, corrected for the number of places."""
    places = [place for place in set(step.tolist()) if (step == place).sum() > 3]
    means = {place: mean(velocity[step == place]) for place in places}
    kept = np.isin(step, places)
    values = velocity[kept]
    if not len(values) or values.var() == 0:
        return float("nan")
    left = values - np.array([means[place] for place in step[kept].tolist()])
    unexplained = left.var() * len(left) / max(1, len(left) - len(places))
    return max(0.0, float(1 - unexplained / values.var()))
