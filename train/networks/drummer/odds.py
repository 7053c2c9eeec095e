"""What the drummer's networks must beat: forecasts that only count, in bits, on the same hits."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.players.drummer import touch_codec
from jamd.players.drummer.codec import MEMORY
from jamd.players.steps import STEPS_PER_BEAT
from train.networks.drummer.takes import Take
from train.networks.drummer.touch import Strokes

ADDED: Final = 0.5  # hits, and misses, of every cell before anything was counted
TRUST: Final = 2.0  # bars of the marginal that the adaptive odds start from


def bar_baselines(train: Sequence[Take], held_out: Sequence[Take]) -> dict[str, dict[str, float]]:
    """Bits a bar. marginal: how often each cell was struck in training, by style and meter; adaptive: counted over the
    take's last bars, starting from the marginal."""
    found: dict[str, list[NDArray[np.float64]]] = {"marginal": [], "adaptive": []}
    for take in held_out:
        prior = _marginal([other for other in train if _kind(other) == _kind(take)] or train)
        hits = take.hits.astype(float)
        counted = np.array([hits[max(0, i - MEMORY) : i].sum(0) for i in range(take.bars)])
        bars = np.minimum(np.arange(take.bars), MEMORY)[:, None, None]
        for name, odds in (
            ("marginal", np.broadcast_to(prior, hits.shape)),
            ("adaptive", (counted + TRUST * prior) / (bars + TRUST)),
        ):
            found[name].append(_bits(hits, odds)[:, : take.beats * STEPS_PER_BEAT].sum((1, 2)))
    return {name: {"hits": float(np.concatenate(bits).mean())} for name, bits in found.items()}


def _kind(take: Take) -> tuple[str, int]:
    return take.style, take.beats


def _marginal(takes: Sequence[Take]) -> NDArray[np.float64]:
    hits = np.concatenate([take.hits for take in takes])
    odds: NDArray[np.float64] = (hits.sum(0) + ADDED) / (len(hits) + 2 * ADDED)
    return odds


def _bits(hits: NDArray[np.float64], odds: NDArray[np.float64]) -> NDArray[np.float64]:
    bits: NDArray[np.float64] = -np.log2(np.where(hits > 0, odds, 1 - odds))
    return bits


def hit_baselines(train: Strokes, held_out: Strokes) -> dict[str, dict[str, float]]:
    """Bits a hit of how often each bin occurred in training."""

    def marginal(counted: NDArray[np.int64], asked: NDArray[np.int64]) -> float:
        odds = (np.bincount(counted, minlength=touch_codec.BINS) + ADDED) / (len(counted) + ADDED * touch_codec.BINS)
        return float(-np.log2(odds[asked]).mean())

    velocity, late = marginal(train.velocity, held_out.velocity), marginal(train.late, held_out.late)
    return {"marginal": {"velocity": velocity, "late": late}}
