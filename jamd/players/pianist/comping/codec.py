"""What the network of comping rhythms is told at each step, and what it answers: the same numpy code for training and
playing.

A bar is an array (STEPS,) on the players' grid (`jamd.players.steps`), 1 where a chord is struck. The network writes a
bar step by step from nothing but what is listed here; it remembers nothing from one step to the next.

`own`, what differs between versions of a bar that are written side by side:

    recent       18   own steps -1 to -18
    so far        4   chords in this bar, and whether they are 0, 1 or 2

`told`, what they share:

    context      28   own bars -1, -2, -4 and -8 at this step and two steps around it; as log odds a fading mean, means
                      over 4, 8 and 16 bars at this step; chords a bar over 1, 4, 8 and 16 bars
    step         24   which step of the bar it is, one-hot
    whole       144   own bars -1 to -4 and the means over 8 and 16 bars, all of their steps
    partner      69   steps -12 to -1 of the partner, its onsets in the last 6, 12 and 24 steps, its means over 4 and 16
                      bars at this step, its bar -1 and mean over 4 bars, all of their steps; whether these are told;
                      its steps 0 and 1; whether they are told: one person's hands know each other, two people write
                      at once
    setting       4   tempo, meter, how many bars of history there are
    count         2   chords in this bar, and whether they are told
"""

from typing import Final

import numpy as np

from jamd.players.arrays import Array
from jamd.players.steps import STEPS

CODEC: Final = "comping"
CODEC_VERSION: Final = 3

MEMORY: Final = 16  # bars of history
REACH: Final = 18  # steps of the past that a step must know: the shortest bar
_PAST: Final = 12  # steps of the partner
_COUNTED: Final = (6, 12, 24)  # steps in which its onsets are counted
OWN: Final = REACH + 4
CONTEXT: Final = 28
_HERE: Final = _PAST + len(_COUNTED) + 2  # what is told of the partner at this step
PARTNER: Final = _HERE + 2 * STEPS + 4
SHARED: Final = 6
TOLD: Final = CONTEXT + STEPS + 6 * STEPS + PARTNER + SHARED
_LAGS: Final = (1, 2, 4, 8)  # bars
_AROUND: Final = (0, -1, 1, -2, 2)  # steps
_SPANS: Final = (4, 8, 16)  # bars of a mean
_FADE: Final = 0.94  # of the fading mean, a bar


def before(history: Array, per_bar: Array | int) -> Array:
    """history (..., MEMORY, STEPS), oldest bar first, of bars with so many steps (...) -> (..., STEPS): the steps in
    front of a bar, oldest first; those of a short bar come last, behind zeros."""
    steps = (np.asarray(per_bar)[..., None] + np.arange(STEPS)) % STEPS
    return np.take_along_axis(history[..., -1, :], steps, axis=-1)


def own(before: Array, count: Array) -> Array:
    """The REACH steps before a step (..., REACH), oldest first, and chords in the bar before it (...) -> (..., OWN)."""
    kinds = [count == chords for chords in range(3)]
    return np.concatenate([before[..., ::-1], np.stack([count / 4, *kinds], axis=-1)], axis=-1).astype(np.float32)


def context(history: Array, known: Array | int) -> Array:
    """history (..., MEMORY, STEPS), zeros where there is none; bars of it that are real (...) -> (..., STEPS,
    CONTEXT)."""
    parts = []
    for lag in _LAGS:
        bars = history[..., MEMORY - lag - 1 : MEMORY - lag + 2, :]  # the bar before it and the one behind it as well
        line = bars.reshape(*bars.shape[:-2], -1)
        parts += [_around(line, shift) for shift in _AROUND]
    weights = _FADE ** np.arange(MEMORY - 1, -1, -1, dtype=np.float32)
    real = np.arange(MEMORY, 0, -1) <= np.asarray(known)[..., None]
    fading = np.einsum("...ms,m->...s", history, weights) / ((weights * real).sum(axis=-1) + 2)[..., None]
    parts += [_odds(fading), *(_odds(mean(history, known, span)) for span in _SPANS)]
    busy = [mean(history, known, span).sum(axis=-1, keepdims=True) / 4 for span in (1, *_SPANS)]
    parts += [np.broadcast_to(chords, fading.shape) for chords in busy]
    return np.stack(parts, axis=-1).astype(np.float32)


