"""Link as a clock: stories of joining, starting and stopping, and laws under any session."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from jamd.clock.link import LinkClock
from jamd.clock.source import ClockAction, Notify, Retime, Standby, Start, Stop
from jamd.music.events import Session
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline

BEAT = 960
MS = 1_000_000
SECOND = 1_000 * MS
TOLD = 50 * MS  # so often the session is told


@dataclass
class Room:
    """A session at some tempo, a band that follows it, and the time that both go through."""

    bpm: float = 120.0
    beat: float = 0.0
    now: int = SECOND
    playing: bool = False
    peers: int = 1
    ours: bool = False
    since: int = 1
    meter: Meter = field(default_factory=Meter)
    start_stop: bool = True
    line: Timeline | None = None
    actions: list[ClockAction] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = LinkClock(140.0, self.meter, self.start_stop)

    @property
    def ns_per_beat(self) -> int:
        return round(60 * SECOND / self.bpm)

    def hear(self, actions: list[ClockAction]) -> list[ClockAction]:
        """As wire carries them out."""
        for action in actions:
            if isinstance(action, Start) or (isinstance(action, Retime) and self.line is not None):
                self.line = action.timeline
            elif isinstance(action, Stop):
                self.line = None
        self.actions += actions
        return actions

    def wait(self, seconds: float) -> None:
        """Nobody tells anything; the clock is woken when it wants to be."""
        until = self.now + round(seconds * SECOND)
        while (wake := self.clock.wake_ns) is not None and wake <= until:
            self.go_to(max(wake, self.now))
            self.hear(self.clock.advance(Nanos(self.now)))
        self.go_to(until)

    def go_to(self, ns: int) -> None:
        self.beat += (ns - self.now) / self.ns_per_beat
        self.now = ns

    def tell(self) -> list[ClockAction]:
        beat = Session(
            Nanos(self.now),
            self.beat,
            self.ns_per_beat,
            self.bpm,
            self.playing,
            self.peers,
            self.ours,
            Nanos(self.since),
        )
        return self.hear(self.clock.session(beat, Nanos(self.now)))

    def live(self, seconds: float) -> None:
        """Told twenty times a second."""
        for _ in range(round(seconds * SECOND / TOLD)):
            self.wait(TOLD / SECOND)
            self.tell()

    def band_plays(self, beat: float, bpm: float = 120.0) -> None:
        """The band is at `beat` of its form when it joins."""
        at = Nanos(self.now - round(beat * 60 * SECOND / bpm))
        self.line = Timeline.at_bpm(bpm, at, Tick(0))
        assert self.clock.join(self.line, bpm, Tick(0), Nanos(self.now)) == []

    @property
    def band_beat(self) -> float:
        assert self.line is not None
        return (self.now - self.line.anchor_ns) / self.line.ns_per_beat + self.line.anchor_tick / BEAT

    @property
    def off_ms(self) -> float:
        """How far the band's beat is behind the session's nearest one."""
        behind = self.beat - self.band_beat
        return (behind - round(behind)) * self.ns_per_beat / MS

    @property
    def bars_apart(self) -> float:
        """Beats from the band's bar lines to the session's."""
        phase = (self.beat - self.band_beat) % self.meter.beats
        return min(phase, self.meter.beats - phase)

    def of(self, kind: type) -> list[ClockAction]:
        return [action for action in self.actions if isinstance(action, kind)]


# -- starting and stopping


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


def test_in_an_empty_session_a_start_is_immediate() -> None:
    room = Room(now=10 * SECOND)
    (begin,) = room.clock.start(Nanos(room.now))
    assert isinstance(begin, Start)
    assert begin.timeline == Timeline.at_bpm(140, Nanos(room.now + 300 * MS), Tick(0))


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


# -- tempo, and who is there


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


# -- laws

bpms = st.floats(20, 900)  # Link goes to 999, where a slide has less room below a Timeline's fastest
happenings = st.lists(
    st.one_of(
        st.tuples(st.just("tempo"), bpms),
        st.tuples(st.just("jump"), st.floats(-4, 4)),
        st.tuples(st.just("live"), st.floats(0.05, 3)),
        st.tuples(st.just("quiet"), st.floats(0.001, 2)),
        st.tuples(st.just("playing"), st.booleans()),
        st.tuples(st.just("peers"), st.integers(0, 3)),
        st.tuples(st.just("start"), st.none()),
        st.tuples(st.just("stop"), st.none()),
    ),
    max_size=12,
)


class Watched(Room):
    """Checks each pulse as it comes."""

    def hear(self, actions: list[ClockAction]) -> list[ClockAction]:
        for action in actions:
            if isinstance(action, Start):
                self.begins(action)
            elif isinstance(action, Retime):
                self.bends(action.timeline)
            super().hear([action])
        return actions

    def begins(self, begin: Start) -> None:
        first = begin.timeline.ns_at(begin.tick)
        assert begin.tick == 0
        assert first > self.now, "never in the past: nothing is caught up with"
        on_the_line = self.beat + (first - self.now) / self.ns_per_beat
        phase = on_the_line % self.meter.beats
        assert min(phase, self.meter.beats - phase) < 1e-4, "on a bar line of the session"

    def bends(self, line: Timeline) -> None:
        assert self.line is not None
        here = self.line.tick_at(Nanos(self.now))
        if here < 0:
            assert line.tick_at(Nanos(self.now)) <= 0, "what has not begun has not passed"
        else:
            assert abs(line.ns_at(here) - self.line.ns_at(here)) <= 1, "no jump of the form, and no tick twice"


@settings(max_examples=200, deadline=None)
@given(bpms, st.floats(-20, 1000), st.sampled_from([3, 4]), happenings)
def test_whatever_the_session_does(bpm: float, beat: float, beats: int, things: list[tuple[str, float]]) -> None:
    room = Watched(bpm=bpm, beat=beat, meter=Meter(beats))
    for what, value in things:
        happen(room, what, value)
    room.peers = 1
    room.live(20 * 60 / room.bpm)
    if room.line is not None and room.now > room.line.ns_at(Tick(0)):
        assert abs(room.off_ms) < 0.2, "on the beat after five bars of quiet"


def happen(room: Watched, what: str, value: float) -> None:
    if what == "live":
        room.live(value)
    elif what == "quiet":
        room.wait(value)
    elif what == "jump":
        room.beat += value
    elif what in ("start", "stop"):
        act = room.clock.start if what == "start" else room.clock.stop
        room.tell()
        room.hear(act(Nanos(room.now)))
    else:
        setattr(room, "bpm" if what == "tempo" else what, value)


@given(st.floats(0, 1, exclude_max=True), bpms, st.sampled_from([3, 4]))
def test_a_join_is_gentle_wherever_the_beats_lie(phase: float, bpm: float, beats: int) -> None:
    room = Watched(bpm=bpm, beat=7 + phase, meter=Meter(beats))
    room.band_plays(4.0, bpm)
    room.live(10 * 60 / bpm + 0.1)
    for bend in room.of(Retime):
        assert isinstance(bend, Retime)
        assert abs(bend.timeline.ns_per_beat / room.ns_per_beat - 1) <= 1 / 16 + 1e-3
    assert abs(room.off_ms) < 0.1


def test_starting_again_while_the_band_waits_for_link_repeats_no_notice() -> None:
    clock = LinkClock(120.0, Meter(4), True)
    clock.join(None, 120.0, Tick(0), Nanos(0))
    first, second = (clock.start(Nanos(ns)) for ns in (MS, 2 * MS))
    assert [type(action) for action in first] == [Notify]
    assert second == []
    assert any(isinstance(action, Start) for action in clock.advance(Nanos(4 * SECOND)))
