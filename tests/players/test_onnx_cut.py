"""A network that is cut in two computes what it computed before; here to the last bit, elsewhere to rounding."""

import numpy as np
import onnxruntime
import pytest

from jamd.players.drummer import codec
from jamd.players.onnx_cut import cut
from jamd.players.onnx_model import MODELS, BarModel, OnnxModel

NAME, TOLD, STEPS, VERSIONS = "drummer_notes", ("context", "told"), 3, 5

pytestmark = pytest.mark.skipif(not (MODELS / f"{NAME}.json").exists(), reason="models/drummer_notes")


def inputs(model, rng):
    return {
        name: rng.normal(size=(STEPS, *tensor.shape)).astype(np.float32) for name, tensor in model.card.inputs.items()
    }


def test_both_parts_need_and_give_what_the_whole_does():
    model = OnnxModel(MODELS, NAME, codec.CODEC, codec.CODEC_VERSION)
    parts = cut((MODELS / f"{NAME}.onnx").read_bytes(), TOLD)
    first, rest = (onnxruntime.InferenceSession(each, providers=["CPUExecutionProvider"]) for each in parts[:2])
    assert {tensor.name for tensor in first.get_inputs()} == set(TOLD)
    assert {tensor.name for tensor in rest.get_inputs()} == (model.card.graph_inputs().keys() - set(TOLD)) | set(
        parts.seam
    )
    given = {tensor.name for tensor in (*first.get_outputs(), *rest.get_outputs())}
    assert given - set(parts.seam) == model.card.graph_outputs().keys()


def test_a_bar_that_is_told_beforehand_is_the_same_bar():
    rng = np.random.default_rng(1)
    by_step = OnnxModel(MODELS, NAME, codec.CODEC, codec.CODEC_VERSION)
    by_bar = BarModel(MODELS, NAME, codec.CODEC, codec.CODEC_VERSION, TOLD)
    told = inputs(by_step, rng)
    bar = by_bar.tell({name: told[name] for name in TOLD})
    state = by_step.start(VERSIONS)
    for step in range(STEPS):
        recent = rng.normal(size=(VERSIONS, codec.RECENT)).astype(np.float32)
        rows = {name: told[name][step : step + 1] for name in TOLD}
        whole, after = by_step.step_batch({**rows, "recent": recent}, state)
        part, state = by_bar.step(bar, step, {"recent": recent}, state)
        for a, b in zip((part["logits"], *state), (whole["logits"], *after), strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-5)
        assert (bar.outputs["coupling"][step] == whole["coupling"][0]).all()


def test_nothing_is_cut_off_where_nothing_depends_on_the_chosen_inputs_alone():
    content = (MODELS / f"{NAME}.onnx").read_bytes()
    assert cut(content, ()).seam == ()
