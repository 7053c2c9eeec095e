"""Which of several versions of a bar is played.

Each version has faults, in the unit of "a whole hit too many or too few": from the phrase's plan, from what keeps the
time, from how alike real drummers' bars are, from what the keyboardist is expected to accent. The likeliest are
preferred a little. What the last sixteen bars lacked, the next ones make up for.
"""

from typing import Final, NamedTuple

import numpy as np

from jamd.music.drum_kit import (
    BELL,
    CLOSED_HAT,
    CRASH,
    HIGH_TOM,
    KICK,
    LOW_TOM,
    MID_TOM,
    OPEN_HAT,
    PEDAL_HAT,
    RIDE,
    SIDESTICK,
    SNARE,
)
from jamd.players.arrays import Array
from jamd.players.drummer.codec import TALK, VOICES
from jamd.players.drummer.phrases import Phrase
from jamd.players.drummer.styles import DrumStyle
from jamd.players.drummer.writing import Answers
from jamd.players.steps import OFFBEAT, STEPS, STEPS_PER_BEAT

CYMBALS: Final = (RIDE, CLOSED_HAT, OPEN_HAT)
TOMS: Final = (LOW_TOM, MID_TOM, HIGH_TOM)
DRUMS: Final = (SNARE, *TOMS)
HATS: Final = (PEDAL_HAT, CLOSED_HAT, OPEN_HAT)
TIME: Final = np.array([float(voice in (*CYMBALS, PEDAL_HAT)) for voice in range(VOICES)], np.float32)
FAST: Final = 180  # bpm: from here on strokes between the eighths are rare
LIKELIHOOD: Final = 0.06  # a nat less likely than the likeliest
MISSING: Final = 2.0  # a stroke that the style's law asks for
LONE_TOM: Final = 2.5  # a stroke on the toms that has none beside it
NEAR: Final = 12  # steps: how far apart strokes on the toms still belong together
AROUND: Final = 0.8  # a stroke on the toms, and a tom, in a fill that goes around them: up to 3 of each
NO_ONE: Final = 1.2  # no cymbal on the 1
FEWEST: Final = 2  # strokes of the cymbals that keep the time at all: a fill leaves half a bar for them
LOST: Final = 8.0  # for each one fewer: more than any variety is worth
RECALLED: Final = 0.6  # how alike the rhythm of a solo's bar is to the one that it takes up
MET: Final = 1.2  # an expected accent that is met
LEANT: Final = 1.1  # for each unit of log odds, of the accent that comes next
LUCK: Final = 0.25  # so that equals are not always settled in the same way


class Bar(NamedTuple):
    """What is known of a bar before it is written."""

    phrase: Phrase
    style: DrumStyle
    plain: Array  # (STEPS, VOICES) of this style
    law: Array  # (STEPS, VOICES)
    expected: Array | None  # (STEPS,)
    next_accent: Array  # (STEPS,): log odds
    bpm: float
    freedom: float = 1.0  # 1: as people


def choose(answers: Answers, history: Array, bar: Bar, luck: Array) -> int:
    """history (MEMORY, STEPS, VOICES), luck (N,) -> which of the answers is played."""
    hits, nats = answers.hits, answers.nats
    phrase, style = bar.phrase, bar.style
    alike = style.alike**bar.freedom  # at 0 every bar is the same
    faults = (
        _plan(hits, phrase, bar.law)
        + _holes(hits, bar)
        + _toms(hits, history[-1], bar)
        + _time(hits, history, bar)
        + MISSING * np.maximum(0, bar.law - hits).sum((1, 2))
        + MISSING / 2 * (hits[:, :, SIDESTICK] * (bar.law[:, SIDESTICK] == 0)).sum(1) * bar.law[:, SIDESTICK].any()
        + _comments(hits, history, style)
        + (_recalled(hits, history[-1]) if phrase.recalls else _alike(hits, history, alike, len(style.law)))
        + LIKELIHOOD * (nats.max() - nats)
        - phrase.answer * _met(hits, bar)
    )
    return int(np.argmin(faults - LUCK * luck))


def _plan(hits: Array, phrase: Phrase, law: Array) -> Array:
    count, talk = hits.sum((1, 2)), hits[:, :, TALK].sum((1, 2))
    faults: Array = ((count - phrase.hits) / 2.2) ** 2 + ((talk - phrase.talk) / 1.6) ** 2
    half = STEPS // 2 if phrase.fill_from is None else phrase.fill_from
    end = hits[:, half:, TALK].sum((1, 2)) + 2 * hits[:, half:, CRASH].sum(1)
    faults = faults - 0.8 * np.minimum(end, 7) if phrase.fill else faults + 0.15 * end
    if phrase.landing:
        faults = faults + 3.0 * (1 - hits[:, 0, (CRASH, KICK)].max(1))
    else:
        faults = faults + 0.4 * hits[:, :, CRASH].sum(1) + 1.2 * hits[:, 0, KICK] * (law[0, KICK] == 0)
    return faults


def _holes(hits: Array, bar: Bar) -> Array | float:
    """What only a fill or a solo may do: leave out the cymbal on the 1."""
    if bar.phrase.fill or bar.phrase.solo:
        return 0.0
    return np.asarray(NO_ONE * bar.plain[0, CYMBALS].max() * (1 - hits[:, 0, (*CYMBALS, BELL, CRASH)].max(1)))


