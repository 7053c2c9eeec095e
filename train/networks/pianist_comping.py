"""The pianist's network of comping rhythms: at which of the 24 steps of a bar a chord is struck.

LSTM 96, 70 thousand weights. What it is told and answers: `jamd.players.pianist.comping.codec`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from jamd.players.pianist.comping import codec
from jamd.players.steps import STEPS
from train.learning.network import Arrays, Batch, Data, Side, StepNetwork
from train.learning.schedules import Cosine
from train.networks.comping.batches import Bars, baselines
from train.networks.comping.network import CompingRhythm
from train.networks.comping.takes import Take, learnable
from train.prepare.shards import SplitBy

TITLE: Final = "comping network that writes rhythms"
EXPECT: Final = "nine minutes on one busy core; 7.49 bits a bar on held-out pianists (adaptive odds 8.20)"
CODEC = codec
LEARNS_FROM: Final[Mapping[str, SplitBy]] = {"jtd_piano": "performer"}
SCHEDULE: Final = Cosine()
STEPS_A_BAR: Final = STEPS
SIDE_BY_SIDE: Final = 16
VOCABULARY: Final = {
    "logits": "log odds that a chord is struck at this step",
    "features": "own bars and steps before, the step, tempo, meter, the partner, chords in this bar",
}
SIZE: Final = 256  # bars a batch
EPOCHS: Final = 20

music_of = learnable


def network() -> CompingRhythm:
    return CompingRhythm(name="pianist_comping")


class CompingLessons:
    """Every bar once an epoch, told anew. See `train.learning.network.Lessons`."""

    unit = "bar"

    def __init__(self, data: Data) -> None:
        self._data = data
        self._bars = Bars(data.train)
        self.steps_a_unit = float(self._bars.per_bar.mean())
        self._size = min(SIZE, len(self._bars))
        self.updates = EPOCHS * (len(self._bars) // self._size)
        self.watched = _as_judged(data.validation or data.train)

    def one_round(self, rng: np.random.Generator) -> Iterator[Batch]:
        order = rng.permutation(len(self._bars))
        for first in range(0, len(order) - self._size + 1, self._size):
            yield self._bars.batch(order[first : first + self._size], rng)

    def before_round(self, number: int, network: StepNetwork, rng: np.random.Generator) -> None:
        pass

    def sides(self) -> dict[str, Side]:
        return {"validation": self._side(self._data.validation), "test": self._side(self._data.test)}

    def _side(self, takes: list[Take]) -> Side:
        if not takes:
            return Side(0, 0, [], {})
        bars = sum(int(take.played.sum()) for take in takes)
        return Side(len(takes), bars, _as_judged(takes), baselines(self._data.train, takes))

    def state(self) -> Arrays:
        return {}

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        pass


lessons = CompingLessons


def _as_judged(takes: list[Take]) -> list[Batch]:
    bars = Bars(takes)
    return [bars.batch(np.arange(i, min(i + SIZE, len(bars))), None) for i in range(0, len(bars), SIZE)]


def random_inputs(steps: int, rng: np.random.Generator) -> Arrays:
    """Steps of a bar after random ones."""
    history = (rng.random((codec.MEMORY, STEPS)) < 0.1).astype(np.float32)
    chords = (rng.random(STEPS) < 0.1).astype(np.float32)
    shared = codec.shared(160, 4, codec.MEMORY, (6.0, 5.0), 2.0)
    partner = codec.partner(history[-1, -codec.REACH :], (rng.random(STEPS) < 0.3).astype(np.float32), "all")
    features = codec.features(history, codec.recent(history[-1, -codec.REACH :], chords), shared, partner)
    return {"features": np.stack([features[step % STEPS] for step in range(steps)])}
