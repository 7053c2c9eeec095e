"""Link as a clock: joining while the band plays, the session's tempo, and who is there."""

from clock.link_room import MS, Room

from jamd.clock.source import Notify, Retime, Standby, Start, Stop
from jamd.music.time.notes import Nanos, Tick

# -- joining while the band plays


def test_the_band_slides_to_the_nearest_beat_and_bends_little() -> None:
    room = Room(bpm=120, beat=8.45)
    room.band_plays(4.0)
    room.tell()
    (bend,) = room.of(Retime)
    assert isinstance(bend, Retime)
    assert 120 < bend.timeline.bpm <= 120 * 17 / 16 + 0.1
    room.live(4.5)
    assert abs(room.off_ms) < 0.1
    assert room.line is not None
    assert abs(room.line.bpm - 120) < 0.01


def test_bars_that_lie_apart_are_said_and_meet_at_the_next_start() -> None:
    room = Room(bpm=120, beat=9.0)
    room.band_plays(4.0)
    room.tell()
    assert Notify("the band's bars begin 1 beat after the session's, until the next start") in room.actions
    room.live(1)
    room.playing = True
    room.live(4)
    assert len(room.of(Start)) == 1
    assert room.bars_apart < 0.001


def test_bars_that_lie_together_stay_when_the_session_starts() -> None:
    room = Room(bpm=120, beat=8.1)
    room.band_plays(4.0)
    room.tell()
    room.playing = True
    room.live(4)
    assert not room.of(Start)


# -- tempo


def test_a_tempo_change_is_followed_at_once_and_in_one_sweep() -> None:
    room = Room(bpm=120, beat=8.0)
    room.band_plays(4.0)
    room.live(2)
    room.bpm = 150.0
    assert any(isinstance(action, Retime) for action in room.tell())
    assert room.line is not None
    assert abs(room.line.bpm - 150) < 0.1
    assert abs(room.off_ms) < 0.1


def test_a_tempo_change_that_is_heard_late_is_made_up_for_within_a_beat() -> None:
    room = Room(bpm=80, beat=8.0)
    room.band_plays(4.0, 80)
    room.live(2)
    room.bpm = 200.0
    room.go_to(room.now + 50 * MS)
    assert abs(room.off_ms) > 25
    room.live(0.35)
    assert abs(room.off_ms) < 0.1
    assert len(room.of(Retime)) == 2


def test_a_standing_band_takes_the_tempo() -> None:
    room = Room(bpm=97.0)
    assert Standby(Tick(0), 97.0) in room.tell()
    assert not [action for action in room.tell() if isinstance(action, Standby)]


def test_a_persons_tempo_takes_effect_when_the_session_confirms_it() -> None:
    room = Room(bpm=132, beat=8.0)
    room.band_plays(4.0, 132)
    room.live(1)
    assert room.hear(room.clock.tempo(90, Nanos(room.now))) == []
    room.wait(2)
    (bend,) = room.hear(room.clock.tempo(90, Nanos(room.now)))
    assert isinstance(bend, Retime)
    assert round(bend.timeline.bpm, 3) == 90
    room.hear(room.clock.stop(Nanos(room.now)))
    assert room.clock.tempo(80, Nanos(room.now)) == [Standby(Tick(0), 80)]


# -- who is there


def test_the_hold_says_whether_anybody_is_heard() -> None:
    room = Room(peers=0, ours=True)
    assert room.clock.hold == "waiting"
    room.tell()
    assert room.clock.hold == "waiting"
    room.peers, room.ours = 2, False
    room.tell()
    assert room.clock.hold == "steady"
    room.wait(1.5)
    assert room.clock.hold == "lost"
    room.tell()
    assert room.clock.hold == "steady"
    room.peers = 0
    assert any(isinstance(action, Notify) and "nobody" in action.text for action in room.tell())
    assert room.clock.hold == "lost"


def test_a_link_that_falls_silent_changes_nothing() -> None:
    room = Room(bpm=132, beat=8.0)
    room.band_plays(4.0, 132)
    room.live(3)
    line = room.line
    room.wait(20)
    assert room.line == line
    assert room.of(Notify)[-1] == Notify("no news from Link; the band plays on at 132 bpm")


def test_a_restarted_link_process_does_not_stop_the_band() -> None:
    room = Room(bpm=120, beat=8.0)
    room.tell()
    room.playing = True
    room.live(4)
    room.wait(2)
    room.playing, room.since, room.beat = False, 2, 0.2
    room.live(4)
    assert not room.of(Stop)
    assert abs(room.off_ms) < 0.1


def test_a_session_of_our_own_takes_the_bands_beat_and_gives_its_tempo() -> None:
    room = Room(bpm=120, beat=8.3, peers=0, ours=True)
    room.band_plays(4.0)
    room.live(3)
    assert not room.actions
    room.bpm = 160.0
    room.live(1)
    (bend,) = room.of(Retime)
    assert isinstance(bend, Retime)
    assert abs(bend.timeline.bpm - 160) < 0.01
    room.hear(room.clock.stop(Nanos(room.now)))
    (begin,) = room.clock.start(Nanos(room.now))
    assert isinstance(begin, Start)
    assert begin.timeline.ns_at(Tick(0)) == room.now + 300 * MS
