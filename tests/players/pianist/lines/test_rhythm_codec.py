import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.players.pianist.lines import rhythm_codec as codec

CHANCE = st.floats(0, 1, exclude_max=True)


@given(st.integers(1, 288))
def test_a_gap_lies_in_its_class(gap):
    kind = int(codec.gap_class(np.array([gap]))[0])
    assert codec.LEAST[kind] <= gap <= codec.MOST[kind]


@given(st.integers(0, codec.GAPS - 1), CHANCE)
def test_a_drawn_gap_belongs_to_its_class(kind, chance):
    gap = codec.gap_of(np.array([kind]), np.array([chance]))
    assert codec.gap_class(gap).tolist() == [kind]


@given(st.integers(0, codec.LENGTHS - 1), st.integers(1, 60), CHANCE)
def test_a_drawn_length_never_outlasts_its_gap(kind, gap, chance):
    length = codec.length_of(np.array([kind]), np.array([gap]), np.array([chance]))[0]
    assert 0 < length <= gap


@pytest.mark.parametrize("beats", [3, 4, 5])
def test_the_aim_of_density_is_all_that_changes_with_it(beats):
    steps, lengths = np.arange(40)[None] * 3, np.full((1, 40), 2.0)
    plain = codec.features(steps, lengths, np.array([4.0]), beats, 160, 0.6)
    asked = codec.features(steps, lengths, np.array([4.0]), beats, 160, 0.6, np.array([9.0]))
    assert plain.shape == (1, codec.FEATURES)
    assert np.flatnonzero(plain != asked).tolist() == list(codec.DENSITY)
