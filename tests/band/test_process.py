"""The band before anybody listens."""

from jamd.band.process import make_jam, rehearse
from jamd.config.process_settings import band_settings
from jamd.config.schema import Config
from jamd.music.events import Clock, Plan
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline

BAR = 3840


def plans(rehearsed: bool) -> list[Plan]:
    jam = make_jam(band_settings(Config(), seed=3))
    if rehearsed:
        took = rehearse(jam)
        assert all(0 < ns < 60 * 10**9 for ns in took)
        assert len(took) >= 4
    line = Timeline.at_bpm(200, Nanos(0), Tick(-2 * BAR))
    events = jam.handle(Clock(Nanos(0), True, line, Meter(4)))
    for _ in range(24):
        assert jam.wake_ns is not None
        events += jam.advance(jam.wake_ns)
    return [event for event in events if isinstance(event, Plan)]


def test_what_is_rehearsed_changes_nothing_of_what_is_played() -> None:
    assert plans(rehearsed=True) == plans(rehearsed=False)
