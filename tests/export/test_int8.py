import numpy as np
import pytest

pytest.importorskip("tensorflow")

from export.int8 import quantize
from jamd.players.onnx_model import MODELS, OnnxModel
from train.networks.registry import load_module


@pytest.mark.parametrize("name", ["drummer_notes", "drummer_touch"])
def test_weights_of_8_bits_say_about_the_same_in_a_smaller_file(name, tmp_path):
    quantize(name, MODELS, tmp_path)
    assert (tmp_path / f"{name}.onnx").stat().st_size < (MODELS / f"{name}.onnx").stat().st_size / 2
    module = load_module(name)
    rows = module.random_inputs(1, np.random.default_rng(0))
    outputs = []
    for folder in (MODELS, tmp_path):
        model = OnnxModel(folder, name, module.CODEC.CODEC, module.CODEC.CODEC_VERSION)
        outputs.append(model.step_batch(rows, model.start())[0])
    for output in outputs[0]:
        assert np.allclose(outputs[0][output], outputs[1][output], atol=0.3)
