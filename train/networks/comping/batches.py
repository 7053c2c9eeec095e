"""Batches of bars for the network of comping rhythms: what each bar is told is drawn anew every time."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from jamd.players.pianist.comping import codec
from jamd.players.steps import STEPS, STEPS_PER_BEAT
from train.learning.network import Batch
from train.networks.comping.takes import Take

UNTOLD: Final = 0.6  # share of bars that are not told their count
FADE: Final = 0.94
TRUST: Final = 8.0
TOLD: Final = (0.2, 0.6, 0.2)  # shares of bars that are told nothing of their partner, the past, and all
_COUNT: Final = slice(codec.SHARED - 2, codec.SHARED)  # of what a bar shares


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
        self.known = np.concatenate([np.flatnonzero(take.played) for take in takes])
        self.shared = np.concatenate([_shared(take) for take in takes])

    def __len__(self) -> int:
        return len(self.rows)

    def batch(self, chosen: NDArray[np.int64], rng: np.random.Generator | None) -> Batch:
        """These bars, told with gaps; without `rng` as they are judged: the partner up to the step before, no count."""
        rows, per_bar, known = self.rows[chosen], self.per_bar[chosen], self.known[chosen]
        chords = self.chords[rows].astype(np.float32)
        history, above = (self._before(track, rows) for track in (self.chords, self.partner))
        shared = self.shared[chosen].copy()
        shared[slice(None) if rng is None else rng.random(len(rows)) < UNTOLD, _COUNT] = 0
        partner = codec.partner(above, known, per_bar, self.partner[rows])
        inputs = {
            "told": codec.told(history, known, shared, _with_gaps(partner, rng)),
            "own": _own(codec.before(history, per_bar), chords),
        }
        weights = (np.arange(STEPS) < per_bar[:, None]).astype(np.float32)  # a bar of 3/4 is shorter
        return Batch(inputs, {"chords": chords}, weights)

    @staticmethod
    def _before(track: NDArray[np.uint8], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """(bars, MEMORY, STEPS)."""
        found: NDArray[np.float32] = track[rows[:, None] + np.arange(-codec.MEMORY, 0)].astype(np.float32)
        return found


def hiding(batch: Batch, share: float, rng: np.random.Generator) -> Batch:
    """The same batch; so much of its inputs is 0, and the rest larger by as much."""
    kept = {name: rng.random(array.shape, np.float32) >= share for name, array in batch.inputs.items()}
    inputs = {name: array * kept[name] / np.float32(1 - share) for name, array in batch.inputs.items()}
    return batch._replace(inputs=inputs)


def _with_gaps(partner: NDArray[np.float32], rng: np.random.Generator | None) -> NDArray[np.float32]:
    """Told all, as it is drawn for each bar; without `rng` the past."""
    telling = np.full(len(partner), 1) if rng is None else rng.choice(len(TOLD), len(partner), p=TOLD)
    partner[telling == 0] = 0
    partner[telling == 1] *= codec.PAST
    return partner


def _own(before: NDArray[np.float32], chords: NDArray[np.float32]) -> NDArray[np.float32]:
    """(bars, STEPS, OWN)."""
    line = np.concatenate([before[:, STEPS - codec.REACH :], chords[:, :-1]], axis=1)
    return codec.own(sliding_window_view(line, codec.REACH, axis=1), np.cumsum(chords, axis=1) - chords)


def _shared(take: Take) -> NDArray[np.float32]:
    """(bars that are played, codec.SHARED)."""
    counts = take.chords.sum(1)
    rows = [codec.shared(take.bpm, take.beats, int(bar), float(counts[bar])) for bar in np.flatnonzero(take.played)]
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
