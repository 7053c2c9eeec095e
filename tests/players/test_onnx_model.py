"""The shipped networks, whole and damaged."""

import json
import shutil
from hashlib import sha256

import numpy as np
import pytest

from jamd.errors import ModelError
from jamd.players.onnx_model import MODELS, OnnxModel

NAME, CODEC, VERSION = "seed_piano", "seed_piano", 1


@pytest.fixture
def models(tmp_path):
    for kind in ("onnx", "json"):
        shutil.copy(MODELS / f"{NAME}.{kind}", tmp_path)
    return tmp_path


def fault(models, version=VERSION):
    """The one sentence with which loading is refused."""
    with pytest.raises(ModelError) as refused:
        OnnxModel(models, NAME, CODEC, version)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_a_step_gives_logits_and_the_next_state_and_keeps_nothing(models):
    model = OnnxModel(models, NAME, CODEC, VERSION)
    inputs = {"features": np.ones(model.card.inputs["features"].shape, np.float32)}
    first, after = model.step(inputs, model.start())
    second, _ = model.step(inputs, after)
    again, _ = model.step(inputs, model.start())
    assert first["logits"].shape == (40,)
    assert np.array_equal(first["logits"], again["logits"])
    assert not np.array_equal(first["logits"], second["logits"])


def test_a_missing_network_and_a_missing_card(models):
    (models / f"{NAME}.onnx").unlink()
    assert f"{NAME}.onnx is missing" in fault(models)
    (models / f"{NAME}.json").unlink()
    assert f"{NAME}.json of the network {NAME} is missing" in fault(models)


def test_one_changed_byte_is_noticed(models):
    path = models / f"{NAME}.onnx"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert "checksum" in fault(models)


def test_another_version_of_the_codec_is_refused(models):
    assert "was made for codec seed_piano 1, this jamd uses seed_piano 2" in fault(models, version=2)


def test_a_card_that_is_no_card(models):
    (models / f"{NAME}.json").write_text('{"name": 5}')
    assert "cannot be read" in fault(models)


def test_a_broken_network_whose_checksum_fits(models):
    (models / f"{NAME}.onnx").write_bytes(b"no network")
    card = json.loads((models / f"{NAME}.json").read_text())
    (models / f"{NAME}.json").write_text(json.dumps(card | {"sha256": sha256(b"no network").hexdigest()}))
    assert "cannot be run" in fault(models)


@pytest.mark.parametrize(
    ("side", "name", "tensor", "sentence"),
    [
        ("inputs", "features", {"shape": [199]}, "features is float32 [198] in the file and float32 [199] on the card"),
        ("states", "h1", {"shape": [128], "dtype": "int64"}, "h1 is float32 [128] in the file and int64 [128] on the"),
        ("states", "extra", {"shape": [1]}, "input extra is missing in the file"),
        ("outputs", "logits", None, "output logits is missing on the card"),
    ],
)  # fmt: skip
def test_a_card_that_does_not_fit_its_file_is_refused(models, side, name, tensor, sentence):
    card = json.loads((models / f"{NAME}.json").read_text())
    card[side].pop(name, None)
    if tensor is not None:
        card[side][name] = tensor
    (models / f"{NAME}.json").write_text(json.dumps(card))
    assert sentence in fault(models)
