from hypothesis import given
from hypothesis import strategies as st
from players.seed.scenes import QUIET, changed

from jamd.music.time.notes import Tick
from jamd.players.seed.grid import first_step, place_of, step_of, step_struck_at
from jamd.players.touch import DRUMMER, PIANIST

RATIOS = st.floats(1.0, 3.0)


@given(st.integers(-500, 500), RATIOS)
def test_a_step_is_found_again_at_its_place(step, ratio):
    place = place_of(step, ratio)
    assert step_of(place, ratio) == step


@given(st.integers(-500, 500), st.floats(1.0, 4.5), st.integers(0, 99), st.sampled_from([DRUMMER, PIANIST]))
def test_a_step_is_found_again_where_it_is_struck(step, ratio, seed, hand):
    scene = changed(QUIET, swing=ratio, seed=seed)
    struck = step_struck_at(scene, hand, step)
    assert step_of(struck, ratio) == step
    assert first_step(scene, hand, struck) == step
    assert first_step(scene, hand, Tick(struck + 1)) == step + 1
