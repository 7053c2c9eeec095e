"""The other processes follow the clock without being flooded."""

from typing import Final

from jamd.music.events import Clock
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.wire.clock_reports import ClockReports

MS: Final = 1_000_000
METER: Final = Meter()


def at(bpm: float) -> Timeline:
    return Timeline.at_bpm(bpm, Nanos(0), Tick(0))


def told(bpm: float) -> ClockReports:
    """Reports of a clock at this tempo that was sent at 0."""
    reports = ClockReports(METER.bar)
    reports.sent(Clock(Nanos(0), True, at(bpm), METER, Tick(0), "midi", "steady", 0))
    return reports


def test_a_new_tempo_is_reported_once_fifty_milliseconds_after_the_last_report() -> None:
    reports = told(120)
    assert reports.wake_ns is None
    reports.retimed()
    assert reports.wake_ns == 50 * MS
    assert not reports.is_due(at(121), Nanos(49 * MS))
    assert reports.is_due(at(121), Nanos(50 * MS))


def test_a_change_too_small_to_hear_within_a_bar_is_not_reported() -> None:
    reports = told(120)
    reports.retimed()
    assert not reports.is_due(at(120.01), Nanos(60 * MS))
    assert reports.wake_ns is None, "nothing to wake for until the next change"


def test_nothing_is_due_before_the_first_report_or_while_nothing_plays() -> None:
    reports = ClockReports(METER.bar)
    reports.retimed()
    assert reports.hold is None
    assert not reports.is_due(at(120), Nanos(60 * MS))
    playing = told(120)
    playing.retimed()
    assert not playing.is_due(None, Nanos(60 * MS))
