"""Randomness that is handed in."""

from hypothesis import given
from hypothesis import strategies as st

from jamd.music.planning.scene import rng_at

seeds = st.integers(0, 2**63 - 1)
steps = st.integers(-(10**6), 10**6)


@given(seeds, steps)
def test_the_same_step_draws_the_same_numbers(seed: int, step: int) -> None:
    assert rng_at(seed, "drums", step).random(8).tolist() == rng_at(seed, "drums", step).random(8).tolist()


@given(seeds, steps, steps)
def test_other_steps_parts_and_seeds_draw_others(seed: int, step: int, other: int) -> None:
    draws = set(rng_at(seed, "drums", step).random(8))
    assert not draws & set(rng_at(seed, "piano", step).random(8))
    assert not draws & set(rng_at(seed + 1, "drums", step).random(8))
    if other != step:
        assert not draws & set(rng_at(seed, "drums", other).random(8))


@given(seeds, steps)
def test_a_step_that_draws_much_does_not_run_into_the_next(seed: int, step: int) -> None:
    assert not set(rng_at(seed, "drums", step).random(64)) & set(rng_at(seed, "drums", step + 1).random(64))
