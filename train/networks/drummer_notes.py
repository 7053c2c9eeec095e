"""The drummer's network of bars: which of twelve voices are struck at each of the 24 steps of a bar.

LSTM 160, 0.4 million weights. What it is told and answers: `jamd.players.drummer.codec`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from jamd.music.drum_kit import VOICES
from jamd.players.drummer import codec
from jamd.players.steps import STEPS
from train.learning.network import Arrays, Batch, Data, Side, StepNetwork
from train.learning.schedules import Cosine
from train.networks.drummer.batches import Bars
from train.networks.drummer.imagining import imagine
from train.networks.drummer.network import DrumNotes
from train.networks.drummer.odds import bar_baselines
from train.networks.drummer.takes import Take, judged, learnable
from train.prepare.shards import SplitBy

TITLE: Final = "drum network that writes bars"
EXPECT: Final = "21 to 26 minutes on two busy cores; 34.3 to 34.9 bits a bar on held-out swing (adaptive odds 46.8)"
CODEC = codec
LEARNS_FROM: Final[Mapping[str, SplitBy]] = {"groove": "performer"}
SCHEDULE: Final = Cosine()
STEPS_A_BAR: Final = STEPS
SIDE_BY_SIDE: Final = 16  # `jamd.players.drummer.writing.CANDIDATES`
VOCABULARY: Final = {
    "logits": "log odds that each voice is struck at this step, before the coupling",
    "coupling": "what a struck voice (row) adds to the log odds of each later one (column) of the same step",
    "voices": list(VOICES),
    "context": "the drummer's own bars before, around this step",
    "recent": "the drummer's own steps before",
    "told": "the step, style, tempo, feel, meter, aims, expected accents",
    "aims": list(codec.AIMS),
    "styles": list(codec.STYLES),
}
SIZE: Final = 256  # bars a batch
EPOCHS: Final = 40
IMAGINE_EVERY: Final = 8  # epochs

music_of = learnable


def network() -> DrumNotes:
    return DrumNotes(name="drummer_notes")


class NotesLessons:
    """Every bar once an epoch, told anew (`batches`); every `IMAGINE_EVERY` epochs the network plays every bar of the
    training takes once more, to hear itself. See `train.learning.network.Lessons`."""

    unit = "bar"

    def __init__(self, data: Data) -> None:
        self._data = data
        self._bars = Bars(data.train)
        self.steps_a_unit = float(self._bars.per_bar.mean())
        self._size = min(SIZE, len(self._bars))
        self.updates = EPOCHS * (len(self._bars) // self._size)
        self.watched = _as_judged([*data.validation, *data.test] or data.train)

    def one_round(self, rng: np.random.Generator) -> Iterator[Batch]:
        order = rng.permutation(len(self._bars))
        for first in range(0, len(order) - self._size + 1, self._size):
            yield self._bars.batch(order[first : first + self._size], rng)

    def before_round(self, number: int, network: StepNetwork, rng: np.random.Generator) -> None:
        if number and number % IMAGINE_EVERY == 0:
            self._bars.imagined = imagine(network, self._bars, rng)

    def sides(self) -> dict[str, Side]:
        both = [*self._data.validation, *self._data.test]
        sides = {"validation": self._data.validation, "test": self._data.test, "held_out": both}
        return {name: self._side(takes) for name, takes in sides.items()}

    def _side(self, takes: list[Take]) -> Side:
        if not takes:
            return Side(0, 0, [], {})
        chosen = judged(takes)
        bars = sum(take.bars for take in chosen)
        return Side(len(chosen), bars, _as_judged(takes), bar_baselines(self._data.train, chosen))

    def state(self) -> Arrays:
        return {"imagined": self._bars.imagined}

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        self._bars.imagined = state["imagined"]


lessons = NotesLessons


def _as_judged(takes: list[Take]) -> list[Batch]:
    """Told the real history and nothing else."""
    bars = Bars(judged(takes))
    return [bars.batch(np.arange(i, min(i + SIZE, len(bars))), None) for i in range(0, len(bars), SIZE)]


def random_inputs(steps: int, rng: np.random.Generator) -> Arrays:
    """Steps of a bar after random ones."""
    history = (rng.random((codec.MEMORY, STEPS, codec.VOICES)) < 0.1).astype(np.float32)
    hits = (rng.random((STEPS, codec.VOICES)) < 0.1).astype(np.float32)
    setting = codec.setting("swing", 160, "swing", 4, codec.MEMORY)
    aims, accents = codec.aims({"hits": 12, "talk": 5, "fill": 1}), codec.accents(hits.max(1))
    rows = {
        "context": codec.context(history),
        "recent": codec.recent(history[-1, -codec.REACH :], hits),
        "told": codec.told(setting, aims, accents),
    }
    return {name: np.resize(array, (steps, array.shape[-1])) for name, array in rows.items()}  # repeated
