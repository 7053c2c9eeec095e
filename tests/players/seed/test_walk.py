import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.music.time.notes import Tick
from jamd.players.seed.walk import Walk, first_step, place_of, primed_from, step_of

RATIOS = st.floats(1.0, 3.0)


class Adder:
    """A network whose state is the sum of what it was told, so that an answer shows what was remembered."""

    steps = 0

    def start(self):
        return (np.zeros(1, np.float32),)

    def step(self, features, state):
        self.steps += 1
        total = state[0] * 3 + features
        return total, (total,)


def told(past, step, beats):
    return np.array([past[-1] if past else 0.5], np.float32)


@given(st.lists(st.lists(st.integers(0, 2), max_size=12), min_size=1, max_size=20))
def test_what_was_asked_before_changes_no_answer(pasts):
    walk = Walk(Adder(), told)
    for past in pasts:
        assert walk.logits(past, len(past), 4) == Walk(Adder(), told).logits(past, len(past), 4)


def test_going_back_and_planning_again_costs_nothing():
    network = Adder()
    walk = Walk(network, told)
    for length in range(9):
        walk.logits([1] * length, length, 4)
    taken = network.steps
    for length in range(3, 9):
        walk.logits([1] * length, length, 4)
    assert network.steps == taken == 9


@given(st.integers(-500, 500), RATIOS)
def test_a_step_is_found_again_at_its_place(step, ratio):
    place = place_of(step, ratio)
    assert step_of(place, ratio) == step
    assert first_step(place, ratio) == step
    assert first_step(Tick(place + 1), ratio) == step + 1


@pytest.mark.parametrize("beats", [3, 4])
def test_priming_starts_at_a_group_of_four_bars_four_to_eight_bars_back(beats):
    bar = beats * 4
    for step in range(-5 * bar, 20 * bar):
        back = step - primed_from(step, beats)
        assert 4 * bar <= back < 8 * bar
        assert primed_from(step, beats) % (4 * bar) == 0