def _around(line: Array, shift: int) -> Array:
    """The second of two or three bars in a row, some steps earlier or later; nothing is known behind the last."""
    line = np.concatenate([line, np.zeros_like(line[..., :STEPS])], axis=-1)
    return np.asarray(line[..., STEPS + shift : 2 * STEPS + shift])


def mean(history: Array, known: Array | int, bars: int) -> Array:
    """(..., STEPS), over those of the last bars that are real."""
    real = np.clip(np.asarray(known), 1, bars)[..., None]
    return np.asarray(history[..., -bars:, :].sum(axis=-2) / real)


def _odds(share: Array) -> Array:
    return np.asarray(np.log((share + 0.01) / (1.01 - share)) / 4 + 0.5)


def whole(history: Array, known: Array | int) -> Array:
    """history (..., MEMORY, STEPS) -> (..., 6 * STEPS)."""
    bars = [history[..., -lag, :] for lag in (1, 2, 3, 4)]
    return np.concatenate([*bars, mean(history, known, 8), mean(history, known, 16)], axis=-1)


def shared(bpm: float, beats: int, known: int, count: float | None) -> Array:
    """(SHARED,): what holds for a whole bar. `known`: bars of history that are real; `count`: None, not told."""
    setting = [(bpm - 170) / 60, max(0.0, (bpm - 220) / 60), beats == 3, min(known, MEMORY) / MEMORY]
    asked = [0.0, 0.0] if count is None else [count / 4, 1.0]
    return np.array([*setting, *asked], np.float32)


def partner(history: Array, known: Array | int, per_bar: Array | int, bar: Array) -> Array:
    """The partner's bars before this one (..., MEMORY, STEPS) and the bar itself (..., STEPS) -> (..., STEPS,
    PARTNER), all told; times `PAST` only what lies before each step."""
    line = np.concatenate([before(history, per_bar), bar, np.zeros_like(bar[..., :1])], axis=-1)
    sums = np.concatenate([np.zeros_like(bar[..., :1]), np.cumsum(line, axis=-1)], axis=-1)
    steps = [line[..., STEPS - back : 2 * STEPS - back] for back in range(1, _PAST + 1)]
    counts = [(sums[..., STEPS : 2 * STEPS] - sums[..., STEPS - back : 2 * STEPS - back]) / 8 for back in _COUNTED]
    means = [_odds(mean(history, known, span)) for span in (4, 16)]
    whole = np.concatenate([history[..., -1, :], mean(history, known, 4)], axis=-1)[..., None, :]
    every = np.broadcast_to(whole, (*bar.shape, 2 * STEPS))
    flag = np.ones((*bar.shape, 1))
    here = np.stack([*steps, *counts, *means], axis=-1)
    now = np.stack([bar, line[..., STEPS + 1 :]], axis=-1)
    return np.concatenate([here, every, flag, now, flag], axis=-1).astype(np.float32)


PAST: Final = np.repeat(np.array([1, 0], np.float32), (PARTNER - 3, 3))
NO_PARTNER: Final = np.zeros((STEPS, PARTNER), np.float32)


def told(history: Array, known: Array | int, shared: Array, partner: Array) -> Array:
    """history (..., MEMORY, STEPS), bars of it that are real (...), shared (..., SHARED), partner (..., STEPS, PARTNER)
    -> (..., STEPS, TOLD)."""
    place = np.broadcast_to(np.eye(STEPS, dtype=np.float32), (*history.shape[:-2], STEPS, STEPS))
    same = np.concatenate([whole(history, known), shared], axis=-1)[..., None, :]
    every = np.broadcast_to(same, (*same.shape[:-2], STEPS, same.shape[-1]))
    return np.concatenate([context(history, known), place, partner, every], axis=-1).astype(np.float32)
