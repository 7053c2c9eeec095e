import numpy as np

from jamd.players.sampling import sample

LOGITS = np.log(np.array([0.1, 0.6, 0.3]))


def drawn(temperature, count=4000):
    rng = np.random.default_rng(1)
    return np.bincount([sample(LOGITS, temperature, rng) for _ in range(count)], minlength=3) / count


def test_temperature_one_draws_as_trained():
    assert np.allclose(drawn(1.0), [0.1, 0.6, 0.3], atol=0.03)


def test_cold_takes_the_likeliest_and_hot_evens_out():
    assert drawn(0.0)[1] == 1.0
    assert drawn(0.3)[1] > 0.85
    assert drawn(10.0).max() < 0.45


def test_what_is_forbidden_is_never_drawn():
    rng = np.random.default_rng(2)
    assert {sample(np.array([-np.inf, 0.0, -np.inf]), 3.0, rng) for _ in range(200)} == {1}
    assert sample(np.array([-np.inf, -5.0]), 0.0, rng) == 1
