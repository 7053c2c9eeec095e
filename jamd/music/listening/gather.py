"""Which of the keys that are down make a chord? Keys struck together are one chord, once its last key is down.

A chord's first key alone never counts: keys are gathered for WINDOW_NS, and each further key prolongs the wait, up to
PATIENCE windows. While an older hand is still down, a lone new key is a melody's, or the first of a rolled chord: it
counts after half a beat. And where three new keys are down, older ones near them are being lifted.
"""

from collections.abc import Sequence
from typing import Final

from jamd.music.listening.onsets import Stroke
from jamd.music.time.notes import TICKS_PER_BEAT, Tick

WINDOW_NS: Final = 25_000_000
PATIENCE: Final = 3
REACH: Final = 15  # semitones from the lowest key of a hand to its highest
FEWEST: Final = 3  # pitch classes of a chord
_FRESH: Final = TICKS_PER_BEAT // 2
_APART: Final = 10  # semitones between two hands


def chord_keys(down: Sequence[Stroke], now: Tick, window: Tick) -> tuple[Stroke, ...]:
    """Of the keys that are down, sorted by when they were struck, those that make a chord; none where there is no
    chord. `window`: WINDOW_NS in ticks."""
    done = down[: len(down) - _unfinished(down, now, window)]
    fresh = [stroke for stroke in done if stroke[0] > now - _FRESH]
    if kinds(fresh) >= FEWEST:
        lowest = min(pitch for _, pitch in fresh)
        done = [stroke for stroke in done if stroke in fresh or stroke[1] <= lowest - _APART]
    elif len(fresh) == 1:
        done = [stroke for stroke in done if stroke not in fresh]
    hand = _one_hand(done)
    return hand if kinds(hand) >= FEWEST else ()


def _unfinished(down: Sequence[Stroke], now: Tick, window: Tick) -> int:
    """How many of the last keys may be followed by others."""
    count, since = 0, now
    for tick, _ in reversed(down):
        if since - tick >= window:
            break
        count, since = count + 1, tick
    return 0 if now - since >= PATIENCE * window else count


def _one_hand(strokes: Sequence[Stroke]) -> tuple[Stroke, ...]:
    """Those within REACH of the lowest key, if they are a chord; else all."""
    top = min((pitch for _, pitch in strokes), default=0) + REACH
    near = tuple(stroke for stroke in strokes if stroke[1] <= top)
    return near if kinds(near) >= FEWEST else tuple(strokes)


def kinds(strokes: Sequence[Stroke]) -> int:
    """How many pitch classes they are."""
    return len({pitch % 12 for _, pitch in strokes})
