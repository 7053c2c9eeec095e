"""Drumbeats as the seed's percussion network reads and writes them: a symbol a step, one of the 2^9 sets of voices.

Units: steps are sixteenths on the straight grid, 4 to the beat, counted from the first beat of the form. A bar has 16
of them in 4/4 and 12 in 3/4. The nine voices are Magenta's drum_kit. What the network sees before it chooses step
t is the set struck at t - 1, one-hot, and six binary counters that say where t lies. That is all it ever sees; the
rest is its memory.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.music import drum_kit as kit
from jamd.players.seed.grid import COUNTERS, counters

CODEC: Final = "seed_drums"
CODEC_VERSION: Final = 1

VOICES: Final = ("kick", "snare", "closed hat", "open hat", "low tom", "mid tom", "high tom", "crash", "ride")
CLASSES: Final = 2 ** len(VOICES)
FEATURES: Final = CLASSES + COUNTERS
REST: Final = 0  # nothing is struck; also stands before the first step

VOICE_OF_KIT: Final = {
    kit.KICK: 0,
    kit.SNARE: 1,
    kit.SIDESTICK: 1,  # the nearest sound among the nine
    kit.CLOSED_HAT: 2,
    kit.PEDAL_HAT: 2,  # the foot closes the same hats
    kit.OPEN_HAT: 3,
    kit.LOW_TOM: 4,
    kit.MID_TOM: 5,
    kit.HIGH_TOM: 6,
    kit.CRASH: 7,
    kit.RIDE: 8,
    kit.BELL: 8,
}
"""From the voices of `jamd.music.drum_kit` to the nine of this codec."""


def encode(hits: Iterable[tuple[int, int]], first: int, count: int) -> NDArray[np.int64]:
    """Hits (step, voice of this codec) to symbols (count,) of the steps from `first`; hits outside are left out."""
    symbols = np.zeros(count, np.int64)
    for step, voice in hits:
        if first <= step < first + count:
            symbols[step - first] |= 1 << voice
    return symbols


def decode(symbols: Iterable[int], first: int) -> list[tuple[int, int]]:
    """The inverse of `encode`: hits (step, voice), sorted."""
    return [(first + i, voice) for i, symbol in enumerate(symbols) for voice in voices_of(int(symbol))]


def voices_of(symbol: int) -> tuple[int, ...]:
    """The voices in a set, lowest first."""
    return tuple(voice for voice in range(len(VOICES)) if symbol >> voice & 1)


def features(before: int, step: int, beats: int) -> NDArray[np.float32]:
    """The network's input before it chooses `step`: (FEATURES,); `before` is the symbol of the step before."""
    row = np.zeros(FEATURES, np.float32)
    row[before] = 1.0
    row[CLASSES:] = counters(step, beats)
    return row


def features_of(symbols: NDArray[np.int64], first: int, beats: int) -> NDArray[np.float32]:
    """`features` (len(symbols), FEATURES) of a run of symbols after silence, each with the true one before it."""
    rows = np.zeros((len(symbols), FEATURES), np.float32)
    rows[np.arange(len(symbols)), [REST, *symbols[:-1].tolist()]] = 1.0
    rows[:, CLASSES:] = [counters(first + i, beats) for i in range(len(symbols))]
    return rows
