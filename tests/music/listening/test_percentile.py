"""Percentiles of a few numbers are numpy's, to the last bit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.music.listening.percentile import percentile

VELOCITIES = st.lists(st.integers(1, 127), min_size=1, max_size=60)


@given(VELOCITIES, st.sampled_from((10, 50, 80)))
def test_as_numpy_has_it(values, percent):
    assert percentile(values, percent) == np.percentile(values, percent)


@pytest.mark.parametrize(("percent", "found"), [(0, 40), (50, 60), (75, 70), (100, 80)])
def test_between_ranks_in_proportion(percent, found):
    assert percentile([80, 40, 60], percent) == found
