"""Following MIDI clock: laws under any messages, and stories of its transport."""

from itertools import pairwise

import pytest
from clock.clocks import MS, Followed, S
from hypothesis import given, settings
from hypothesis import strategies as st

from jamd.clock.midi import MidiClock
from jamd.clock.source import ClockAction, Notify, Retime, Standby, Start, Stop
from jamd.music.time.notes import Nanos, Tick
from jamd.music.time.timeline import Timeline

TICK, START, CONTINUE, STOP = b"\xf8", b"\xfa", b"\xfb", b"\xfc"
BEAT, BAR = 960, 3840


def position(sixteenths: int) -> bytes:
    return bytes((0xF2, sixteenths & 0x7F, sixteenths >> 7))


def ticks(midi: MidiClock, count: int, from_ns: float, bpm: float = 120) -> tuple[list[ClockAction], float]:
    """An exact clock for so many ticks; what was said, and when the next tick would be."""
    said: list[ClockAction] = []
    for _ in range(count):
        said += midi.message(TICK, Nanos(round(from_ns)))
        from_ns += 60e9 / 24 / bpm
    return said, from_ns


def running(bpm: float = 120, beats: int = 4) -> tuple[MidiClock, float]:
    """A clock that was started a second after the beginning of time and has run so many beats."""
    midi = MidiClock(120)
    midi.message(START, Nanos(S))
    return midi, ticks(midi, beats * 24, S, bpm)[1]


def begins(said: list[ClockAction]) -> list[int]:
    return [action.tick for action in said if isinstance(action, Start)]


def sentences(said: list[ClockAction]) -> list[str]:
    return [action.text for action in said if isinstance(action, Notify)]


def last_line(said: list[ClockAction]) -> Timeline:
    return [action.timeline for action in said if isinstance(action, Start | Retime)][-1]


# -- laws

anything = st.one_of(
    st.sampled_from([TICK, START, CONTINUE, STOP, b"\xfe", b"\x90\x3c\x40", b"", b"\xf2", b"\xf2\x01"]),
    st.integers(0, 16383).map(position),
    st.just(TICK),
)
gaps = st.one_of(st.just(0), st.just(1_000_000), st.integers(0, 100 * MS), st.integers(-MS, 10 * S))


@given(st.lists(st.tuples(gaps, anything, st.integers(1, 40)), max_size=40))
@settings(max_examples=300, deadline=None)
def test_whatever_comes_nothing_breaks_and_only_what_plays_bends_or_halts(
    script: list[tuple[int, bytes, int]],
) -> None:
    midi = MidiClock(120)
    playing, now = False, S
    for gap, data, times in script:
        for _ in range(times):
            now += gap
            said = midi.advance(Nanos(now)) + midi.message(data, Nanos(now))
            for action in said:
                if isinstance(action, Start):
                    playing = True
                elif isinstance(action, Stop):
                    assert playing
                    playing = False
                elif isinstance(action, Retime):
                    assert playing
                elif isinstance(action, Standby):
                    assert not playing
            assert 9.9 < midi.bpm < 1001
            assert playing or midi.wake_ns is None


tempi = st.lists(st.floats(35, 350), min_size=1, max_size=5)


@given(tempi, st.integers(2, 5))
@settings(deadline=None)
def test_through_any_tempo_changes_each_clock_message_is_forty_ticks(tempi: list[float], beats: int) -> None:
    midi, at = MidiClock(120), float(S)
    midi.message(START, Nanos(S))
    for bpm in tempi:
        said, at = ticks(midi, beats * 24, at, bpm)
    line = last_line(said)
    latest = Nanos(round(at - 60e9 / 24 / tempi[-1]))
    assert line.ns_at(Tick((len(tempi) * beats * 24 - 1) * 40)) == pytest.approx(latest, abs=0.5 * MS)


# -- transport


def test_the_first_clock_message_after_start_is_tick_0() -> None:
    midi = MidiClock(120)
    assert midi.message(START, Nanos(S)) == []
    (begin,) = midi.message(TICK, Nanos(S + MS))
    assert isinstance(begin, Start)
    assert (begin.tick, begin.timeline.ns_at(Tick(0)), round(begin.timeline.bpm)) == (0, S + MS, 120)


