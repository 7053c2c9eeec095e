"""From wire's events to figures."""

from hypothesis import given
from hypothesis import strategies as st

from jamd.bench.analysis import (
    PROBE_STATUS,
    Grid,
    Stretch,
    bars_between,
    max_bpm,
    phase_errors_us,
    ready_ratio,
    tempo_result,
    thru_inside_us,
)
from jamd.bench.report import Figures, TempoResult
from jamd.music.channel_messages import note_off, note_on
from jamd.music.events import Dropped, Heard, Played, State, Vamped
from jamd.music.time.notes import Meter, Nanos, Tick

BAR = 3840
BEAT_NS = 375_000_000  # 160
GRID = Grid(start_ns=7_000_000_000, ns_per_beat=BEAT_NS, end_ns=7_000_000_000 + 100 * BEAT_NS)


def played(tick, late_us=0, part="drums", ns=0, data=None):
    return Played(Nanos(ns), Tick(tick), part, data or note_on(10, 51, 60), late_us * 1000)


def planned(bar, ms):
    return State(bar, 0, "", "", "", "accompany", "band", 0.5, ms, {})


def four_bars(*events):
    return Stretch(120, Meter(4), Tick(4 * BAR), Tick(8 * BAR), events)


# -- a tempo


def test_four_bars_of_which_one_was_vamped_twice():
    found = tempo_result(four_bars(Vamped(Nanos(0), Tick(5 * BAR)), Vamped(Nanos(0), Tick(5 * BAR + 960))))
    assert (found.bars, found.bars_vamped, found.ready_ratio) == (4, 1, 0.75)
    assert not found.holds


def test_lateness_is_that_of_the_bands_note_ons_within_the_bars():
    found = tempo_result(
        four_bars(
            played(4 * BAR, 10),
            played(5 * BAR, 30, "piano"),
            played(5 * BAR, 500, data=note_off(10, 51)),
            played(5 * BAR, 500, "you"),
            played(3 * BAR, 500),
            played(8 * BAR, 500),
        )
    )
    assert found.lateness_us == Figures(10, 30, 30, 2)


def test_planning_counts_where_its_bar_does():
    found = tempo_result(four_bars(planned(3, 99), planned(4, 2), planned(7, 4), planned(8, 99)))
    assert found.plan_ms == Figures(2, 4, 4, 2)
    assert found.holds


def test_a_tempo_does_not_hold_with_a_note_left_out_or_plans_longer_than_a_beat():
    assert not tempo_result(four_bars(planned(4, 2), Dropped(Nanos(0), Tick(5 * BAR), "piano", 30_000_000))).holds
    assert not tempo_result(four_bars(planned(4, 501))).holds
    assert tempo_result(four_bars(planned(4, 499))).holds


@given(st.integers(-50_000, 50_000), st.integers(0, 50_000))
def test_bars_are_whole_and_lie_behind_the_change_of_tempo(begins, length):
    first, end = bars_between(Tick(begins), Tick(begins + length), Meter(4))
    assert first % BAR == end % BAR == 0
    assert begins <= first < begins + BAR
    assert first + BAR <= end < max(begins + length, first + 1) + BAR


def tempo(bpm, vamped=0):
    return TempoResult(bpm, 10, vamped, 0, None, Figures(1, 2, 3, 4))


def test_the_highest_tempo_holds_with_every_slower_one():
    assert max_bpm([tempo(300), tempo(120), tempo(220)]) == 300
    assert max_bpm([tempo(120), tempo(220, vamped=1), tempo(300)]) == 120
    assert max_bpm([tempo(120, vamped=1), tempo(220)]) is None


def test_all_bars_weigh_the_same():
    assert ready_ratio([tempo(120), tempo(220, vamped=5)]) == 0.75
    assert ready_ratio([]) is None


# -- a clock


def follow(beats, off_ns=0, port_ns=0, counted_from=0):
    """A note on each beat, as a band plays it that is `off_ns` behind the master."""
    return [played(960 * (beat + counted_from), ns=GRID.start_ns + beat * BEAT_NS + off_ns + port_ns) for beat in beats]


@given(st.floats(-180_000, 180_000), st.floats(0, 5_000), st.integers(-8, 8))
def test_the_phase_error_is_how_far_off_the_beat_early_or_late(off_us, port_us, counted_from):
    events = follow(range(3, 10), round(off_us * 1e3), round(port_us * 1e3), counted_from)
    errors = phase_errors_us(events, GRID, port_us)
    assert len(errors) == 7
    assert all(abs(error - abs(off_us)) < 0.01 for error in errors)


def test_two_beats_are_given_to_settle_and_what_comes_after_stop_is_no_error():
    assert len(phase_errors_us(follow((0, 1, 2, 99, 100, 101)), GRID, 0)) == 2


def test_a_swung_note_is_off_its_own_place_not_off_the_beat():
    off_beat = 4 * 960 + 640
    ns = GRID.start_ns + 4 * BEAT_NS + BEAT_NS * 2 // 3
    assert phase_errors_us([played(off_beat, ns=ns + 3000)], GRID, 0) == [3.0]


# -- thru


def test_inside_is_from_the_stamp_of_a_probe_to_its_leaving():
    probe, other = bytes((PROBE_STATUS, 102, 7)), bytes((0xB0, 102, 7))
    events = [
        Heard(Nanos(1000), None, probe),
        Played(Nanos(9000), None, "you", probe, 0),
        Heard(Nanos(1000), None, other),
        Played(Nanos(999_000), None, "you", other, 0),
    ]
    assert thru_inside_us(events) == Figures(8, 8, 8, 1)
    assert thru_inside_us(events[:1]) is None
