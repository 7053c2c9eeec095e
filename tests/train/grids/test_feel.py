import numpy as np
import pytest

from jamd.music.time.notes import Tick
from jamd.players.seed.grid import step_of
from train.grids.feel import Feel, feel_of

BEAT = 960
rng = np.random.default_rng(3)


def performed(places, beats=200, delay=0.0, scatter=0.02):
    """Ticks of onsets at these places of every beat, as somebody would play them."""
    ideal = np.array([beat + place + delay for beat in range(beats) for place in places])
    return np.maximum(0, (ideal + rng.normal(0, scatter, len(ideal))) * BEAT).astype(int).tolist()


@pytest.mark.parametrize("offbeat", [0.5, 0.6, 0.667, 0.72])
def test_swung_eighths_come_out_as_eighths(offbeat):
    ticks = performed((0, offbeat))
    feel = feel_of(ticks, late=False)
    assert feel.offbeat == pytest.approx(offbeat, abs=0.03)
    assert [feel.step(round(beat * BEAT + offbeat * BEAT)) for beat in range(4)] == [2, 6, 10, 14]


def test_straight_sixteenths_stay_sixteenths():
    feel = feel_of(performed((0, 0.25, 0.5, 0.75)), late=False)
    assert [feel.step(round(place * BEAT)) for place in (0, 0.25, 0.5, 0.75, 1)] == [0, 1, 2, 3, 4]


def test_a_late_soloist_is_read_on_the_beat():
    ticks = performed((0, 0.6), delay=0.1)
    late = feel_of(ticks, late=True)
    assert late.delay == pytest.approx(0.1, abs=0.03)
    assert {late.step(tick) % 4 for tick in ticks} <= {0, 2}


def test_triplets_of_a_swung_piece_take_three_different_steps():
    feel = Feel(0.0, 2 / 3)
    assert [feel.step(round(place * BEAT)) for place in (0, 1 / 3, 2 / 3)] == [0, 1, 2]


def test_too_few_onsets_are_taken_as_they_are():
    assert feel_of([0, 500, 960], late=True) == Feel()


@pytest.mark.parametrize("offbeat", [0.5, 0.6, 2 / 3])
def test_a_drummer_is_read_on_the_step_that_the_player_means(offbeat):
    feel = Feel(0.0, offbeat)
    assert all(
        feel.step(tick) == step_of(Tick(tick), feel.swing) for tick in range(4 * BEAT)
    )  # also halfway between two
