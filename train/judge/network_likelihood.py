"""The likelihood of real music under the shipped networks: teacher-forced, step by step, through their ONNX files.

They hear what a player hears when it plays (`jamd.players.seed.stepped_network.primed_from`): four to eight bars back,
from the start of a group of four, silence or plain time before. No logit bias: the network alone.
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from jamd.players.drummer import codec as drummer_codec
from jamd.players.drummer.drummer import Drummer
from jamd.players.onnx_model import MODELS, OnnxModel
from jamd.players.pianist.lines import pitch_codec, rhythm_codec
from jamd.players.pianist.pianist import Pianist
from jamd.players.seed import codec_drums as drums_codec
from jamd.players.seed import codec_piano as piano_codec
from jamd.players.seed.drummer import TIME, SeedDrummer
from jamd.players.seed.pianist import SeedPianist
from jamd.players.seed.stepped_network import BLOCK
from train.corpora.piece import Piece
from train.grids.drum_grid import STRAIGHT, Bars, drum_symbols, symbol_bars
from train.grids.melody_grid import GRID, grid_line
from train.judge.drummer_likelihood import DrummerPredictor
from train.judge.line_likelihood import LinePredictor
from train.judge.measures.measure import Predictor

NO_PREDICTOR: Final = "it chooses notes by rule, without odds"


class SeedDrumPredictor:
    """Likelihood under the seed's percussion network."""

    grid = STRAIGHT.description

    def __init__(self, model: OnnxModel) -> None:
        self._model = model

    def bits(self, piece: Piece) -> NDArray[np.float64]:
        """(bars, 1) bits of each bar of 4/4."""
        run = drum_symbols(piece)
        block = BLOCK * 16
        before = np.array(TIME[4] * BLOCK)
        found = []
        for start in range(0, len(run), block):
            here = run[start : start + block]
            told = np.concatenate([before, here])
            found.append(self._block(told, start - block)[block:])
            before = here
        bars: NDArray[np.float64] = np.concatenate(found).reshape(-1, 16).sum(axis=1)[:, None]
        return bars

    def cells(self, piece: Piece) -> Bars:
        return symbol_bars(piece)

    def _block(self, told: NDArray[np.int64], first: int) -> NDArray[np.float64]:
        features, state = drums_codec.features_of(told, first, 4), self._model.start()
        bits = []
        for row, symbol in zip(features, told, strict=True):
            outputs, state = self._model.step({"features": row}, state)
            logits = outputs["logits"]
            bits.append((np.logaddexp.reduce(logits.astype(float)) - logits[symbol]) / np.log(2))
        return np.array(bits)


class SeedPianoPredictor:
    """Likelihood under the seed's melody network; the probability of a repeat goes to the event that it repeats."""

    grid = GRID

    def __init__(self, model: OnnxModel) -> None:
        self._model = model

    def bits(self, piece: Piece) -> NDArray[np.float64]:
        """(steps, 3): bits of the event, bits of the pitch where a note starts, 1 where it does."""
        block = BLOCK * 16
        bars = -(-piece.bar_count // BLOCK) * BLOCK
        run = piano_codec.encode(grid_line(piece), 0, bars * 16)  # the last block filled up
        before = np.full(block, piano_codec.HOLD, np.int64)
        found = []
        for start in range(0, len(run), block):
            here = run[start : start + block]
            found += self._block(np.concatenate([before, here]), start - block)
            before = here
        return np.array(found[: piece.bar_count * 16])

    def _block(self, told: NDArray[np.int64], first: int) -> list[tuple[float, float, float]]:
        features, state = piano_codec.examples_of(told, first, 4)[0], self._model.start()
        events: list[int] = told.tolist()
        bits = []
        for i, row in enumerate(features):
            outputs, state = self._model.step({"features": row}, state)
            if i >= len(told) // 2:
                bits.append(_melody_bits(piano_codec.event_logits(outputs["logits"], events[:i], 4), events[i]))
        return bits


def _melody_bits(logits: NDArray[np.float64], event: int) -> tuple[float, float, float]:
    all_of_it = (np.logaddexp.reduce(logits) - logits[event]) / np.log(2)
    if event >= piano_codec.OFF:
        return float(all_of_it), 0.0, 0.0
    pitch = (np.logaddexp.reduce(logits[: piano_codec.OFF]) - logits[event]) / np.log(2)
    return float(all_of_it), float(pitch), 1.0


def _publisher_taught(piece: Piece) -> bool:
    """Whether a take is on the training side of Groove's publisher, from which the seed's drummer learned."""
    return piece.split == "train"


KNOWS: Final[dict[type, Callable[[Piece], bool]]] = {SeedDrummer: _publisher_taught}
"""Networks that learned before three drummers were held out."""

PREDICTORS: Final[dict[type, Callable[[Any], Predictor]]] = {
    SeedDrummer: lambda player: SeedDrumPredictor(
        OnnxModel(MODELS, "seed_drums", drums_codec.CODEC, drums_codec.CODEC_VERSION)
    ),
    Drummer: lambda player: DrummerPredictor(
        OnnxModel(MODELS, "drummer_notes", drummer_codec.CODEC, drummer_codec.CODEC_VERSION)
    ),
    Pianist: lambda player: LinePredictor(
        OnnxModel(MODELS, "pianist_line_rhythm", rhythm_codec.CODEC, rhythm_codec.CODEC_VERSION),
        OnnxModel(MODELS, "pianist_line_pitch", pitch_codec.CODEC, pitch_codec.CODEC_VERSION),
    ),
    SeedPianist: lambda player: SeedPianoPredictor(
        OnnxModel(MODELS, "seed_piano", piano_codec.CODEC, piano_codec.CODEC_VERSION)
    ),
}
