"""Structure: how alike bars are that lie apart, fills and where they land, waves of density and loudness."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from train.judge.drumming.patterns import comping, feathered
from train.judge.drumming.strokes import CRASH, KICK, Floats, Strokes, Window, mean, windows

LAGS: Final = (1, 2, 4, 8, 16)
_SHUFFLES: Final = 40
_FILL: Final = 8  # steps: the second half of a bar of 4/4


def density(window: Window) -> Mapping[str, float]:
    counts = window.per_bar()
    fours = np.array([counts[i : i + 4].mean() for i in range(0, window.bars - 3, 4)])
    return {
        "hits": float(counts.mean()),
        "hits_sd": float(counts.std()),
        "arc_range": float((fours.max() - fours.min()) / fours.mean()) if fours.any() else float("nan"),
        "arc_vel_sd": _loudness_sd(window.strokes, 0, window.bars, 4, 1),
    }


def likeness(window: Window) -> Mapping[str, float]:
    """Mean Jaccard of bars a lag apart."""
    bars = window.sets(np.ones(len(window.strokes.bar), bool))
    pairs = {lag: list(zip(bars[lag:], bars[:-lag], strict=True)) for lag in LAGS}
    return {f"lag{lag}": mean([jaccard(a, b) for a, b in found]) for lag, found in pairs.items()}


def jaccard(one: frozenset[tuple[int, int]], other: frozenset[tuple[int, int]]) -> float:
    return len(one & other) / len(one | other) if one | other else float("nan")


def fills(window: Window) -> Mapping[str, float]:
    """How much busier every fourth and eighth bar's end is, and how much oftener an eighth bar is landed on."""
    s = window.strokes
    busy = window.per_bar(comping(window) & (s.step >= s.steps - _FILL)) + window.per_bar(s.of(CRASH))
    crashed = window.per_bar(s.of(CRASH) & (s.step == 0)) > 0
    kicked = window.per_bar(s.of(KICK) & (s.step == 0)) > 0
    kicked[list(feathered(window))] = False
    return {
        "fill4": contrast(busy, 4),
        "fill8": contrast(busy, 8),
        "land8": contrast((crashed | kicked).astype(float), 8),
    }


def contrast(values: Floats, period: int) -> float:
    """How far the bars at one phase of a period stand out from the others, in sd, above what shuffled bars give. The
    phase is free: nobody says where a take's phrases begin."""
    if len(values) < 2 * period or values.std() == 0:
        return 0.0
    rng = np.random.default_rng(1)
    chance = [_most_apart(rng.permutation(values), period) for _ in range(_SHUFFLES)]
    return _most_apart(values, period) - float(np.mean(chance))


def _most_apart(values: Floats, period: int) -> float:
    apart = []
    for phase in range(period):
        here = np.arange(len(values)) % period == phase
        apart.append((values[here].mean() - values[~here].mean()) / values.std())
    return float(max(apart))


def _loudness_sd(s: Strokes, first: int, end: int, size: int, fewest: int) -> float:
    """Spread of the mean velocity over groups of bars; groups with under `fewest` strokes do not count."""
    means = []
    for start in range(first, end - size + 1, size):
        inside = (s.bar >= start) & (s.bar < start + size)
        if inside.sum() >= fewest:
            means.append(float(s.velocity[inside].mean()))
    return float(np.std(means)) if len(means) > 3 else float("nan")


def chorus_loudness(strokes: Strokes) -> float:
    """Spread of the mean velocity over groups of eight bars, the whole take through."""
    stretches: Sequence[Window] = list(windows(strokes))
    if not stretches:
        return float("nan")
    first = max(0, int(strokes.bar.min()))
    return _loudness_sd(strokes, first, first + sum(w.bars for w in stretches), 8, 21)
