import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.players.seed.stepped_network import SteppedNetwork, primed_from


class Adder:
    """A network whose state is a sum of its inputs, so that an output shows what was remembered."""

    steps = 0

    def start(self):
        return (np.zeros(1, np.float32),)

    def step(self, inputs, state):
        self.steps += 1
        total = state[0] * 3 + inputs["features"]
        return {"logits": total}, (total,)


def features(past, step, beats):
    return np.array([past[-1] if past else 0.5], np.float32)


@given(st.lists(st.lists(st.integers(0, 2), max_size=12), min_size=1, max_size=20))
def test_what_was_asked_before_changes_no_answer(pasts):
    stepped = SteppedNetwork(Adder(), features)
    for past in pasts:
        assert stepped.logits(past, len(past), 4) == SteppedNetwork(Adder(), features).logits(past, len(past), 4)


def test_going_back_and_planning_again_costs_nothing():
    network = Adder()
    stepped = SteppedNetwork(network, features)
    for length in range(9):
        stepped.logits([1] * length, length, 4)
    taken = network.steps
    for length in range(3, 9):
        stepped.logits([1] * length, length, 4)
    assert network.steps == taken == 9


@pytest.mark.parametrize("beats", [3, 4])
def test_priming_starts_at_a_group_of_four_bars_four_to_eight_bars_back(beats):
    bar = beats * 4
    for step in range(-5 * bar, 20 * bar):
        back = step - primed_from(step, beats)
        assert 4 * bar <= back < 8 * bar
        assert primed_from(step, beats) % (4 * bar) == 0
