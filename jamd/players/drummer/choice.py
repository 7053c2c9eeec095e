"""Which of several versions of a bar is played.

Each version has faults, in the unit of "a whole hit too many or too few": from the phrase's plan, from what keeps the
time, from how alike real drummers' bars are, from what the keyboardist is expected to accent. The likeliest are
preferred a little. What the last sixteen bars lacked, the next ones make up for.
"""

from typing import Final

import numpy as np

from jamd.music.drum_kit import CLOSED_HAT, CRASH, KICK, OPEN_HAT, PEDAL_HAT, RIDE
from jamd.players.drummer.codec import TALK, Array
from jamd.players.drummer.phrases import Phrase
from jamd.players.drummer.steps import OFFBEAT, STEPS, STEPS_PER_BEAT, Feel

CYMBALS: Final = (RIDE, CLOSED_HAT, OPEN_HAT)
HATS: Final = (PEDAL_HAT, CLOSED_HAT, OPEN_HAT)
ALIKE: Final = 0.42  # Jaccard of a bar with the ones 1, 8 and 16 bars before it, in real takes
OFF_SHARE: Final = 0.64  # of the comments that fall off the beat, in real trios
ODD: Final = 0.2  # strokes of the cymbals a bar that are neither on a beat nor an off-beat
LUCK: Final = 0.25  # so that equals are not always settled in the same way


def choose(
    hits: Array,
    nats: Array,
    history: Array,
    phrase: Phrase,
    expected: Array | None,
    feel: Feel,
    bpm: float,
    luck: Array,
) -> int:
    """hits (N, STEPS, VOICES), nats (N,), history (MEMORY, STEPS, VOICES), expected (STEPS,), luck (N,) -> which."""
    faults = (
        _plan(hits, phrase)
        + _time(hits, history, phrase, feel, bpm)
        + _comments(hits, history)
        + _alike(hits, history)
        + 0.06 * (nats.max() - nats)
        - _met(hits, expected, feel)
    )
    return int(np.argmin(faults - LUCK * luck))


def _plan(hits: Array, phrase: Phrase) -> Array:
    count, talk = hits.sum((1, 2)), hits[:, :, TALK].sum((1, 2))
    faults = ((count - phrase.hits) / 2.2) ** 2 + ((talk - phrase.talk) / 1.6) ** 2
    end = hits[:, STEPS // 2 :, TALK].sum((1, 2)) + 2 * hits[:, STEPS // 2 :, CRASH].sum(1)
    if phrase.fill:
        faults = faults - 0.6 * np.minimum(end, 7)
    if phrase.landing:
        return faults + 2.0 * (1 - hits[:, 0, (CRASH, KICK)].max(1))
    return faults + 0.35 * hits[:, :, CRASH].sum(1)


def _time(hits: Array, history: Array, phrase: Phrase, feel: Feel, bpm: float) -> Array:
    """The cymbal on the beats, few strokes between its eighths, the foot."""
    cymbal = hits[:, :, CYMBALS].max(2)
    beats = cymbal[:, ::STEPS_PER_BEAT].sum(1)
    odd = _odd(cymbal, feel)
    lately = _odd(history[:, :, CYMBALS].max(2), feel).mean()
    foot = sum(hits[:, step, HATS].max(1) for step in (STEPS_PER_BEAT, 3 * STEPS_PER_BEAT))
    return (
        (0.3 if phrase.fill else 0.8) * np.maximum(0, 3 - beats) ** 1.5
        + (1.0 if phrase.foot else 0.2) * (2 - foot)
        + (0.5 if bpm < 180 else 1.2) * np.maximum(0, odd + 4 * (lately - ODD) - 0.7)
    )


def _odd(cymbal: Array, feel: Feel) -> Array:
    """cymbal (N, STEPS) -> (N,)."""
    return sum(cymbal[:, step::STEPS_PER_BEAT].sum(1) for step in range(1, STEPS_PER_BEAT) if step != OFFBEAT[feel])


def _comments(hits: Array, history: Array) -> Array:
    """The share of comments off the beat, this bar and the last six together."""
    on, off = _on_and_off(hits)
    before = [float(part.sum()) for part in _on_and_off(history[-6:])]
    share = (off + before[1]) / np.maximum(1, on + off + sum(before))
    return (8 * np.maximum(0, np.abs(share - OFF_SHARE) - 0.02)) ** 2


def _on_and_off(hits: Array) -> tuple[Array, Array]:
    talk = hits[:, :, TALK].sum(2)
    on = talk[:, ::STEPS_PER_BEAT].sum(1)
    return on, talk.sum(1) - on


def _alike(hits: Array, history: Array) -> Array:
    """As alike to the bars 1, 8 and 16 ago as real bars are; where the last ones were too alike, less so."""
    mix = _jaccard(hits, history[-1]) / 2 + _jaccard(hits, history[-8]) / 4 + _jaccard(hits, history[-16]) / 4
    lately = float(np.mean([_jaccard(history[i : i + 1], history[i - 1]) for i in range(8, len(history))]))
    return 10 * (mix + 3 * (lately - ALIKE) - ALIKE) ** 2


def _jaccard(hits: Array, bar: Array) -> Array:
    both, either = np.minimum(hits, bar).sum((1, 2)), np.maximum(hits, bar).sum((1, 2))
    return both / np.maximum(1, either)


def _met(hits: Array, expected: Array | None, feel: Feel) -> Array | float:
    """Comments where an accent is expected off the beat."""
    if expected is None:
        return 0.0
    off = np.arange(STEPS) % STEPS_PER_BEAT != 0
    return 0.6 * (hits[:, :, TALK].max(2) * expected * off).sum(1)
