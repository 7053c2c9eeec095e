"""Batches of bars for the network of comping rhythms: what each bar is told is drawn anew every time."""

from collections.abc import Sequence
from typing import Final, get_args

import numpy as np
from numpy.typing import NDArray

from jamd.players.pianist.comping import codec
from jamd.players.steps import STEPS, STEPS_PER_BEAT
from train.learning.network import Batch
from train.networks.comping.takes import Take

UNTOLD: Final = 0.4  # share of bars that are not told of their partner, and of those that are not told their count
FADE: Final = 0.94
TRUST: Final = 8.0
BLANKED: Final = 0.1  # share of bars for which one part of the history is blank
TOLD: Final = (0.3, 0.35, 0.35)  # shares of bars that are told nothing of their partner's steps, the past, and all
_DENSITY, _COUNT = slice(4, 7), slice(7, 9)  # of what a bar shares


class Bars:
    """All bars of some takes, one after another, with room for the history before each take."""

    def __init__(self, takes: Sequence[Take]) -> None:
        room = np.zeros((codec.MEMORY, STEPS), np.uint8)
        self.chords = np.concatenate([part for take in takes for part in (room, take.chords)])
        self.partner = np.concatenate([part for take in takes for part in (room, take.partner)])
        starts = np.cumsum([codec.MEMORY] + [take.bars + codec.MEMORY for take in takes])[:-1]
        rows = [start + np.flatnonzero(take.played) for start, take in zip(starts, takes, strict=True)]
        self.rows = np.concatenate(rows)
        self.per_bar = np.concatenate([np.full(take.played.sum(), take.beats * STEPS_PER_BEAT) for take in takes])
        self.shared = np.concatenate([_shared(take) for take in takes])

    def __len__(self) -> int:
        return len(self.rows)

    def batch(self, chosen: NDArray[np.int64], rng: np.random.Generator | None) -> Batch:
        """These bars, told with gaps; without `rng` as they are judged: real history, the partner up to the step
        before, no count."""
        rows, count = self.rows[chosen], len(chosen)
        chords = self.chords[rows].astype(np.float32)
        history = self.chords[rows[:, None] + np.arange(-codec.MEMORY, 0)].astype(np.float32)
        shared, per_bar = self.shared[chosen].copy(), self.per_bar[chosen]
        if rng is None:
            shared[:, _COUNT] = 0
        else:
            shared[rng.random(count) < UNTOLD, _DENSITY] = 0
            shared[rng.random(count) < UNTOLD, _COUNT] = 0
            history[rng.random(count) < BLANKED] = 0
        steps = per_bar[:, None] - codec.REACH + np.arange(codec.REACH)  # the last of the bar before
        recent = codec.recent(history[np.arange(count)[:, None], -1, steps], chords)
        features = codec.features(history, recent, shared, self._partner(rows, steps, rng))
        if rng is not None:
            for first in range(0, codec.CONTEXT, 3):
                features[rng.random(count) < BLANKED, :, first : first + 3] = 0
        weights = (np.arange(STEPS) < per_bar[:, None]).astype(np.float32)  # a bar of 3/4 is shorter
        return Batch({"features": features}, {"chords": chords}, weights)

    def _partner(
        self, rows: NDArray[np.int64], steps: NDArray[np.int64], rng: np.random.Generator | None
    ) -> NDArray[np.float32]:
        """(bars, STEPS, PARTNER)."""
        before, bar = self.partner[rows[:, None] - 1, steps].astype(np.float32), self.partner[rows].astype(np.float32)
        if rng is None:
            return codec.partner(before, bar, "past")
        choices = [codec.partner(before, bar, told) for told in get_args(codec.Told)]
        drawn = rng.choice(len(TOLD), len(rows), p=TOLD)
        return np.asarray(np.stack(choices)[drawn, np.arange(len(rows))])


def _shared(take: Take) -> NDArray[np.float32]:
    """(bars that are played, codec.SHARED)."""
    counts = take.chords.sum(1)
    rows = []
    for bar in np.flatnonzero(take.played):
        before = take.partner[max(0, bar - 4) : bar].sum(1)
        density = (float(before[-1]), float(before.mean())) if bar else None
        rows.append(codec.shared(take.bpm, take.beats, int(bar), density, float(counts[bar])))
    return np.array(rows, np.float32).reshape(-1, codec.SHARED)


def baselines(train: Sequence[Take], held_out: Sequence[Take]) -> dict[str, dict[str, float]]:
    """Bits a bar. marginal: how often each step was struck in training; adaptive: counted in the bars before, each
    worth FADE of the one after it, and TRUST bars of the marginal."""
    found: dict[str, list[float]] = {"marginal": [], "adaptive": []}
    for take in held_out:
        prior = _marginal([other for other in train if other.beats == take.beats] or train)
        counted, weight = np.zeros(STEPS), 0.0
        for chords, played in zip(take.chords.astype(float), take.played, strict=True):
            if not played:
                continue
            for name, odds in (("marginal", prior), ("adaptive", (counted + TRUST * prior) / (weight + TRUST))):
                bits = -np.log2(np.where(chords > 0, odds, 1 - odds))
                found[name].append(float(bits[: take.beats * STEPS_PER_BEAT].sum()))
            counted, weight = counted * FADE + chords, weight * FADE + 1
    return {name: {"chords": float(np.mean(bits))} for name, bits in found.items()}


def _marginal(takes: Sequence[Take]) -> NDArray[np.float64]:
    chords = np.concatenate([take.chords[take.played] for take in takes])
    odds: NDArray[np.float64] = (chords.sum(0) + 1) / (len(chords) + 2)
    return odds
