"""Follow me: laws of the line under any playing."""

from clock.bandstand import MS, S, counted_off
from hypothesis import given, settings
from hypothesis import strategies as st

from jamd.clock.follow import Follow
from jamd.clock.source import Retime
from jamd.music.time.notes import Meter, Nanos

played = st.lists(st.tuples(st.floats(0, 3), st.integers(0, 20)), max_size=60)  # seconds since the last; 0: a tap


@given(st.floats(40, 300), played)
@settings(max_examples=200, deadline=None)
def test_the_line_never_runs_backward_and_nothing_is_said_of_the_past(
    bpm: float, script: list[tuple[float, int]]
) -> None:
    band = counted_off(bpm)
    second = 10.0
    for gap, pitch in script:
        second += gap
        band.tap(second) if pitch == 0 else band.key(second, pitch)
        assert band.follow.wake_ns is None or band.follow.wake_ns > second * S
    for (_, before), (now, after) in zip(band.lines, band.lines[1:], strict=False):
        assert after.tick_at(Nanos(now)) >= before.tick_at(Nanos(now))
        assert after.tick_at(Nanos(now)) <= before.tick_at(Nanos(now)) + 1


@given(st.floats(40, 300), st.lists(st.floats(0, 3), max_size=60))
@settings(max_examples=200, deadline=None)
def test_without_taps_the_tempo_changes_by_little_in_any_beat(bpm: float, gaps: list[float]) -> None:
    band = counted_off(bpm)
    second = 10.0
    for gap in gaps:
        second += gap
        band.key(second)
    for (then, before), (now, after) in zip(band.lines, band.lines[1:], strict=False):
        beats = (now - max(then, band.lines[0][1].anchor_ns)) / before.ns_per_beat
        assert abs(after.bpm / before.bpm - 1) <= 0.06 * min(1.0, beats + 0.01) + 1e-6


@given(played, st.integers(1, 10**15))
@settings(max_examples=50, deadline=None)
def test_when_it_happens_makes_no_difference(script: list[tuple[float, int]], later: int) -> None:
    one, other = Follow(Meter(4)), Follow(Meter(4))
    ns = 0
    for i in range(4):
        one.tap(Nanos(i * 500 * MS))
        other.tap(Nanos(i * 500 * MS + later))
    for gap, pitch in script:
        ns += round(gap * S)
        mine = one.struck(pitch, Nanos(2 * S + ns))
        theirs = other.struck(pitch, Nanos(2 * S + ns + later))
        assert [action.timeline.ns_per_beat for action in mine if isinstance(action, Retime)] == [
            action.timeline.ns_per_beat for action in theirs if isinstance(action, Retime)
        ]
