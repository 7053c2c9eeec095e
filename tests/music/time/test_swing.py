from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.music.time.notes import Tick
from jamd.music.time.swing import offbeat, straightened, swing_ratio, swung


@pytest.mark.parametrize(
    ("bpm", "place"),
    [(60, 0.735), (90, 0.735), (125, 0.720), (155, 0.706), (185, 0.667), (215, 0.640), (250, 0.604), (300, 0.572)],
)
def test_the_band_s_off_beat_lies_where_real_trios_have_it(bpm: float, place: float) -> None:
    assert abs(offbeat(swing_ratio("band", bpm)) / 960 - place) < 0.001


def test_swing_falls_with_tempo_to_straight_and_lines_swing_less() -> None:
    for texture in ("band", "line"):
        ratios = [swing_ratio(texture, bpm) for bpm in range(60, 420, 10)]
        assert all(a >= b for a, b in pairwise(ratios))
        assert ratios[-1] == 1.0
    assert all(swing_ratio("line", bpm) < swing_ratio("band", bpm) for bpm in range(60, 400, 10))
    assert all(0.6 <= offbeat(swing_ratio("line", bpm)) / 960 <= 0.66 for bpm in range(100, 220, 10))


@given(st.sampled_from(["band", "line"]), st.floats(30, 400))
def test_the_control_scales_the_curve_and_nought_is_straight(texture, bpm) -> None:
    assert swing_ratio(texture, bpm, 0.0) == 1.0
    assert swing_ratio(texture, bpm, 0.5) <= swing_ratio(texture, bpm) <= swing_ratio(texture, bpm, 2.0)


@given(st.integers(-100_000, 100_000), st.floats(1.0, 4.5))
def test_straightening_undoes_swing(tick, ratio) -> None:
    assert abs(straightened(swung(Tick(tick), ratio), ratio) - tick) <= 2