def test_before_start_a_new_tempo_is_reported_once() -> None:
    midi = MidiClock(120)
    said, _ = ticks(midi, 96, S, bpm=150)
    assert [(action.tick, round(action.bpm)) for action in said if isinstance(action, Standby)] == [(0, 150)]
    assert len(said) == 1


def test_stop_halts_where_continue_goes_on() -> None:
    midi, at = running(beats=4)
    assert midi.message(STOP, Nanos(round(at))) == [Stop(Tick(4 * BEAT))]
    assert midi.message(STOP, Nanos(round(at) + MS)) == []
    assert midi.message(CONTINUE, Nanos(round(at + S))) == []
    said, _ = ticks(midi, 2, at + S)
    assert begins(said) == [4 * BEAT]
    assert last_line(said).ns_at(Tick(4 * BEAT + 40)) == pytest.approx(at + S + 60e9 / 24 / 120, abs=1000)


def test_continue_while_it_plays_and_notes_and_scraps_say_nothing() -> None:
    midi, at = running()
    for data in (CONTINUE, b"\x90\x3c\x40", b"\xf2\x01", b"\xfe", b""):
        assert midi.message(data, Nanos(round(at))) == []
    assert begins(ticks(midi, 4, at)[0]) == []


def test_song_position_while_halted_is_where_continue_goes_on() -> None:
    midi, at = running()
    midi.message(STOP, Nanos(round(at)))
    (stand,) = midi.message(position(9 * 16), Nanos(round(at) + MS))
    assert isinstance(stand, Standby)
    assert (stand.tick, round(stand.bpm)) == (9 * BAR, 120)
    midi.message(CONTINUE, Nanos(round(at + 2 * S)))
    assert begins(ticks(midi, 2, at + 2 * S)[0]) == [9 * BAR]


@given(st.integers(0, 16383))
def test_every_song_position_lands_on_its_sixteenth(sixteenths: int) -> None:
    midi = MidiClock(120)
    midi.message(CONTINUE, Nanos(S))
    midi.message(position(sixteenths), Nanos(S))
    assert begins(midi.message(TICK, Nanos(S))) == [sixteenths * 240]


def test_song_position_while_it_plays_is_a_jump_at_the_next_tick() -> None:
    midi, at = running()
    assert midi.message(position(32), Nanos(round(at) - MS)) == []
    said, _ = ticks(midi, 24, at)
    assert begins(said) == [2 * BAR]
    assert last_line(said).ns_at(Tick(2 * BAR)) == pytest.approx(at, abs=1000)


def test_start_while_it_plays_begins_again() -> None:
    midi, at = running()
    midi.message(START, Nanos(round(at)))
    assert begins(ticks(midi, 4, at)[0]) == [0]


def test_a_master_that_restarts_its_clock_at_start_is_followed_at_once() -> None:
    midi = MidiClock(120)
    _, at = ticks(midi, 96, S)
    midi.message(START, Nanos(round(at + 9 * MS)))
    said, _ = ticks(midi, 8, at + 9 * MS)
    assert begins(said) == [0]
    assert last_line(said).ns_at(Tick(0)) == pytest.approx(at + 9 * MS, abs=1000)


# -- a clock without Start


def test_a_clock_that_runs_for_a_bar_without_a_start_says_so_until_one_comes() -> None:
    midi = MidiClock(120)
    _, at = ticks(midi, 95, S)
    assert midi.hold == "steady"
    ticks(midi, 1, at)
    assert midi.hold == "unstarted"
    midi.message(START, Nanos(round(at)))
    assert midi.hold == "steady"


@pytest.mark.parametrize("transport", [STOP, CONTINUE, START])
def test_a_clock_that_has_sent_transport_needs_no_reminder(transport: bytes) -> None:
    midi, at = running()
    for data in (STOP, transport, STOP):
        midi.message(data, Nanos(round(at)))
    ticks(midi, 200, at)
    assert midi.hold == "steady"


def test_a_band_that_a_person_started_needs_no_start() -> None:
    midi = MidiClock(120)
    _, at = ticks(midi, 200, S)
    midi.join(Timeline.at_bpm(120, Nanos(round(at)), Tick(0)), 120, Tick(0), Nanos(round(at)))
    ticks(midi, 200, at)
    assert midi.hold == "steady"


