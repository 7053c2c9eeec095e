"""The seed's percussion network: which sets of nine drums follow each other, sixteenth by sixteenth.

LSTM 3 x 256 with attention over the last 32 steps (two bars), 2.2 million weights. Encoding:
`jamd.players.seed.codec_drums`.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from jamd.players.seed import codec_drums as codec
from train.corpora.piece import Piece
from train.grids.drum_grid import drum_symbols
from train.learning.network import Arrays, Data
from train.learning.schedules import Plateau
from train.networks.attentive_lstm import AttentiveLSTM
from train.networks.marginals import baseline_bits
from train.networks.music import Example, Music
from train.networks.stretches import StretchLessons
from train.prepare.shards import SplitBy

TITLE: Final = "percussion network that generates drumbeats"
EXPECT: Final = "one to two seconds an update on two cores; 22.6 bits a bar on the validation side after 2,160"
CODEC = codec
LEARNS_FROM: Final[Mapping[str, SplitBy]] = {"groove": "piece", "lakh-drums": "piece"}
SCHEDULE: Final = Plateau()
STEPS_A_BAR: Final = 16
SIDE_BY_SIDE: Final = 1
VOCABULARY: Final = {
    "classes": "sets of voices struck together; bit i of a class is voice i",
    "voices": list(codec.VOICES),
    "features": "the class before, one-hot; six binary counters of the step",
}


def network() -> AttentiveLSTM:
    sizes = {"units": 256, "layers": 3, "window": 32}  # as published, dropout too
    return AttentiveLSTM(features=codec.FEATURES, classes=codec.CLASSES, dropout=0.5, name="seed_drums", **sizes)


def music_of(piece: Piece) -> Music | None:
    """Performances in 4/4 and 3/4 of at least two bars; a fill stands nowhere in a phrase, so fills are left out."""
    if piece.meter not in ("4/4", "3/4") or piece.bar_count < 2 or "fill" in piece.styles:
        return None
    return Music(piece.name, int(piece.meter[0]), drum_symbols(piece))


def example(symbols: NDArray[Any], first: int, beats: int, rng: np.random.Generator | None) -> Example:
    """Drums are taken as they are."""
    return Example({"features": codec.features_of(symbols, first, beats)}, {"logits": symbols})


def lessons(data: Data) -> StretchLessons:
    return StretchLessons(data, example, baselines)


def baselines(train: list[Music], held_out: list[Music]) -> dict[str, float]:
    return baseline_bits(train, held_out, codec.CLASSES)


def random_inputs(steps: int, rng: np.random.Generator) -> Arrays:
    return {"features": codec.features_of(rng.integers(0, codec.CLASSES, steps), 0, 4)}
