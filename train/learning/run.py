"""One run: a folder with its state and best weights, the network in training, and the weights that are kept."""

import time
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any, Final

import keras
import msgspec
import numpy as np
from numpy.typing import NDArray

from train.learning.cluster import Alone, Workers
from train.learning.curve import Curve, Point
from train.learning.network import BITS, Batch, Judged, Lessons, NetworkModule
from train.learning.schedules import Place

STATE: Final = "state.npz"
BEST: Final = "best.weights.h5"
FIGURES: Final = "figures.json"


class Run:
    """`kept` holds the weights that count: the running mean where the schedule has one, else the network's own."""

    def __init__(
        self,
        module: NetworkModule,
        lessons: Lessons,
        folder: Path,
        cluster: Alone | Workers,
        *,
        seed: int,
        updates: int,
        start_from: Path | None = None,
        resume: bool = False,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.lessons, self.updates, self.place = lessons, updates, Place()
        self._folder, self._seed = folder, seed
        self._schedule = module.SCHEDULE.gently() if start_from else module.SCHEDULE
        with cluster.scope():
            self._network = module.network()
            self._optimizer = cluster.optimizer(self._schedule.clip)
            self._network.compile(optimizer=self._optimizer)
            self._optimizer.build(self._network.trainable_variables)
        self._update = cluster.update(self._network)
        self.kept = module.network()
        if start_from:
            self._network.load_weights(start_from / BEST)
        self._mean = self._network.get_weights()
        self.kept.set_weights(self._mean)
        if resume and (folder / STATE).exists():
            self._restore()
        self.curve = Curve(folder, resumed=self.place.updates > 0)

    def learn(self, minutes: float, advanced: Callable[[], None], told: Callable[[Point], None]) -> None:
        """To the end, or for so long; `told` of every evaluation."""
        started = time.monotonic()
        learning = True
        while learning and self.place.updates < self.updates and time.monotonic() - started < minutes * 60:
            train = self._one_round(advanced)
            watched = self.bits(self.lessons.watched)
            point = Point(self.place.updates, time.monotonic() - started, train, watched)
            self.curve.add(point)
            told(point)
            learning = self._judge(watched)
        self.load_best()

    def bits(self, batches: Iterable[Batch]) -> float:
        """Bits a unit by the kept weights."""
        return sum(mean_nats(self.kept, batches).values()) * BITS * self.lessons.steps_a_unit

    def load_best(self) -> None:
        if (self._folder / BEST).exists():
            self.kept.load_weights(self._folder / BEST)

    def _one_round(self, advanced: Callable[[], None]) -> float:
        """Bits a unit in training."""
        rng = np.random.default_rng([self._seed, self.place.rounds])
        self.lessons.before_round(self.place.rounds, self.kept, rng)
        left = self.updates - self.place.updates
        nats = []
        for batch in islice(self.lessons.one_round(rng), min(left, self._schedule.updates_a_round or left)):
            nats.append(self._learn_from(batch))
            advanced()
        self.place.rounds += 1
        self.kept.set_weights(self._mean if self._schedule.remembered(self.place) else self._network.get_weights())
        return float(np.mean(nats)) * BITS * self.lessons.steps_a_unit

    def _learn_from(self, batch: Batch) -> float:
        """One update; nats a step before it."""
        self._optimizer.learning_rate.assign(self._schedule.rate(self.place, self.updates))
        nats = self._update(batch._replace(weights=batch.weights / batch.weights.sum()))
        if remembered := self._schedule.remembered(self.place):
            for mean, weight in zip(self._mean, self._network.get_weights(), strict=True):
                mean *= remembered
                mean += (1 - remembered) * weight
        self.place.updates += 1
        return nats

    def _judge(self, bits: float) -> bool:
        """Saves what an evaluation found worth saving; False where training should end."""
        verdict = self._schedule.verdict(self.place, bits)
        if verdict == "keep":
            self.kept.save_weights(self._folder / BEST)
        if verdict == "go back":
            self._network.load_weights(self._folder / BEST)
        self._save()
        return verdict != "stop"

    def _variables(self) -> list[Any]:
        return [*self._network.variables, *self._optimizer.variables]

    def _save(self) -> None:
        arrays = {f"variable_{i}": keras.ops.convert_to_numpy(v) for i, v in enumerate(self._variables())}
        arrays |= {f"mean_{i}": mean for i, mean in enumerate(self._mean)}
        arrays |= {f"lessons_{name}": array for name, array in self.lessons.state().items()}
        draft = self._folder / f"draft.{STATE}"
        np.savez(draft, place=np.array(msgspec.json.encode(self.place).decode()), **arrays)
        draft.replace(self._folder / STATE)

    def _restore(self) -> None:
        with np.load(self._folder / STATE) as state:
            for i, variable in enumerate(self._variables()):
                variable.assign(state[f"variable_{i}"])
            self._mean = [state[f"mean_{i}"] for i in range(len(self._mean))]
            self.place = msgspec.json.decode(str(state["place"]), type=Place)
            lessons = {name.removeprefix("lessons_"): state[name] for name in state if name.startswith("lessons_")}
        self.lessons.restore(lessons)
        self.kept.set_weights(self._mean if self._schedule.remembered(self.place) else self._network.get_weights())


def mean_nats(network: Judged, batches: Iterable[Batch]) -> dict[str, float]:
    """Nats a scored step, by output."""
    sums: dict[str, float] = {}
    scored = 0.0
    for inputs, answers, weights in batches:
        for name, nats in network.nats(network.predict_on_batch(inputs), answers).items():
            found: NDArray[Any] = keras.ops.convert_to_numpy(nats) * weights
            sums[name] = sums.get(name, 0.0) + float(found.sum())
        scored += float(weights.sum())
    return {name: total / scored for name, total in sums.items()}
