"""What the drummer's network is told at each step, and what it answers: the same numpy code for training and playing.

A bar is an array of hits (STEPS, VOICES), 1 where a voice of `jamd.music.drum_kit` is struck. The network writes a bar
step by step, at each step all voices one after another, from nothing but what is listed here; it remembers nothing
from one bar to the next. So going back and planning again is free, and several versions of a bar cost little more
than one: they differ in `recent` alone.

    context     204   the drummer's own bars -1, -2, -4 and -8 at this step, the one after and the one before it;
                      a fading mean, means over 4 and 16 bars at this step, and how busy each voice was in both
    recent       60   the drummer's own steps -1, -2, -3, -4 and -6

    told, in this order:
    step         24   which step of the bar it is, one-hot
    setting      12   style, tempo, feel, meter, how many bars of history there are
    aims         10   what the bar should be like (`AIMS`), each with a flag that says whether it is told
    accents       5   steps -1, 0, 1 and 2 of the accents that are expected of the keyboardist, and whether any is
"""

from collections.abc import Mapping
from typing import Final

import numpy as np

from jamd.music.drum_kit import CRASH, HIGH_TOM, KICK, LOW_TOM, MID_TOM, SIDESTICK, SNARE
from jamd.music.drum_kit import VOICES as KIT
from jamd.music.styles import Feel
from jamd.players.arrays import Array
from jamd.players.steps import STEPS

CODEC: Final = "drummer"
CODEC_VERSION: Final = 2

VOICES: Final = len(KIT)
TALK: Final = (KICK, SNARE, SIDESTICK, LOW_TOM, MID_TOM, HIGH_TOM, CRASH)  # what comments; the others keep time
MEMORY: Final = 16  # bars of history

STYLES: Final = ("swing", "bossa", "samba", "funk", "shuffle", "latin", "rock")
"""What the network learned to tell apart; the last two are there to learn from."""

AIMS: Final = ("hits", "talk", "fill", "after fill", "landing")
"""Hits a bar over the next four bars; hits of TALK in this bar; this bar fills; the bar before did; it lands on 1."""

_LAGS: Final = (1, 2, 4, 8)  # bars
RECENT_LAGS: Final = (1, 2, 3, 4, 6)  # steps
_FADE: Final = 0.92  # of the fading mean, a bar
_WEIGHTS: Final = _FADE ** np.arange(MEMORY - 1, -1, -1, dtype=np.float32)
_BEFORE, _NEXT = np.arange(STEPS) - 1, (np.arange(STEPS) + 1) % STEPS  # the steps around each
_AHEAD: Final = (-1, 0, 1, 2)  # steps around the present one at which accents are told

CONTEXT: Final = VOICES * (3 * len(_LAGS) + 5)
SETTING: Final = len(STYLES) + 5
RECENT: Final = VOICES * len(RECENT_LAGS)
TOLD: Final = STEPS + SETTING + 2 * len(AIMS) + len(_AHEAD) + 1
REACH: Final = max(RECENT_LAGS)  # steps of the past that a step must know


def context(history: Array) -> Array:
    """history (..., MEMORY, STEPS, VOICES), oldest bar first, zeros where there is none -> (..., STEPS, CONTEXT)."""
    parts = []
    for lag in _LAGS:
        bar = history[..., -lag, :, :]
        parts += [bar, bar.take(_NEXT, -2), bar.take(_BEFORE, -2)]
    fading = np.tensordot(history, _WEIGHTS, axes=([-3], [0])) / (_WEIGHTS.sum() + 2)
    four, sixteen = history[..., -4:, :, :].mean(axis=-3), history.mean(axis=-3)
    parts += [np.log((fading + 0.01) / (1.01 - fading)) / 4 + 0.5, four, sixteen]
    parts += [np.broadcast_to(mean.sum(axis=-2, keepdims=True) / 6, mean.shape) for mean in (four, sixteen)]
    return np.concatenate(parts, axis=-1, dtype=np.float32)


def recent(before: Array, bar: Array) -> Array:
    """The REACH steps before a bar (..., REACH, VOICES) and its hits (..., T, VOICES) -> (..., T, RECENT)."""
    steps = np.concatenate([before, bar], axis=-2)
    count = bar.shape[-2]
    return np.concatenate([steps[..., REACH - lag : REACH - lag + count, :] for lag in RECENT_LAGS], axis=-1)


def setting(style: str, bpm: float, feel: Feel, beats: int, known: int) -> Array:
    """(SETTING,). `known`: bars of history that are real."""
    one = [float(style == name) for name in STYLES]
    more = [(bpm - 130) / 60, max(0.0, (bpm - 200) / 60), feel == "swing", beats == 3, min(known, MEMORY) / MEMORY]
    return np.array([*one, *more], np.float32)


def aims(told: Mapping[str, float | None]) -> Array:
    """(2 * len(AIMS),): hits and talk are counts, the others 0 or 1; what is missing or None is left to the network."""
    values = [told.get(name) for name in AIMS]
    scaled = [
        0.0 if value is None else value / 12 - 1 if name == "hits" else value / 5 - 1 if name == "talk" else value
        for name, value in zip(AIMS, values, strict=True)
    ]
    return np.array([*scaled, *(float(value is not None) for value in values)], np.float32)


def accents(expected: Array | None) -> Array:
    """expected (..., STEPS), 0 to 1, None: nothing is -> (..., STEPS, 5)."""
    shape = (STEPS,) if expected is None else expected.shape
    out = np.zeros((*shape, len(_AHEAD) + 1), np.float32)
    if expected is not None:
        for i, ahead in enumerate(_AHEAD):
            source = slice(max(0, ahead), min(STEPS, STEPS + ahead))
            out[..., max(0, -ahead) : STEPS - max(0, ahead), i] = expected[..., source]
        out[..., -1] = 1.0
    return out


def told(setting: Array, aims: Array, accents: Array) -> Array:
    """(..., SETTING), (..., 2 * len(AIMS)) and (..., STEPS, 5) -> (..., STEPS, TOLD)."""
    shared = np.concatenate([setting, aims], axis=-1)[..., None, :]
    steps = accents.shape[:-1]
    place = np.broadcast_to(np.eye(STEPS, dtype=np.float32), (*steps, STEPS))
    return np.concatenate([place, np.broadcast_to(shared, (*steps, shared.shape[-1])), accents], axis=-1)
