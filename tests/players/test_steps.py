"""The drummer's grid: every step has one place, every place one step."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.music.styles import Feel
from jamd.music.time.notes import TICKS_PER_BEAT
from jamd.players.steps import OFFBEAT, STEPS_PER_BEAT, place_of, step_of

FEELS = st.sampled_from(["swing", "even"])
RATIOS = st.floats(1.0, 3.5)


@given(step=st.integers(0, 24 * 64), feel=FEELS, ratio=RATIOS)
def test_a_step_is_found_again_at_its_place(step: int, feel: Feel, ratio: float) -> None:
    assert step_of(place_of(step, feel, ratio), feel, ratio) == step


@given(step=st.integers(0, 24 * 64), feel=FEELS, ratio=RATIOS)
def test_places_go_forward(step: int, feel: Feel, ratio: float) -> None:
    assert place_of(step, feel, ratio) < place_of(step + 1, feel, ratio)


@pytest.mark.parametrize(("feel", "ratio", "place"), [("swing", 2.0, 640), ("swing", 1.0, 480), ("even", 1.0, 480)])
def test_the_off_beat_lies_where_swing_puts_it(feel: Feel, ratio: float, place: int) -> None:
    assert place_of(OFFBEAT[feel], feel, ratio) == place


def test_what_comes_just_before_the_bar_line_belongs_to_the_bar() -> None:
    assert step_of(4 * TICKS_PER_BEAT - 20, "swing", 2.0) == 4 * STEPS_PER_BEAT
