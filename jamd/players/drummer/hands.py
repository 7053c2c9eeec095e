"""A drummer has two hands, and a hi-hat cannot be open and closed at once."""

from typing import Final

import numpy as np

from jamd.music.drum_kit import (
    BELL,
    CLOSED_HAT,
    CRASH,
    HIGH_TOM,
    LOW_TOM,
    MID_TOM,
    OPEN_HAT,
    PEDAL_HAT,
    RIDE,
    SIDESTICK,
    SNARE,
)
from jamd.players.arrays import Array
from jamd.players.drummer.codec import VOICES

_BY_HAND: Final = (CLOSED_HAT, RIDE, BELL, OPEN_HAT, SIDESTICK, HIGH_TOM, MID_TOM, LOW_TOM, SNARE, CRASH)
"""What can be spared comes first."""

_HANDS: Final = np.isin(np.arange(VOICES), _BY_HAND).astype(np.float32)

_ONE_OF: Final = ((CLOSED_HAT, OPEN_HAT), (CLOSED_HAT, RIDE), (OPEN_HAT, RIDE), (BELL, RIDE), (SNARE, SIDESTICK))
"""Pairs that no hand strikes at once."""


def two_hands(hits: Array, law: Array) -> Array:
    """A bar (STEPS, VOICES) without what cannot be struck at once; what the law asks for goes last."""
    played = hits.copy()
    crowded = (played @ _HANDS > 1) | (played[:, OPEN_HAT] > 0)
    for step in np.flatnonzero(crowded).tolist():
        row = played[step]
        spared = sorted(_BY_HAND, key=law[step].__getitem__)  # a stable sort
        for one, other in _ONE_OF:
            if row[one] and row[other]:
                row[min(one, other, key=spared.index)] = 0
        for voice in spared:
            if row[list(_BY_HAND)].sum() <= 2:
                break
            row[voice] = 0
        if row[OPEN_HAT]:
            row[PEDAL_HAT] = 0
    return played
