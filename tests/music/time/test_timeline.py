"""Laws of the timeline."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.music.time.notes import Nanos, Tick
from jamd.music.time.timeline import Timeline

ticks = st.integers(-(10**9), 10**9).map(Tick)
instants = st.integers(0, 10**18).map(Nanos)
timelines = st.builds(Timeline, instants, ticks, st.integers(60_000_000, 6_000_000_000))


@given(timelines, ticks)
def test_a_tick_survives_the_way_to_nanoseconds_and_back(timeline: Timeline, tick: Tick) -> None:
    assert timeline.tick_at(timeline.ns_at(tick)) == tick


@given(timelines, ticks)
def test_ns_at_is_the_first_instant_of_its_tick(timeline: Timeline, tick: Tick) -> None:
    assert timeline.tick_at(Nanos(timeline.ns_at(tick) - 1)) == tick - 1


@given(timelines, instants, st.integers(0, 10**12))
def test_phase_never_runs_backward(timeline: Timeline, now: Nanos, later: int) -> None:
    assert timeline.tick_at(Nanos(now + later)) >= timeline.tick_at(now)


@given(timelines, instants, st.floats(10, 1000), st.integers(0, 10**10))
def test_a_tempo_change_keeps_the_place_and_never_goes_back(
    timeline: Timeline, now: Nanos, bpm: float, later: int
) -> None:
    changed = timeline.with_bpm(bpm, now)
    assert changed.tick_at(changed.ns_at(timeline.tick_at(now))) == timeline.tick_at(now)
    assert changed.tick_at(Nanos(now + later)) >= timeline.tick_at(now) - 1
    assert changed.bpm == pytest.approx(bpm, rel=1e-6)


def test_a_beat_at_120_is_half_a_second() -> None:
    timeline = Timeline.at_bpm(120, Nanos(1_000), Tick(0))
    assert timeline.ns_at(Tick(960)) == 500_001_000


def test_no_tempo_outside_10_to_1000() -> None:
    with pytest.raises(ValueError, match="10 to 1000"):
        Timeline.at_bpm(5, Nanos(0), Tick(0))
