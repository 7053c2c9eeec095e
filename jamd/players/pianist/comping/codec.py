"""What the network of comping rhythms is told at each step, and what it answers: the same numpy code for training and
playing.

A bar is an array (STEPS,) on the drummer's grid (`jamd.players.steps`), 1 where a chord is struck. The network
writes a bar step by step from nothing but what is listed here; it remembers nothing from one bar to the next.

Features of a step, in this order:

    context      17   own bars -1, -2, -4 and -8 at this step, the one after and the one before it; a fading mean, means
                      over 4 and 16 bars at this step; chords a bar over 4 and 16 bars
    recent        6   own steps -1, -2, -3, -4, -6 and -12
    step         24   which step of the bar it is, one-hot
    whole        72   own bars -1 and -2 and the mean over 4 bars, all of their steps
    setting       4   tempo, meter, how many bars of history there are
    density       3   onsets of the partner in the bar before and over four bars, and whether they are told
    count         2   chords in this bar, and whether they are told
    partner       9   steps -6, -4, -3, -2, -1, 0 and 1 of the partner; whether those before this one are told, and
                      whether the others are
"""

from typing import Final, Literal

import numpy as np

from jamd.players.drummer.codec import Array
from jamd.players.steps import STEPS

CODEC: Final = "comping"
CODEC_VERSION: Final = 2

Told = Literal["nothing", "past", "all"]
"""What is known of the partner's bar: the hands of two people write at once, one person's hands know each other."""

MEMORY: Final = 16  # bars of history
RECENT_LAGS: Final = (1, 2, 3, 4, 6, 12)  # steps
REACH: Final = max(RECENT_LAGS)  # steps of the past that a step must know
_LAGS: Final = (1, 2, 4, 8)  # bars
_PARTNER_LAGS: Final = (6, 4, 3, 2, 1, 0, -1)  # steps
_PAST: Final = 5  # of these
_FADE: Final = 0.94  # of the fading mean, a bar
_WEIGHTS: Final = _FADE ** np.arange(MEMORY - 1, -1, -1, dtype=np.float32)
_BEFORE, _NEXT = np.arange(STEPS) - 1, (np.arange(STEPS) + 1) % STEPS  # the steps around each
CONTEXT: Final = 3 * len(_LAGS) + 5
WHOLE: Final = 3 * STEPS
SHARED: Final = 9
RECENT: Final = slice(CONTEXT, CONTEXT + len(RECENT_LAGS))  # of the features: what is only known as the bar is written
PARTNER: Final = 9
FEATURES: Final = CONTEXT + len(RECENT_LAGS) + STEPS + WHOLE + SHARED + PARTNER


def context(history: Array) -> Array:
    """history (..., MEMORY, STEPS), oldest bar first, zeros where there is none -> (..., STEPS, CONTEXT)."""
    parts = []
    for lag in _LAGS:
        bar = history[..., -lag, :]
        parts += [bar, bar.take(_NEXT, -1), bar.take(_BEFORE, -1)]
    fading = np.tensordot(history, _WEIGHTS, axes=([-2], [0])) / (_WEIGHTS.sum() + 2)
    four, sixteen = history[..., -4:, :].mean(axis=-2), history.mean(axis=-2)
    parts += [np.log((fading + 0.01) / (1.01 - fading)) / 4 + 0.5, four, sixteen]
    parts += [np.broadcast_to(mean.sum(axis=-1, keepdims=True) / 4, mean.shape) for mean in (four, sixteen)]
    return np.stack(parts, axis=-1).astype(np.float32)


def whole(history: Array) -> Array:
    """history (..., MEMORY, STEPS) -> (..., WHOLE)."""
    return np.concatenate([history[..., -1, :], history[..., -2, :], history[..., -4:, :].mean(axis=-2)], axis=-1)


def recent(before: Array, bar: Array) -> Array:
    """The REACH steps before a bar (..., REACH) and its own (..., T) -> (..., T, lags)."""
    steps = np.concatenate([before, bar], axis=-1)
    count = bar.shape[-1]
    return np.stack([steps[..., REACH - lag : REACH - lag + count] for lag in RECENT_LAGS], axis=-1)


def shared(bpm: float, beats: int, known: int, density: tuple[float, float] | None, count: float | None) -> Array:
    """(SHARED,): what holds for a whole bar. `known`: bars of history that are real; `density`: the partner's onsets
    in the bar before and, a bar, over four; None: not told."""
    setting = [(bpm - 170) / 60, max(0.0, (bpm - 220) / 60), beats == 3, min(known, MEMORY) / MEMORY]
    heard = [0.0, 0.0, 0.0] if density is None else [density[0] / 8, density[1] / 8, 1.0]
    asked = [0.0, 0.0] if count is None else [count / 4, 1.0]
    return np.array([*setting, *heard, *asked], np.float32)


def partner(before: Array, bar: Array, told: Told) -> Array:
    """The partner's REACH steps before a bar (..., REACH) and the bar itself (..., STEPS) -> (..., STEPS, PARTNER)."""
    steps = np.concatenate([before, bar, np.zeros_like(bar[..., :1])], axis=-1)
    found = np.stack([steps[..., REACH - lag : REACH - lag + STEPS] for lag in _PARTNER_LAGS], axis=-1)
    flags = np.ones((*found.shape[:-1], 2), np.float32)
    if told != "all":
        found[..., _PAST:], flags[..., 1] = 0, 0
    if told == "nothing":
        found[:], flags[:] = 0, 0
    return np.concatenate([found, flags], axis=-1).astype(np.float32)


NO_PARTNER: Final = partner(np.zeros(REACH, np.float32), np.zeros(STEPS, np.float32), "nothing")


def features(history: Array, recent: Array, shared: Array, partner: Array) -> Array:
    """history (..., MEMORY, STEPS), recent (..., STEPS, lags), shared (..., SHARED), partner (..., STEPS, PARTNER) ->
    (..., STEPS, FEATURES)."""
    place = np.broadcast_to(np.eye(STEPS, dtype=np.float32), (*history.shape[:-2], STEPS, STEPS))
    same = np.concatenate([whole(history), shared], axis=-1)[..., None, :]
    every = np.broadcast_to(same, (*same.shape[:-2], STEPS, same.shape[-1]))
    return np.concatenate([context(history), recent, place, every, partner], axis=-1)
