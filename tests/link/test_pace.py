"""Two clocks that part by millionths."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from jamd.link.pace import Pace
from jamd.music.time.notes import Nanos

TICK = 50_000_000


@given(st.floats(-500e-6, 500e-6), st.integers(60, 2000), st.randoms())
def test_the_ratio_is_known_to_a_millionth(drift: float, readings: int, dice: Random) -> None:
    pace = Pace()
    for turn in range(readings):
        ours = 5_000_000_000 + turn * TICK
        links = round(turn * TICK / (1 + drift) / 1000 + dice.uniform(0, 1)) * 1000  # whole microseconds
        pace.read(Nanos(ours), links)
    assert abs(pace.ratio - 1 - drift) < 1e-6


def test_before_it_is_known_both_are_alike() -> None:
    pace = Pace()
    for ns in range(0, 2_000_000_000, TICK):
        pace.read(Nanos(ns), ns * 2)
    assert pace.ratio == 1


def test_a_correction_of_the_clock_is_followed_within_half_a_minute() -> None:
    pace = Pace()
    ours = 0
    for turn in range(1200):
        ours += TICK if turn < 600 else TICK + 5000
        pace.read(Nanos(ours), turn * TICK)
    assert abs(pace.ratio - 1.0001) < 1e-6
