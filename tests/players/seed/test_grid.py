from hypothesis import given
from hypothesis import strategies as st

from jamd.music.time.notes import Tick
from jamd.players.seed.grid import first_step, place_of, step_of

RATIOS = st.floats(1.0, 3.0)


@given(st.integers(-500, 500), RATIOS)
def test_a_step_is_found_again_at_its_place(step, ratio):
    place = place_of(step, ratio)
    assert step_of(place, ratio) == step
    assert first_step(place, ratio) == step
    assert first_step(Tick(place + 1), ratio) == step + 1
