import pytest
from mutated_charts import mutated, read_as_far_as_can_be

from jamd.music.charts.formats import FORMATS


@pytest.mark.parametrize("name", FORMATS)
def test_a_damaged_chart_is_read_or_refused_in_one_sentence(name: str) -> None:
    """A few of those that `python tests/benchmarks/charts.py` tries."""
    said = [read_as_far_as_can_be(name, mutated(name, seed)) for seed in range(200)]
    assert all("\n" not in sentence for sentence in said)
    assert 0 < said.count("") < len(said)
