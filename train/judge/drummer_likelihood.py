"""The likelihood of real drumming under the drummer's network, on its own grid of 24 steps and twelve voices.

Teacher-forced through the shipped ONNX file, all bars of a take side by side, for a bar is written from nothing but the
sixteen bars before it. It is told style, tempo and feel, as on stage, and neither aims nor accents: they would tell it
of the bar itself.
"""

import numpy as np
from numpy.typing import NDArray

from jamd.players.drummer import codec
from jamd.players.onnx_model import OnnxModel
from jamd.players.steps import STEPS
from train.corpora.piece import Piece
from train.networks.drummer.batches import Bars
from train.networks.drummer.takes import BEATS, take_of


class DrummerPredictor:
    """A `DrumPredictor`."""

    grid = f"{STEPS} steps a bar, swing taken out, {codec.VOICES} voices"

    def __init__(self, model: OnnxModel) -> None:
        self._model = model

    def cells(self, piece: Piece) -> NDArray[np.bool_]:
        cells: NDArray[np.bool_] = take_of(piece).hits[:, : BEATS[piece.meter] * 6] > 0
        return cells

    def bits(self, piece: Piece) -> NDArray[np.float64]:
        """(bars, 1)."""
        bars = Bars([take_of(piece)])
        batch = bars.batch(np.arange(len(bars)), None)
        state, nats = self._model.start(batch=len(bars)), np.zeros(len(bars))
        for step in range(STEPS):
            told = {name: array[:, step] for name, array in batch.inputs.items()}
            out, state = self._model.step_batch(told, state)
            hits = batch.answers["hits"][:, step]
            odds = (out["logits"] + hits @ np.triu(out["coupling"][0], 1)).astype(float)
            lost = np.logaddexp(0, np.where(hits > 0, -odds, odds)).sum(axis=1)
            nats += lost * batch.weights[:, step]
        found: NDArray[np.float64] = nats[:, None] / np.log(2)
        return found
