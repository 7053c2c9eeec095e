"""What the drummer adds to the network's log odds in each style, (STEPS, VOICES): what its training takes have that a
drummer behind a keyboardist does not play."""

from typing import Final

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
from jamd.players.steps import STEPS, STEPS_PER_BEAT

NEVER: Final = -9.0
EARLY_FOOT: Final = -3.0  # on the step before the beat: feet that came early
LATE_RIDE: Final = -3.0  # on the step behind the beat: rides that came late
TOMS: Final = (LOW_TOM, MID_TOM, HIGH_TOM)
FILLING: Final = (SNARE, *TOMS)
FULLER: Final = 1.4  # in a fill
AROUND: Final = 1.2  # the toms, on top of that, in a fill that goes around the kit
SOLO_DRUMS: Final = {SNARE: 0.2, LOW_TOM: 1.3, MID_TOM: 1.6, HIGH_TOM: 1.9}
SOLO_CYMBALS: Final = -2.5
SOLO_FOOT: Final = 0.5  # on 2 and 4
RECALLED: Final = 1.4  # a drum where the bar that is taken up has one
UNHEARD: Final = -0.6  # a drum where it has none
SAME_DRUM: Final = -1.0  # the drum that struck there: the rhythm goes to others
LANDING: Final = {KICK: 3.0, CRASH: 1.0}  # on the 1
OTHER_HAND: Final = -4.0  # a cymbal that is not this section's
OWN_HAND: Final = 1.0  # this section's, where a plain bar has it: the bars before may have been on the other one
STRAY_FOOT: Final = -1.5  # where a plain bar has the foot: on its other beats
BRUSHED_CRASH: Final = -1.5
SLAP: Final = -1.2  # on a beat: the tap keeps the time there


def jazz_bias() -> Array:
    """From a drummer who plays alone to one who plays behind a pianist: the foot on 2 and 4, fewer toms, more comments
    on the beat, fewer strokes of the ride between its eighths."""
    bias = np.zeros((STEPS, VOICES), np.float32)
    bias[:, PEDAL_HAT] -= 1.0
    bias[:, TOMS] -= 0.6
    bias[:, (SIDESTICK, OPEN_HAT)] -= 0.5
    bias[:, CRASH] += 1.0
    bias[[STEPS_PER_BEAT, 3 * STEPS_PER_BEAT], PEDAL_HAT] += 1.6
    bias[::STEPS_PER_BEAT, SNARE] += 0.5
    bias[:, KICK] += 0.05
    bias[::STEPS_PER_BEAT, KICK] += 0.45
    bias[::STEPS_PER_BEAT, RIDE] += 0.4
    for step in (3, 5):
        bias[step::STEPS_PER_BEAT, RIDE] -= 0.3
    bias[1::STEPS_PER_BEAT, RIDE] = LATE_RIDE
    bias[5::STEPS_PER_BEAT, PEDAL_HAT] = EARLY_FOOT
    return bias


def fast_bias() -> Array:
    """The jazz player's at fast tempi: a steady ride, and no triplets, which the hands would have to rush."""
    bias = jazz_bias()
    bias[::STEPS_PER_BEAT, RIDE] += 0.8
    for step in (1, 2, 3, 5):
        bias[step::STEPS_PER_BEAT, RIDE] -= 0.8
        bias[step::STEPS_PER_BEAT, TALK] -= 1.5
    return bias


def shuffle_bias() -> Array:
    """The cymbals on the shuffle's own places."""
    bias = np.zeros((STEPS, VOICES), np.float32)
    bias[5::STEPS_PER_BEAT, PEDAL_HAT] = EARLY_FOOT
    for step in (1, 3, 5):
        bias[step::STEPS_PER_BEAT, (RIDE, CLOSED_HAT)] -= 1.0
    return bias


def waltz_bias() -> Array:
    """The jazz player's, with the foot on 2 and often 3; comments not only on the way to the next bar."""
    bias = jazz_bias()
    bias[2 * STEPS_PER_BEAT, PEDAL_HAT] += 0.9
    bias[:STEPS_PER_BEAT, TALK] += 0.15
    bias[2 * STEPS_PER_BEAT :, TALK] -= 0.15
    return bias


