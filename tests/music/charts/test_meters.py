import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.music.charts.meters import counted, regrouped
from jamd.music.charts.sheet import TimeSignature


def times(text: str) -> list[TimeSignature]:
    return [TimeSignature(*map(int, each.split("/"))) for each in text.split()]


@pytest.mark.parametrize(
    ("written", "bars", "sentence"),
    [
        ("4/4 3/4 5/4", [4, 3, 5], ""),
        ("2/2", [4], "2/2 as 4/4"),
        ("6/8", [3], "6/8 as 3/4"),
        ("12/8", [4], "12/8 as 4/4 in triplets"),
        ("9/8", [3], "9/8 as 3/4 in triplets"),
        ("7/4", [4, 3], "7/4 as 4/4 and 3/4"),
        ("7/8", [4, 3], "7/8 as 4/4 and 3/4, an eighth as a beat"),
        ("2/4 2/4 2/4 2/4", [4, 4], "two bars of 2/4 as one of 4/4"),
        ("4/4 2/4 4/4", [3, 3, 4], "a lone 2/4 beside a 4/4 as 3/4 and 3/4"),
        ("2/4 4/4", [3, 3], "a lone 2/4 beside a 4/4 as 3/4 and 3/4"),
        ("3/4 2/4", [5], "a lone 2/4 beside a 3/4 as 5/4"),
        ("2/4", [3], "2/4 as 3/4"),
        ("7/4 2/2 4/4", [4, 3, 4, 4], "7/4 as 4/4 and 3/4, 2/2 as 4/4"),
        ("16/4", [4, 4, 4, 4], "16/4 as four bars of 4/4"),
    ],
)
def test_the_band_plays_three_four_and_five(written: str, bars: list[int], sentence: str) -> None:
    found = regrouped(times(written))
    assert [meter.beats for meter in found.bars] == bars
    assert found.sentence == (f"the band plays {sentence}" if sentence else "")


def test_a_section_starts_at_a_bar_line() -> None:
    assert [meter.beats for meter in regrouped(times("2/4 2/4 2/4 4/4"), {2}).bars] == [4, 3, 3]
    assert [meter.beats for meter in regrouped(times("4/4 2/4 4/4"), {1, 2}).bars] == [3, 3, 4]


signatures = st.builds(TimeSignature, st.integers(1, 16), st.sampled_from([1, 2, 4, 8, 16]))


@given(st.lists(signatures, min_size=1, max_size=20), st.sets(st.integers(0, 19)))
def test_no_beat_is_lost(written: list[TimeSignature], firsts: set[int]) -> None:
    bars = regrouped(written, {first for first in firsts if first < len(written)}).bars
    assert sum(meter.beats for meter in bars) == max(3, sum(counted(time).beats for time in written))
