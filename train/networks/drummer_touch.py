"""The drummer's network of touch: how hard and how late each hit is struck.

Dense 96 and 64, 17 thousand weights. What it is told and answers: `jamd.players.drummer.touch_codec`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from jamd.players.drummer import touch_codec as codec
from train.learning.network import Arrays, Batch, Data, Side, StepNetwork
from train.learning.schedules import Cosine
from train.networks.drummer.odds import hit_baselines
from train.networks.drummer.takes import Take, judged, learnable
from train.networks.drummer.touch import DrumTouch, Strokes, strokes
from train.prepare.shards import SplitBy

TITLE: Final = "drum network that strikes hits"
EXPECT: Final = "a minute on two cores, half of it to read the hits; 5.66 bits a hit on held-out swing (marginal 6.21)"
CODEC = codec
LEARNS_FROM: Final[Mapping[str, SplitBy]] = {"groove": "performer"}
SCHEDULE: Final = Cosine(highest=1e-3, warm_up=1)
STEPS_A_BAR: Final = 16  # hits
SIDE_BY_SIDE: Final = 1
VOCABULARY: Final = {
    "velocity": "log odds of bins of velocity beside the voice's mean",
    "velocity edges": list(codec.VELOCITY_EDGES),
    "late": "for each bin of velocity, log odds of bins of ms behind the voice's median",
    "late edges": list(codec.LATE_EDGES),
    "features": "the voice, what sounds with it, the place, how long since and until, the last strokes, the setting",
}
SIZE: Final = 512  # hits a batch
EPOCHS: Final = 5

music_of = learnable


def network() -> DrumTouch:
    return DrumTouch(name="drummer_touch")


class TouchLessons:
    """Every hit once an epoch. See `train.learning.network.Lessons`."""

    unit = "hit"
    steps_a_unit = 1.0

    def __init__(self, data: Data) -> None:
        self._data = data
        self._hits = strokes(data.train, np.random.default_rng(1))
        self._size = min(SIZE, len(self._hits.velocity))
        self.updates = EPOCHS * (len(self._hits.velocity) // self._size)
        held_out = [*data.validation, *data.test]
        self.watched = [_batch(_as_judged(held_out) if held_out else self._hits)]

    def one_round(self, rng: np.random.Generator) -> Iterator[Batch]:
        order = rng.permutation(len(self._hits.velocity))
        for first in range(0, len(order) - self._size + 1, self._size):
            chosen = order[first : first + self._size]
            yield _batch(Strokes(self._hits.features[chosen], self._hits.velocity[chosen], self._hits.late[chosen]))

    def before_round(self, number: int, network: StepNetwork, rng: np.random.Generator) -> None:
        pass

    def sides(self) -> dict[str, Side]:
        both = [*self._data.validation, *self._data.test]
        sides = {"validation": self._data.validation, "test": self._data.test, "held_out": both}
        return {name: self._side(takes) for name, takes in sides.items()}

    def _side(self, takes: list[Take]) -> Side:
        if not takes:
            return Side(0, 0, [], {})
        chosen, hits = judged(takes), _as_judged(takes)
        return Side(len(chosen), sum(take.bars for take in chosen), [_batch(hits)], hit_baselines(self._hits, hits))

    def state(self) -> Arrays:
        return {}

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        pass


lessons = TouchLessons


def _as_judged(takes: list[Take]) -> Strokes:
    return strokes(judged(takes), np.random.default_rng(2))


def _batch(hits: Strokes) -> Batch:
    answers = {"velocity": hits.velocity, "late": hits.late}
    return Batch({"features": hits.features}, answers, np.ones(len(hits.velocity), np.float32))


def random_inputs(steps: int, rng: np.random.Generator) -> Arrays:
    return {"features": rng.normal(0, 1, (steps, codec.FEATURES)).astype(np.float32)}