def _toms(hits: Array, before: Array, bar: Bar) -> Array:
    """Toms come together, with those at the end of the bar before, too; some fills go around them."""
    toms = (hits[:, :, TOMS] * (bar.law[:, TOMS] == 0)).astype(float)
    struck = toms.sum(2)
    steps = bar.phrase.beats * STEPS_PER_BEAT
    first, line = NEAR + 1, NEAR + 1 + steps
    strokes = np.zeros((len(hits), line + STEPS + NEAR))  # of the bar before and this one, nothing around
    strokes[:, first:line] = before[:steps, TOMS].sum(1)
    strokes[:, line : line + STEPS] = struck
    total = np.cumsum(strokes, axis=1)
    around = (total[:, 2 * NEAR + 1 :] - total[:, : -2 * NEAR - 1])[:, steps:]
    lone = (struck * (around == 1)).sum(1)
    faults: Array = LONE_TOM * lone
    if bar.phrase.around:
        ends = toms[:, bar.phrase.fill_from :]
        faults = faults - AROUND * (np.minimum(3, ends.sum((1, 2))) + (ends.max(1).sum(1)))
    return faults


def _time(hits: Array, history: Array, bar: Bar) -> Array:
    """What keeps the time in a plain bar of this style is there; where the style asks for it, few strokes of the
    cymbals lie between its eighths."""
    phrase, style = bar.phrase, bar.style
    beats = bar.plain[::STEPS_PER_BEAT] * TIME  # (4, VOICES)
    kept = np.minimum(1, hits[:, ::STEPS_PER_BEAT][:, :, CYMBALS].sum(2)) * beats[:, CYMBALS].max(1)
    missing = np.maximum(0, beats[:, CYMBALS].max(1).sum() - 1 - kept.sum(1))
    foot = (beats[:, PEDAL_HAT] * (1 - hits[:, ::STEPS_PER_BEAT][:, :, HATS].max(2))).sum(1)
    by_cymbal = 0.0 if phrase.solo else 0.3 if phrase.fill else 0.8
    faults: Array = by_cymbal * missing**1.5 + (1.0 if phrase.foot else 0.2) * foot
    if not phrase.solo:
        fewest = min(FEWEST, beats[:, CYMBALS].max(1).sum())
        faults = faults + LOST * np.maximum(0, fewest - hits[:, :, CYMBALS].max(2).sum(1))
    if style.odd is not None:
        odd, lately = _odd(hits, style), float(_odd(history, style).mean())
        faults = faults + (0.5 if bar.bpm < FAST else 1.2) * np.maximum(0, odd + 4 * (lately - style.odd) - 0.7)
    return faults


def _odd(hits: Array, style: DrumStyle) -> Array:
    """Strokes of the cymbals between the eighths: (N, STEPS, VOICES) -> (N,)."""
    cymbal = hits[:, :, CYMBALS].max(2)
    between = [step for step in range(STEPS) if step % STEPS_PER_BEAT not in (0, OFFBEAT[style.feel])]
    return np.asarray(cymbal[:, between].sum(1))


def _comments(hits: Array, history: Array, style: DrumStyle) -> Array | float:
    """The share of comments off the beat, this bar and the last six together."""
    if style.off_share is None:
        return 0.0
    on, off = _on_and_off(hits)
    before = [float(part.sum()) for part in _on_and_off(history[-6:])]
    share = (off + before[1]) / np.maximum(1, on + off + sum(before))
    return np.asarray((8 * np.maximum(0, np.abs(share - style.off_share) - 0.02)) ** 2)


def _on_and_off(hits: Array) -> tuple[Array, Array]:
    talk = hits[:, :, TALK].sum(2)
    on = talk[:, ::STEPS_PER_BEAT].sum(1)
    return on, talk.sum(1) - on


def _alike(hits: Array, history: Array, wanted: float, period: int) -> Array:
    """As alike to the bars a period of the law, 8 and 16 ago as real bars are; where the last ones were too alike, less
    so."""
    flat, bars = hits.reshape(len(hits), -1), history.reshape(len(history), -1)
    one, eight, sixteen = _jaccard(flat, bars[[-period, -8, -16]]).T
    lately = float(_jaccard(bars[8:], bars[8 - period : -period]).diagonal().mean())
    return np.asarray(10 * (one / 2 + eight / 4 + sixteen / 4 + 3 * (lately - wanted) - wanted) ** 2)


def _recalled(hits: Array, before: Array) -> Array:
    """The rhythm of the drums comes again, not to the last stroke."""
    alike = _jaccard(hits[:, :, DRUMS].max(2), before[None, :, DRUMS].max(2))[:, 0]
    return np.asarray(10 * (alike - RECALLED) ** 2)


def _jaccard(hits: Array, bars: Array) -> Array:
    """How alike each of N bars is to each of M, all (STEPS * VOICES,): (N, M)."""
    both = hits @ bars.T
    either = hits.sum(1)[:, None] + bars.sum(1) - both
    return np.asarray(both / np.maximum(1, either))


def _met(hits: Array, bar: Bar) -> Array:
    """Comments where an accent is expected off the beat."""
    wanted = LEANT * bar.next_accent
    if bar.expected is not None:
        wanted = wanted + MET * bar.expected * (np.arange(STEPS) % STEPS_PER_BEAT != 0)
    return np.asarray((hits[:, :, TALK].max(2) * wanted).sum(1))
