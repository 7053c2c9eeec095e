"""Link as a clock: starting and stopping with the session, and on its bar lines."""

from clock.link_room import MS, SECOND, Room

from jamd.clock.link import LinkClock
from jamd.clock.source import Notify, Retime, Start, Stop
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline


def test_a_start_in_the_session_begins_the_form_on_its_next_bar_line() -> None:
    room = Room(bpm=120, beat=9.3)
    room.tell()
    room.playing = True
    (begin,) = room.tell()
    assert isinstance(begin, Start)
    assert begin.tick == 0
    assert begin.timeline.ns_at(Tick(0)) == room.now + round((12 - 9.3) * 500 * MS)


def test_a_waltz_begins_on_a_bar_of_three() -> None:
    room = Room(bpm=120, beat=9.3, meter=Meter(3))
    room.tell()
    (begin,) = room.clock.start(Nanos(room.now))
    assert isinstance(begin, Start)
    assert begin.timeline.ns_at(Tick(0)) == room.now + round((12 - 9.3) * 500 * MS)


def test_a_bar_line_that_is_too_near_is_left_to_the_next() -> None:
    room = Room(bpm=120, beat=11.99)
    room.tell()
    (begin,) = room.clock.start(Nanos(room.now))
    assert isinstance(begin, Start)
    assert round((begin.timeline.ns_at(Tick(0)) - room.now) / (500 * MS), 2) == 4.01


def test_a_session_that_is_playing_when_we_join_does_not_start_the_band() -> None:
    room = Room(playing=True)
    room.clock.join(None, 140, Tick(0), Nanos(room.now))
    room.live(5)
    assert not room.of(Start)
    room.playing = False
    room.tell()
    room.playing = True
    room.tell()
    assert len(room.of(Start)) == 1


def test_a_stop_in_the_session_halts_and_the_next_start_is_at_the_top() -> None:
    room = Room()
    room.tell()
    room.playing = True
    room.live(6)
    room.playing = False
    assert room.tell() == [Stop(Tick(0))]
    room.live(1)
    room.playing = True
    (begin,) = room.tell()
    assert isinstance(begin, Start)
    assert begin.tick == 0


def test_our_own_start_comes_back_from_the_session_and_begins_nothing_twice() -> None:
    room = Room(beat=1.0)
    room.tell()
    room.hear(room.clock.start(Nanos(room.now)))
    room.live(0.1)
    room.playing = True
    room.live(6)
    assert len(room.of(Start)) == 1
    assert not room.of(Retime)


def test_without_start_stop_sync_the_session_does_not_start_or_stop_the_band() -> None:
    room = Room(start_stop=False)
    room.tell()
    room.playing = True
    room.live(3)
    assert not room.of(Start)
    room.hear(room.clock.start(Nanos(room.now)))
    room.live(3)
    room.playing = False
    room.live(3)
    assert room.line is not None
    assert room.clock.stop(Nanos(room.now)) == [Stop(Tick(0))]


def test_a_tempo_change_before_the_first_beat_moves_the_beginning() -> None:
    room = Room(bpm=120, beat=0.5)
    room.tell()
    room.hear(room.clock.start(Nanos(room.now)))
    room.live(0.5)
    room.bpm = 180.0
    room.tell()
    room.live(5)
    assert len(room.of(Start)) == 1
    assert abs(room.beat - room.band_beat - 4) < 0.001


def test_a_jump_of_the_session_before_the_first_beat_starts_again_on_a_bar_line() -> None:
    room = Room(bpm=120, beat=0.5)
    room.tell()
    room.hear(room.clock.start(Nanos(room.now)))
    room.beat += 4.3
    room.tell()
    room.live(6)
    assert len(room.of(Start)) == 2
    assert room.bars_apart < 0.001


def test_a_start_before_the_session_is_found_waits_for_its_bar_line() -> None:
    room = Room(bpm=120, beat=9.3)
    room.clock.join(None, 140, Tick(0), Nanos(room.now))
    assert not any(isinstance(action, Start) for action in room.hear(room.clock.start(Nanos(room.now))))
    room.wait(0.5)
    assert not room.of(Start)
    room.live(3)
    assert len(room.of(Start)) == 1
    assert room.bars_apart < 0.001


def test_a_start_waits_three_seconds_for_a_session_and_no_longer() -> None:
    for stopped in (False, True):
        room = Room(bpm=120)
        room.clock.join(None, 140, Tick(0), Nanos(room.now))
        room.hear(room.clock.start(Nanos(room.now)))
        room.wait(2.9)
        assert not room.of(Start)
        if stopped:
            room.hear(room.clock.stop(Nanos(room.now)))
        room.wait(1)
        assert len(room.of(Start)) == (0 if stopped else 1)


def test_starting_again_while_the_band_waits_for_link_repeats_no_notice() -> None:
    clock = LinkClock(120.0, Meter(4), True)
    clock.join(None, 120.0, Tick(0), Nanos(0))
    first, second = (clock.start(Nanos(ns)) for ns in (MS, 2 * MS))
    assert [type(action) for action in first] == [Notify]
    assert second == []
    assert any(isinstance(action, Start) for action in clock.advance(Nanos(4 * SECOND)))


def test_in_an_empty_session_a_start_is_immediate() -> None:
    room = Room(now=10 * SECOND)
    (begin,) = room.clock.start(Nanos(room.now))
    assert isinstance(begin, Start)
    assert begin.timeline == Timeline.at_bpm(140, Nanos(room.now + 300 * MS), Tick(0))
