"""The pianist's network of comping rhythms: at which of the 24 steps of a bar a chord is struck.

Dense 256 and 128, 0.1 million weights. What it is told and answers: `jamd.players.pianist.comping.codec`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from jamd.players.pianist.comping import codec
from jamd.players.steps import STEPS
from train.learning.network import Arrays, Batch, Data, Side, StepNetwork
from train.learning.schedules import Cosine
from train.networks.comping.batches import Bars, baselines, hiding
from train.networks.comping.network import CompingRhythm
from train.networks.comping.takes import Take, learnable
from train.prepare.shards import SplitBy

TITLE: Final = "comping network that writes rhythms"
EXPECT: Final = "two minutes of one core; 7.48 bits a bar on held-out pianists (adaptive odds 8.20)"
CODEC = codec
LEARNS_FROM: Final[Mapping[str, SplitBy]] = {"jtd_piano": "performer"}
SCHEDULE: Final = Cosine(memory=0.995)  # a short training: a longer mean would still hold its beginnings
STEPS_A_BAR: Final = STEPS
SIDE_BY_SIDE: Final = 16
VOCABULARY: Final = {
    "logits": "log odds that a chord is struck at this step",
    "told": "own bars before, the step, tempo, meter, the partner, chords in this bar; versions of a bar share it",
    "own": "own steps before this one, chords so far in this bar",
}
SIZE: Final = 256  # bars a batch
EPOCHS: Final = 8
HIDDEN: Final = 0.2
"""Share of what is told that is hidden at first, less from epoch to epoch and none in the last. Without, pianists are
learned by heart; with as much to the end, the network is timid where all is told."""

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
        self._hidden = 0.0
        self.updates = EPOCHS * (len(self._bars) // self._size)
        self.watched = _as_judged(data.validation or data.train)

    def one_round(self, rng: np.random.Generator) -> Iterator[Batch]:
        order = rng.permutation(len(self._bars))
        for first in range(0, len(order) - self._size + 1, self._size):
            yield hiding(self._bars.batch(order[first : first + self._size], rng), self._hidden, rng)

    def before_round(self, number: int, network: StepNetwork, rng: np.random.Generator) -> None:
        self._hidden = HIDDEN * max(0.0, 1 - number / (EPOCHS - 1))

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
    line = np.concatenate([codec.before(history, STEPS), (rng.random(STEPS) < 0.1).astype(np.float32)])
    partner = codec.partner(history[::-1], codec.MEMORY, STEPS, (rng.random(STEPS) < 0.3).astype(np.float32))
    told = codec.told(history, codec.MEMORY, codec.shared(160, 4, codec.MEMORY, 2.0), partner)
    places = [step % STEPS for step in range(steps)]
    own = [codec.own(line[at + STEPS - codec.REACH : at + STEPS], line[STEPS : STEPS + at].sum()) for at in places]
    return {"told": told[places], "own": np.stack(own)}
