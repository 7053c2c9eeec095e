"""Our own clock: taps, nudges and ramps bend the line, and never break it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.clock.internal import InternalClock
from jamd.clock.source import ClockAction, Retime, Standby
from jamd.clock.taps import Taps
from jamd.music.time.notes import Nanos, Tick
from jamd.music.time.timeline import Timeline

S = 1_000_000_000
MS = 1_000_000
BEAT = 960


def playing(bpm: float = 120) -> InternalClock:
    clock = InternalClock(bpm)
    clock.join(Timeline.at_bpm(bpm, Nanos(0), Tick(0)), bpm, Tick(0), Nanos(0))
    return clock


def line_of(actions: list[ClockAction]) -> Timeline:
    bends = [action.timeline for action in actions if isinstance(action, Retime)]
    return bends[-1]


def lines_until(clock: InternalClock, now: int, first: list[ClockAction]) -> list[tuple[Nanos, Timeline]]:
    """Every line and the instant from which it holds, each taken up when its time has come."""
    lines = [(Nanos(0), line_of(first))] if first else []
    while (wake := clock.wake_ns) is not None and wake <= now:
        lines.append((wake, line_of(clock.advance(wake))))
    return lines


commands = st.one_of(
    st.tuples(st.just("tempo"), st.floats(30, 400)),
    st.tuples(st.just("nudge"), st.integers(-500 * MS, 500 * MS)),
    st.tuples(st.just("ramp"), st.floats(30, 400)),
)


@given(st.lists(st.tuples(st.integers(1, 3 * S), commands), max_size=12))
def test_whatever_is_commanded_the_music_never_goes_back_or_jumps(script: list[tuple[int, tuple[str, float]]]) -> None:
    clock, now = playing(), 0
    line = Timeline.at_bpm(120, Nanos(0), Tick(0))
    tick = 0

    def follow(at: int, actions: list[ClockAction]) -> None:
        nonlocal line, tick
        before, line = line.tick_at(Nanos(at)), line_of(actions) if actions else line
        assert abs(line.ns_at(before) - at) < 3 * MS  # a tick at the slowest tempo lasts 2 ms
        assert line.tick_at(Nanos(at)) >= tick - 1
        tick = line.tick_at(Nanos(at))

    for pause, (command, value) in script:
        while (wake := clock.wake_ns) is not None and wake <= now + pause:
            follow(wake, clock.advance(wake))
        now += pause
        if command == "tempo":
            follow(now, clock.tempo(value, Nanos(now)))
        elif command == "nudge":
            follow(now, clock.nudge(int(value), Nanos(now)))
        else:
            follow(now, clock.ramp(value, 4, Nanos(now)))


def test_a_ritardando_lands_on_its_tempo_after_its_beats() -> None:
    clock = playing(120)
    lines = lines_until(clock, 60 * S, clock.ramp(60, 8, Nanos(0)))
    when, last = lines[-1]
    assert last.bpm == pytest.approx(60)
    assert last.tick_at(when) == 8 * BEAT
    assert [b.bpm < a.bpm for (_, a), (_, b) in pairwise(lines)].count(False) <= 1
    assert 5.2 * S < when < 5.7 * S  # eight beats, 120 slowing to 60: 5.5 s


def test_a_ramp_may_wait_for_its_bar() -> None:
    clock = playing(120)
    assert clock.ramp(60, 4, Nanos(0), at=Tick(8 * BEAT)) == []
    assert clock.wake_ns == 4 * S


def test_a_nudge_moves_the_beat_and_leaves_the_tempo() -> None:
    clock = playing(120)
    (_, bent), (_, after) = lines_until(clock, 10 * S, clock.nudge(20 * MS, Nanos(0)))
    assert bent.ns_at(Tick(BEAT)) == 480 * MS
    assert after.bpm == pytest.approx(120)
    assert after.ns_at(Tick(4 * BEAT)) == 1980 * MS


def test_two_nudges_in_one_beat_add_up() -> None:
    clock = playing(120)
    clock.nudge(20 * MS, Nanos(0))
    lines = lines_until(clock, 10 * S, clock.nudge(20 * MS, Nanos(100 * MS)))
    assert lines[-1][1].ns_at(Tick(4 * BEAT)) == pytest.approx(1960 * MS, abs=MS)
    assert lines[-1][1].bpm == pytest.approx(120)


def test_a_tempo_stops_a_ramp() -> None:
    clock = playing(120)
    clock.ramp(60, 8, Nanos(0))
    clock.tempo(100, Nanos(1 * S))
    assert clock.wake_ns is None


def test_while_nothing_plays_a_tempo_is_that_of_the_next_beginning() -> None:
    clock = InternalClock(120)
    assert clock.tempo(90, Nanos(0)) == [Standby(Tick(0), 90)]
    assert clock.nudge(5 * MS, Nanos(0)) == []


def test_a_step_is_taken_once_however_late_the_band_hears_of_it() -> None:
    clock, step = playing(120), (Tick(4 * BEAT), 10.0, 300.0)
    clock.step_from(step, Nanos(0))
    assert line_of(clock.advance(Nanos(2 * S))).bpm == pytest.approx(130)
    clock.step_from(step, Nanos(1900 * MS))  # sent before it came
    assert clock.wake_ns is None
    assert clock.advance(Nanos(3 * S)) == []
    clock.step_from((Tick(8 * BEAT), 10.0, 300.0), Nanos(3 * S))
    assert line_of(clock.advance(Nanos(5 * S))).bpm == pytest.approx(140)


def test_the_next_run_takes_its_steps_at_the_same_ticks() -> None:
    clock, step = playing(120), (Tick(4 * BEAT), 10.0, 300.0)
    clock.step_from(step, Nanos(0))
    clock.advance(Nanos(2 * S))
    clock.join(None, 120, Tick(0), Nanos(3 * S))
    clock.join(Timeline.at_bpm(120, Nanos(4 * S), Tick(0)), 120, Tick(0), Nanos(4 * S))
    clock.step_from(step, Nanos(4 * S))
    assert line_of(clock.advance(Nanos(6 * S))).bpm == pytest.approx(130)


# -- taps


def tapped(*seconds: float) -> list[float | None]:
    taps = Taps()
    return [taps.tap(Nanos(round(s * S))) for s in seconds]


def test_three_taps_are_a_tempo() -> None:
    assert tapped(0, 0.5, 1.0) == [None, None, pytest.approx(120)]


def test_more_taps_say_it_better() -> None:
    assert tapped(0, 0.49, 1.01, 1.5, 2.0)[-1] == pytest.approx(120)


def test_after_a_silence_taps_start_again() -> None:
    assert tapped(0, 0.5, 1.0, 5.0, 5.4)[-2:] == [None, None]


def test_another_tempo_is_not_mixed_with_the_one_before() -> None:
    assert tapped(0, 1, 2, 3, 3.4, 3.8, 4.2)[-1] == pytest.approx(150)
