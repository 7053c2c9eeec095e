"""The shipped networks against Keras, and a network on its way through the exporter."""

import json

import pytest

tf = pytest.importorskip("tensorflow")

import numpy as np  # noqa: E402

from export.graph import FORBIDDEN, load_weights, operators, to_graph  # noqa: E402
from export.verify import TOLERANCE, verify  # noqa: E402
from jamd.errors import ModelError  # noqa: E402
from jamd.players.onnx_model import MODELS  # noqa: E402
from train.networks.attentive_lstm import AttentiveLSTM  # noqa: E402
from train.networks.registry import NETWORKS, load_module  # noqa: E402


@pytest.mark.parametrize("name", NETWORKS)
def test_the_shipped_network_is_the_keras_network_over_64_steps(name):
    figures = verify(name, load_module(name), MODELS)
    assert figures["parity"] < TOLERANCE
    assert figures["loops"] == []
    assert figures["ok"]


@pytest.mark.parametrize("name", NETWORKS)
def test_a_card_says_where_the_network_comes_from(name):
    card = json.loads(NETWORKS[name].card.read_text())
    assert {"data", "date", "vocabulary", "sha256", "network", "commands"} <= set(card)
    sides = [side for side in (card["figures"]["validation"], card["figures"].get("test")) if side and side["pieces"]]
    assert sides
    for side in sides:
        baselines = next(name for name in side if name.startswith("baselines_bits_a_"))
        assert side[baselines.removeprefix("baselines_")] < min(side[baselines].values())
    assert all(command.startswith("python -m train.train") for command in card["commands"])


def test_weights_come_back_out_of_a_graph_as_they_went_in():
    sizes = {"features": 6, "units": 8, "layers": 2, "window": 5, "classes": 4, "dropout": 0.5}
    went_in, came_out = (AttentiveLSTM(**sizes, name="tiny") for _ in range(2))
    for i, weight in enumerate(went_in.weights):
        weight.assign(np.random.default_rng(i).normal(0, 0.5, weight.shape))
    graph = to_graph(went_in)
    load_weights(came_out, graph)
    assert all(np.array_equal(a.numpy(), b.numpy()) for a, b in zip(went_in.weights, came_out.weights, strict=True))
    assert not operators(graph) & FORBIDDEN
    assert {output.name for output in graph.graph.output} == {"logits"} | {f"next_{s}" for s in went_in.state_tensors()}


def test_verify_says_which_network_is_missing(tmp_path):
    with pytest.raises(ModelError, match="is missing"):
        verify("seed_drums", load_module("seed_drums"), tmp_path)