# -- lost and found


def test_a_lost_clock_says_so_once_and_that_it_is_back() -> None:
    midi, at = running()
    latest = at - 60e9 / 24 / 120
    assert midi.wake_ns == round(latest) + 250 * MS
    assert midi.advance(Nanos(round(latest) + 249 * MS)) == []
    assert sentences(midi.advance(Nanos(round(latest) + 250 * MS))) == [
        "the MIDI clock is lost; the band plays on at 120 bpm"
    ]
    assert midi.hold == "lost"
    assert midi.wake_ns is None
    assert midi.advance(Nanos(round(latest + 2 * S))) == []
    said = midi.message(TICK, Nanos(round(latest + 2 * S)))
    assert sentences(said) == ["the MIDI clock is back"]
    assert midi.hold == "steady"
    assert last_line(said).ns_at(Tick(8 * BEAT - 40)) == pytest.approx(latest + 2 * S, abs=1000)


def test_a_slow_clock_is_given_four_ticks() -> None:
    midi, at = running(bpm=30)
    assert midi.wake_ns == pytest.approx(at + 3 * 60e9 / 24 / 30, abs=1000)


def test_while_stopped_silence_is_no_loss() -> None:
    midi, at = running()
    midi.message(STOP, Nanos(round(at)))
    assert midi.wake_ns is None
    assert midi.advance(Nanos(round(at + 20 * S))) == []
    assert midi.hold == "steady"


def test_stop_of_a_lost_clock_halts_where_the_music_has_come_to() -> None:
    midi, at = running()
    midi.advance(Nanos(round(at + S)))
    assert midi.message(STOP, Nanos(round(at + S))) == [Stop(Tick(6 * BEAT))]
    assert midi.hold == "steady"


# -- taking over


def test_joined_while_it_plays_ticks_take_over_tempo_and_beat_without_a_jump() -> None:
    midi = MidiClock(120)
    line = Timeline.at_bpm(120, Nanos(0), Tick(0))
    assert midi.join(line, 120, Tick(0), Nanos(10 * S)) == []
    assert (midi.hold, midi.wake_ns) == ("waiting", None)
    said, at = ticks(midi, 96, 11 * S + 8 * MS, bpm=125)
    assert begins(said) == []
    followed = Followed([], [(0, line), *((p.timeline.anchor_ns, p.timeline) for p in said if isinstance(p, Retime))])
    for (_, before), (now, after) in pairwise(followed.lines):
        assert abs(after.tick_at(Nanos(now)) - before.tick_at(Nanos(now))) < 6  # 3 ms
    assert last_line(said).bpm == pytest.approx(125, rel=1e-4)
    of_the_clock = last_line(said).tick_at(Nanos(round(at)))
    assert min(of_the_clock % 40, -of_the_clock % 40) <= 1


def test_joined_while_it_plays_a_start_jumps_as_usual() -> None:
    midi = MidiClock(120)
    midi.join(Timeline.at_bpm(120, Nanos(0), Tick(0)), 120, Tick(0), Nanos(10 * S))
    _, at = ticks(midi, 48, 11 * S)
    midi.message(START, Nanos(round(at)))
    assert begins(ticks(midi, 1, at)[0]) == [0]


def test_joined_while_it_plays_with_no_clock_a_stop_halts_on_the_line() -> None:
    midi = MidiClock(120)
    midi.join(Timeline.at_bpm(120, Nanos(0), Tick(0)), 120, Tick(0), Nanos(10 * S))
    assert midi.message(STOP, Nanos(11 * S)) == [Stop(Tick(22 * BEAT))]


def test_joined_while_stopped_it_would_start_at_the_given_position_and_the_heard_tempo() -> None:
    midi = MidiClock(120)
    _, at = ticks(midi, 48, S, bpm=100)
    (stand,) = midi.join(None, 140, Tick(BAR), Nanos(round(at)))
    assert isinstance(stand, Standby)
    assert (stand.tick, round(stand.bpm)) == (BAR, 100)
    midi.message(CONTINUE, Nanos(round(at)))
    assert begins(ticks(midi, 1, at)[0]) == [BAR]
