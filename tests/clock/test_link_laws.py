"""Link as a clock: laws under whatever a session does."""

from clock.link_room import Room
from hypothesis import given, settings
from hypothesis import strategies as st

from jamd.clock.source import ClockAction, Retime, Start
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline

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
