"""A network with several inputs, outputs and states, float and integer, all the way from Keras to the band."""

import json
import sys

import numpy as np
import pytest

pytest.importorskip("tensorflow")

from export.to_onnx import export
from export.verify import verify
from jamd.errors import FileError, ModelError
from jamd.players.onnx_model import OnnxModel
from train.learning.run import BEST, FIGURES


@pytest.fixture(scope="module")
def toy(request):
    sys.path.insert(0, str(request.config.rootpath / "tests/train/networks"))
    import toy_network

    return toy_network


@pytest.fixture(scope="module")
def models(toy, tmp_path_factory):
    """The exported toy, with weights of chance."""
    folder = tmp_path_factory.mktemp("toy")
    network = toy.network()
    for i, weight in enumerate(network.weights):
        weight.assign(np.random.default_rng(i).normal(0, 0.5, weight.shape))
    network.save_weights(folder / BEST)
    (folder / FIGURES).write_text(
        json.dumps({"data": {"sets": {"made up": "CC0"}}, "commands": ["none"], "updates": 0})
    )
    export("toy", toy, folder, folder)
    return folder


def test_the_band_computes_what_keras_computes(toy, models):
    assert verify("toy", toy, models)["ok"]


def test_the_card_names_everything_with_shape_and_type(models):
    card = json.loads((models / "toy.json").read_text())
    assert card["inputs"] == {
        "before": {"shape": [], "dtype": "int64"},
        "tempo": {"shape": [1], "dtype": "float32"},
    }
    assert card["states"] == {"h": {"shape": [8], "dtype": "float32"}, "count": {"shape": [1], "dtype": "int64"}}
    assert card["outputs"] == {
        "hit": {"shape": [2], "dtype": "float32"},
        "loudness": {"shape": [3], "dtype": "float32"},
    }
    assert (card["codec"], card["codec_version"]) == ("toy", 3)
    assert {"data", "commands", "figures", "vocabulary", "sha256"} <= card.keys()


def test_a_kept_state_is_gone_back_to_for_free(toy, models):
    model = OnnxModel(models, "toy", "toy", 3)
    rng = np.random.default_rng(1)
    rows = [{name: array[0] for name, array in toy.random_inputs(1, rng).items()} for _ in range(6)]
    states, outputs = [model.start()], []
    for row in rows:
        said, state = model.step(row, states[-1])
        outputs.append(said)
        states.append(state)
    again, after = model.step(rows[2], states[2])
    assert all(np.array_equal(again[name], outputs[2][name]) for name in ("hit", "loudness"))
    assert all(np.array_equal(a, b) for a, b in zip(after, states[3], strict=True))
    assert [int(state[1][0, 0]) for state in states] == [0, 1, 2, 3, 0, 1, 2]  # the integer state counts
    assert states[1][1].dtype == np.int64


def test_another_codec_version_is_refused(models):
    with pytest.raises(ModelError, match="was made for codec toy 3, this jamd uses toy 4"):
        OnnxModel(models, "toy", "toy", 4)


def test_a_run_that_was_never_trained_is_said_so(toy, tmp_path):
    with pytest.raises(FileError, match="train the network first"):
        export("toy", toy, tmp_path, tmp_path)
