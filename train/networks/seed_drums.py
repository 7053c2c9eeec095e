"""The seed's percussion network: which sets of nine drums follow each other, sixteenth by sixteenth.

LSTM 3 x 256 with attention over the last 32 steps (two bars), 2.2 million weights. Encoding:
`jamd.players.seed.codec_drums`.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from jamd.players.seed import codec_drums as codec
from jamd.players.seed.grid import STEPS_PER_BEAT
from train.corpora import groove
from train.corpora.piece import Piece
from train.grids.feel import feel_of
from train.networks.attentive_lstm import AttentiveLSTM
from train.networks.sequences import Sequence

NAME = "seed_drums"
CODEC = codec
DATA = {"groove": "Groove MIDI Dataset, Google LLC, CC BY 4.0"}
VOCABULARY = {
    "classes": "sets of voices struck together; bit i of a class is voice i",
    "voices": list(codec.VOICES),
    "features": "the class before, one-hot; six binary counters of the step",
}


def network() -> AttentiveLSTM:
    sizes = {"units": 256, "layers": 3, "window": 32, "dropped": 0.5}  # all as published
    return AttentiveLSTM(features=codec.FEATURES, classes=codec.CLASSES, name=NAME, **sizes)


def sequences(directory: Path) -> Iterator[Sequence]:
    """Every performance of the Groove MIDI Dataset that is long enough to learn from; its own split."""
    for piece in groove.read(directory):
        if piece.bar_count >= 2:
            yield Sequence(piece.name, "validation" if piece.split == "validation" else "train", "jazz" in piece.styles,
                           int(piece.meter[0]), symbols_of(piece))  # fmt: skip


def symbols_of(piece: Piece) -> np.ndarray:
    """(steps,) symbols of a performance with its swing taken out, whole bars."""
    feel = feel_of([hit.tick for hit in piece.drums], late=False)
    hits = [(feel.step(hit.tick), codec.VOICE_OF_KIT[hit.voice]) for hit in piece.drums]
    return codec.encode(hits, 0, piece.bar_count * int(piece.meter[0]) * STEPS_PER_BEAT)


def example(
    symbols: np.ndarray, first: int, beats: int, rng: np.random.Generator | None
) -> tuple[np.ndarray, np.ndarray]:
    """Features (T, features) and the classes to answer (T,) of one stretch. Drums are taken as they are."""
    return codec.features_of(symbols, first, beats), symbols
