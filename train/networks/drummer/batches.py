"""Batches of bars for the network that writes them: what each bar is told is drawn anew every time.

- The history is what was played before, or, for half of the bars once `imagined` is set, partly what the network
  itself would have played there: on stage it only ever hears itself.
- Aims are measured on the bar and told with gaps, so that each can be asked for alone, or none.
- Accents are the drummer's own comments: some left out, some added, some moved by a step. So the
  network learns to meet a rhythm that it was told of. Real recordings do not teach it (shared data's README).
- Parts of the history are blanked now and then (`BLANKED`), so that no single one is leant on.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jamd.music.drum_kit import CRASH, KICK
from jamd.players.drummer import codec
from jamd.players.steps import STEPS, STEPS_PER_BEAT
from train.learning.network import Batch
from train.networks.drummer.takes import Take

UNTOLD: Final = 0.35  # share of aims that are not told, each for itself
NOTHING_TOLD: Final = 0.2  # share of bars that are told no aim at all
NO_ACCENTS: Final = 0.35
BLANKED: Final = 0.15  # share of bars for which a block of the history is blank
IMAGINED: Final = 0.5  # share of bars that hear their own history
_BLOCK: Final = 3 * codec.VOICES  # one bar of the past


class Bars:
    """All bars of some takes, one after another, with room for the history before each take."""

    def __init__(self, takes: Sequence[Take]) -> None:
        room = np.zeros((codec.MEMORY, STEPS, codec.VOICES), np.uint8)
        self.hits = np.concatenate([part for take in takes for part in (room, take.hits)])
        self.imagined = self.hits  # as the network would have played
        starts = np.cumsum([codec.MEMORY] + [take.bars + codec.MEMORY for take in takes])[:-1]
        self.rows = np.concatenate([start + np.arange(take.bars) for start, take in zip(starts, takes, strict=True)])
        self.known = np.concatenate([np.arange(take.bars) for take in takes])
        self.per_bar = np.repeat([take.beats * STEPS_PER_BEAT for take in takes], [take.bars for take in takes])
        self.aims = np.concatenate([measured_aims(take.hits) for take in takes])  # (bars, AIMS), as `codec.aims` scales
        self.settings = np.concatenate(
            [
                [codec.setting(take.style, take.bpm, take.feel, take.beats, bar) for bar in range(take.bars)]
                for take in takes
            ]
        )

    def __len__(self) -> int:
        return len(self.rows)

    def batch(self, chosen: NDArray[np.int64], rng: np.random.Generator | None) -> Batch:
        """These bars, told with gaps; without `rng` as they are judged: real history, no aims, no accents."""
        rows, count = self.rows[chosen], len(chosen)
        hits = self.hits[rows].astype(np.float32)
        past = rows[:, None] + np.arange(-codec.MEMORY, 0)
        history = self.hits[past].astype(np.float32)
        aimed = np.zeros((count, len(codec.AIMS)), bool)
        accents = np.broadcast_to(codec.accents(None), (count, STEPS, 5)).copy()
        if rng is not None:
            own = rng.random(count) < IMAGINED
            swapped = own[:, None] & (rng.random(past.shape) < 0.5)
            history = np.where(swapped[..., None, None], self.imagined[past], history).astype(np.float32)
            aimed = (rng.random(aimed.shape) > UNTOLD) & (rng.random((count, 1)) > NOTHING_TOLD)
            for i in np.flatnonzero(rng.random(count) > NO_ACCENTS):
                accents[i] = expected(hits[i], rng)
        around = codec.context(history)
        if rng is not None:
            for block in range(0, codec.CONTEXT, _BLOCK):
                around[rng.random(count) < BLANKED, :, block : block + _BLOCK] = 0
        per_bar = self.per_bar[chosen]
        last = history[np.arange(count)[:, None], -1, per_bar[:, None] - codec.REACH + np.arange(codec.REACH)]
        aims = np.concatenate([self.aims[chosen] * aimed, aimed], axis=1).astype(np.float32)
        inputs = {
            "context": around,
            "recent": codec.recent(last, hits),
            "told": codec.told(self.settings[chosen], aims, accents),
        }
        weights = (np.arange(STEPS) < per_bar[:, None]).astype(
            np.float32
        )  # nothing counts behind the end of a bar of 3/4
        return Batch(inputs, {"hits": hits}, weights)


def measured_aims(hits: NDArray[np.uint8]) -> NDArray[np.float32]:
    """hits (bars, STEPS, VOICES) -> (bars, AIMS) scaled as `codec.aims` does.

    A bar fills where its second half has far more comments than most bars of the take; it lands where its 1 has a
    crash, or a kick behind a fill.
    """
    counts = hits.sum((1, 2)).astype(np.float32)
    ahead = np.array([counts[i : i + 4].mean() for i in range(len(counts))])
    talk = hits[:, :, codec.TALK].sum((1, 2))
    second_half = hits[:, STEPS // 2 :, codec.TALK].sum((1, 2)) + 2 * hits[:, STEPS // 2 :, CRASH].sum(1)
    fill = second_half >= max(np.median(second_half) + 2.5, 4)
    after = np.concatenate([[False], fill[:-1]])
    landing = (hits[:, 0, CRASH] > 0) | ((hits[:, 0, KICK] > 0) & after)
    return np.stack([ahead / 12 - 1, talk / 5 - 1, fill, after, landing], axis=1).astype(np.float32)


def expected(hits: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """The comments of a bar (STEPS, VOICES) as what a partner might play: (STEPS, 5), see `codec.accents`."""
    accents = hits[:, codec.TALK].max(axis=1) * (rng.random(STEPS) < rng.uniform(0.3, 0.9))
    moved = rng.random(STEPS)
    accents = np.where(moved < 0.08, np.roll(accents, 1), np.where(moved > 0.92, np.roll(accents, -1), accents))
    accents = np.maximum(accents, rng.random(STEPS) < 0.02)
    return codec.accents(accents.astype(np.float32))
