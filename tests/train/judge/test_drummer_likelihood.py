"""The drummer's network is read as it is played: bar by bar, step by step, voice after voice."""

import judged_music as music
import numpy as np
import pytest

from jamd.errors import ModelError
from jamd.players.drummer import codec
from jamd.players.onnx_model import MODELS, OnnxModel
from jamd.players.steps import STEPS
from train.judge.drummer_likelihood import DrummerPredictor
from train.judge.measures.drum_likelihood import saved


class EvenOdds:
    """A network that finds everything equally likely, but for the second voice after the first."""

    def start(self, batch: int) -> tuple[()]:
        return ()

    def step_batch(self, inputs: dict[str, np.ndarray], state: tuple[()]) -> tuple[dict[str, np.ndarray], tuple[()]]:
        rows = len(inputs["told"])
        coupling = np.zeros((rows, codec.VOICES, codec.VOICES))
        coupling[:, 0, 1] = coupling[:, 1, 0] = 50.0  # only the voice that comes later is coupled
        return {"logits": np.zeros((rows, codec.VOICES)), "coupling": coupling}, state


def test_every_cell_of_an_even_network_costs_a_bit() -> None:
    take = music.swing_take(1)
    predictor = DrummerPredictor(EvenOdds())  # type: ignore[arg-type]
    bits, cells = predictor.bits(take), predictor.cells(take)
    assert cells.shape == (34, STEPS, codec.VOICES)
    assert bits.shape == (34, 1)
    assert bits == pytest.approx(STEPS * codec.VOICES)  # no kick is struck, so nothing is coupled


def test_what_is_saved_is_paired_by_take() -> None:
    rows = np.array([[8.0, 10.0], [18.0, 20.0], [np.nan, np.nan]])  # the last take is known
    assert saved(rows) == pytest.approx(1 - 13 / 15)


def test_the_shipped_drummer_is_not_surprised_by_swing() -> None:
    try:
        model = OnnxModel(MODELS, "drummer_notes", codec.CODEC, codec.CODEC_VERSION)
    except ModelError as fault:
        pytest.skip(str(fault))
    bits = DrummerPredictor(model).bits(music.swing_take(1))
    assert 2 < bits[4:].mean() < 40
