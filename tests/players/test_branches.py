"""Versions that have begun alike are asked about once, and nothing else changes."""

import numpy as np
import pytest

from jamd.players.branches import Branches
from jamd.players.drummer import codec
from jamd.players.onnx_model import MODELS, OnnxModel


def test_versions_part_where_they_draw_different_things():
    branches, state = Branches(5), (np.array([[1.0]]),)
    state = branches.part([0, 0, 7, 0, 0], state)
    assert (branches.of.tolist(), branches.first.tolist(), state[0].tolist()) == ([0, 0, 1, 0, 0], [0, 2], [[1], [1]])
    state = branches.part([3, 0, 3, 3, 0], (np.array([[10.0], [20.0]]),))
    assert branches.of.tolist() == [0, 1, 2, 0, 1]
    assert branches.first.tolist() == [0, 1, 2]
    assert state[0].tolist() == [[10], [10], [20]]


def test_as_long_as_all_draw_the_same_they_stay_one():
    branches, state = Branches(4), (np.ones((1, 3)),)
    assert branches.part([2, 2, 2, 2], state) is state
    assert branches.first.tolist() == [0]


def test_nearly_all_apart_is_all_apart():
    branches = Branches(5)
    state = branches.part([1, 2, 3, 4, 4], (np.array([[1.0]]),))
    assert branches.of.tolist() == branches.first.tolist() == [0, 1, 2, 3, 4]
    assert state[0].tolist() == [[1]] * 5
    assert branches.part([9, 9, 9, 9, 9], state) is state


@pytest.mark.parametrize("rows", [1, 5, 11])
def test_a_network_answers_each_row_as_if_it_were_alone(rows):
    model, rng = OnnxModel(MODELS, "drummer_notes", codec.CODEC, codec.CODEC_VERSION), np.random.default_rng(1)
    made = {name: rng.normal(size=(16, *each.shape)).astype(each.dtype) for name, each in model.card.inputs.items()}
    state = tuple(rng.normal(size=(16, *each.shape)).astype(each.dtype) for each in model.card.states.values())
    told = {name: made[name][:1] for name in ("context", "told")}
    every, after = model.step_batch({**told, "recent": made["recent"]}, state)
    some, after_some = model.step_batch({**told, "recent": made["recent"][:rows]}, tuple(each[:rows] for each in state))
    for a, b in zip((every["logits"], *after), (some["logits"], *after_some), strict=True):
        np.testing.assert_allclose(a[:rows], b, rtol=1e-4, atol=1e-5)