def brush_bias() -> Array:
    """The jazz player's, who slaps off the beat, for one hand cannot tap and slap at once, and seldom crashes."""
    bias = jazz_bias()
    bias[::STEPS_PER_BEAT, SNARE] += SLAP
    bias[:, CRASH] += BRUSHED_CRASH
    return bias


def even_bias(snare: float = 0.0) -> Array:
    """No kick right behind a kick: in a few training takes a pad sounded twice. With fewer strokes of the
    snare: the cross-stick where the law asks for it alone, few toms, the foot off 1 and 3."""
    bias = np.zeros((STEPS, VOICES), np.float32)
    bias[1::STEPS_PER_BEAT, KICK] = NEVER
    bias[5::STEPS_PER_BEAT, PEDAL_HAT] = EARLY_FOOT
    bias[2::STEPS_PER_BEAT, PEDAL_HAT] = EARLY_FOOT
    bias[5::STEPS_PER_BEAT, KICK] -= 1.0
    bias[:, SNARE] += snare
    if snare:
        bias[:, SIDESTICK] -= 3.0
        bias[:, TOMS] -= 0.7
        bias[[0, 2 * STEPS_PER_BEAT], PEDAL_HAT] -= 1.5
        bias[:, BELL] -= 1.0
    return bias


def broken_bias() -> Array:
    """Straight eighths that are never a pattern: no beat has its drum, and the foot is one voice among others."""
    bias = even_bias()
    bias[:, PEDAL_HAT] -= 0.3
    bias[:, (SIDESTICK, BELL)] -= 1.5
    bias[:: STEPS_PER_BEAT // 2, KICK] += 0.3
    bias[::STEPS_PER_BEAT, RIDE] -= 0.3
    return bias


def funk_bias() -> Array:
    """With fewer open hats, for the takes' drummers play alone, and a backbeat that stays."""
    bias = even_bias()
    bias[:, OPEN_HAT] -= 0.8
    bias[[STEPS_PER_BEAT, 3 * STEPS_PER_BEAT], SNARE] += 1.0
    return bias


def fill_bias(first: int, around: bool) -> Array:
    """Snare and toms from the step on where a fill begins; toms above all where it goes around the kit."""
    bias = np.zeros((STEPS, VOICES), np.float32)
    bias[first:, FILLING] += FULLER
    if around:
        bias[first:, TOMS] += AROUND
    return bias


def solo_bias(before: Array | None) -> Array:
    """Drums instead of cymbals, while the foot keeps the time. before (STEPS, VOICES): a bar whose rhythm is taken
    up."""
    bias = np.zeros((STEPS, VOICES), np.float32)
    bias[:, list(SOLO_DRUMS)] += list(SOLO_DRUMS.values())
    bias[:, (RIDE, BELL, CLOSED_HAT, OPEN_HAT)] += SOLO_CYMBALS
    bias[[STEPS_PER_BEAT, 3 * STEPS_PER_BEAT], PEDAL_HAT] += SOLO_FOOT
    if before is not None:
        rhythm = before[:, FILLING].max(1, keepdims=True)
        bias[:, FILLING] += RECALLED * rhythm + UNHEARD * (1 - rhythm) + SAME_DRUM * before[:, FILLING]
    return bias


def landing_bias() -> Array:
    """The kick or the crash on the 1."""
    bias = np.zeros((STEPS, VOICES), np.float32)
    bias[0, list(LANDING)] += list(LANDING.values())
    return bias


def hand_bias(plain: Array) -> Array:
    """The hand is on the cymbal of a plain bar, (STEPS, VOICES), and its foot on its beats alone."""
    bias = np.zeros((STEPS, VOICES), np.float32)
    one, other = (RIDE, CLOSED_HAT) if plain[:, RIDE].any() else (CLOSED_HAT, RIDE)
    bias[:, other] = OTHER_HAND
    bias[:, one] = OWN_HAND * plain[:, one]
    if plain[:, PEDAL_HAT].any():
        bias[::STEPS_PER_BEAT, PEDAL_HAT] = STRAY_FOOT * (1 - plain[::STEPS_PER_BEAT, PEDAL_HAT])
    return bias
