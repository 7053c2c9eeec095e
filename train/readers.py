"""How surprised the shipped networks are by real music: teacher-forced, step by step, through their ONNX files.

They hear what a player hears when it plays (`jamd.players.seed_walk.primed_from`): four to eight bars back, from the
start of a group of four, silence or plain time before. No leaning by intensity, chord or temperature: the network alone.
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from jamd.players import seed_codec_drums as drums_codec
from jamd.players.onnx_model import MODELS, OnnxModel
from jamd.players.seed_drummer import TIME, SeedDrummer
from jamd.players.seed_walk import BLOCK
from train.baselines.drum_ngram import symbols_of
from train.corpora.piece import Piece
from train.measures.drum_bars import STRAIGHT
from train.measures.measure import Reader

NO_READER: Final = "it chooses notes by rule, without odds"


class SeedDrumReader:
    """The seed's percussion network as a reader."""

    grid = STRAIGHT.says

    def __init__(self, model: OnnxModel) -> None:
        self._model = model

    def bits(self, piece: Piece) -> NDArray[np.float64]:
        """(bars, 1) bits of each bar of 4/4."""
        run = np.array(symbols_of(piece))
        block = BLOCK * 16
        before = np.array(TIME[4] * BLOCK)
        found = []
        for start in range(0, len(run), block):
            here = run[start : start + block]
            told = np.concatenate([before, here])
            found.append(self._block(told, start - block)[block:])
            before = here
        return np.concatenate(found).reshape(-1, 16).sum(axis=1)[:, None]

    def _block(self, told: NDArray[np.int64], first: int) -> NDArray[np.float64]:
        features, state = drums_codec.features_of(told, first, 4), self._model.start()
        bits = []
        for row, symbol in zip(features, told, strict=True):
            logits, state = self._model.step(row, state)
            bits.append((np.logaddexp.reduce(logits.astype(float)) - logits[symbol]) / np.log(2))
        return np.array(bits)


READERS: Final[dict[type, Callable[[Any], Reader]]] = {
    SeedDrummer: lambda player: SeedDrumReader(
        OnnxModel(MODELS, "seed_drums", drums_codec.CODEC, drums_codec.CODEC_VERSION)
    ),
}
