"""Tells styles apart from eight bars of drums: multinomial logistic regression on how often each place is struck.

It is plain on purpose: it must not know more of a style than which voices are struck where. The grid has six steps to
the beat as played, so that swung and even eighths fall on different steps. It learns from Groove's takes.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from train.corpora.piece import Piece
from train.judge.drumming.strokes import EARLY, FAMILIES, Strokes

STYLES: Final = ("swing", "waltz", "bossa", "samba", "funk", "shuffle")
BARS: Final = 8  # of a window
_HOP: Final = 4
_STEPS: Final = 6  # to the beat
_BEATS: Final = 4  # that a bar has room for
_ROUNDS: Final = 400
_RATE: Final = 0.5
_DECAY: Final = 0.02  # of the weights
_NOT_SWUNG: Final = {"march", "klezmer", "funk", "linear"}  # called jazz, too

Floats = NDArray[np.float64]


def style_of(piece: Piece) -> str | None:
    """What Groove calls a take; None for any other style."""
    words = set(piece.styles)
    if "fill" in words:
        return None
    if "jazz" in words:
        known = not words & _NOT_SWUNG
        return {"4/4": "swing", "3/4": "waltz"}.get(piece.meter) if known else None
    if piece.meter != "4/4":
        return None
    if "shuffle" in words:
        return "shuffle"
    if "brazilian-bossa" in words:
        return "bossa"
    if words & {"brazilian-samba", "samba"}:
        return "samba"
    return "funk" if piece.styles[:1] == ("funk",) and "latin" not in words else None


def windows_of(strokes: Strokes) -> Floats:
    """(windows, features): how often each family is struck at each step of the bar; one window for a short take."""
    at = np.round((np.floor(strokes.beat + EARLY) + _inside(strokes.beat)) * _STEPS).astype(int)
    bar, step = np.divmod(at, _STEPS * strokes.beats)
    count = max(1, int(bar.max()) + 1) if len(bar) else 1
    cells = np.zeros((count, len(FAMILIES), _STEPS * _BEATS))
    kept = bar >= 0
    cells[bar[kept], strokes.voice[kept], step[kept]] = 1
    starts = range(0, max(1, count - BARS + 1), _HOP)
    return np.array([cells[start : start + BARS].mean(axis=0).ravel() for start in starts])


def _inside(beat: Floats) -> Floats:
    inside: Floats = beat - np.floor(beat + EARLY)
    return inside


class Classifier(NamedTuple):
    """What it has learned."""

    mean: Floats  # (features,)
    scale: Floats
    weights: Floats  # (features + 1, styles)

    def odds(self, strokes: Strokes) -> Floats:
        """(styles,) mean log odds over the windows of a take."""
        mean: Floats = _log_softmax(_with_one((windows_of(strokes) - self.mean) / self.scale) @ self.weights).mean(0)
        return mean

    def style(self, strokes: Strokes) -> str:
        return STYLES[int(self.odds(strokes).argmax())]


def learned(takes: Sequence[tuple[Strokes, str]]) -> Classifier:
    """From takes and their styles; every style counts alike, however many takes it has."""
    rows = [(window, STYLES.index(style)) for strokes, style in takes for window in windows_of(strokes)]
    features, labels = np.array([row for row, _ in rows]), np.array([label for _, label in rows])
    mean, scale = features.mean(0), features.std(0) + 0.05
    inputs, asked = _with_one((features - mean) / scale), np.eye(len(STYLES))[labels]
    counts = np.bincount(labels, minlength=len(STYLES))
    shares = (1 / np.maximum(counts, 1))[labels] / (counts > 0).sum()
    weights = np.zeros((inputs.shape[1], len(STYLES)))
    for _ in range(_ROUNDS):
        wrong = (np.exp(_log_softmax(inputs @ weights)) - asked) * shares[:, None]
        weights -= _RATE * (inputs.T @ wrong / 4 + _DECAY * weights)
    return Classifier(mean, scale, weights)


def cross_validated(takes: Sequence[tuple[Strokes, str]], folds: int = 5) -> Iterator[tuple[str, str]]:
    """(style, what it was taken for) of every take, told by a classifier that has not learned from it."""
    met: Counter[str] = Counter()
    places = []
    for _, style in takes:  # every fold has its share of each style
        places.append(met[style] % folds)
        met[style] += 1
    for fold in range(folds):
        rest = [take for take, place in zip(takes, places, strict=True) if place != fold]
        classifier = learned(rest)
        for (strokes, style), place in zip(takes, places, strict=True):
            if place == fold:
                yield style, classifier.style(strokes)


def _with_one(rows: Floats) -> Floats:
    return np.concatenate([rows, np.ones((len(rows), 1))], axis=1)


def _log_softmax(logits: Floats) -> Floats:
    shifted = logits - logits.max(axis=1, keepdims=True)
    odds: Floats = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return odds
