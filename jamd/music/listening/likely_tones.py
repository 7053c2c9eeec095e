"""How likely is each pitch class to be in the harmony: now, in the next half bar, and in the one after that?

A logistic regression: each pitch class that sounded speaks for or against each other one by their distance in
semitones, more or less by when it sounded. So a third speaks for its root, and a bass for the one a fourth above, next.
The weights were learned from pianists of real trios (`train.harmony`): which pitch classes did the left hand play next?
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.music.listening.sounding import STRETCHES
from jamd.music.listening.tone_weights import BIAS, WEIGHTS

AHEAD: Final = 3  # units that are judged: this one, the next, and the one after
_DISTANCES: Final = (np.arange(12)[:, None] + np.arange(12)) % 12  # [tone, distance above it] -> what sounded
_WEIGHTS: Final = np.array(WEIGHTS, float).reshape(AHEAD, STRETCHES * 12) / 100
_BIAS: Final = np.array(BIAS, float) / 100


def features(sounded: NDArray[np.float64]) -> NDArray[np.float64]:
    """(12, STRETCHES * 12): what each pitch class has around it, from (STRETCHES, 12)."""
    around: NDArray[np.float64] = sounded[:, _DISTANCES].transpose(1, 0, 2).reshape(12, -1)
    return around


def log_odds(sounded: NDArray[np.float64]) -> NDArray[np.float64]:
    """(AHEAD, 12) log odds that each pitch class is in the harmony."""
    odds: NDArray[np.float64] = _WEIGHTS @ features(sounded).T + _BIAS[:, None]
    return odds


def chance(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probabilities of log odds."""
    likely: NDArray[np.float64] = 1 / (1 + np.exp(-odds))
    return likely
