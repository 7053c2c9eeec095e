"""What outlives wire."""

from pathlib import Path

from jamd.music.channel_messages import note_off
from jamd.music.time.notes import Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.wire.shared_state import SharedState


def key(channel: int, pitch: int) -> int:
    return (channel - 1) * 128 + pitch


def test_a_second_reader_sees_what_sounds(tmp_path: Path) -> None:
    state = SharedState(tmp_path / "memory")
    state.note_on(key(10, 51), 80)
    state.note_on(key(1, 60), 80)
    state.note_off(key(1, 60))
    assert SharedState(tmp_path / "memory").sounding == [(10, 51)]


def test_silencers_lift_the_pedal_before_they_close_the_notes(tmp_path: Path) -> None:
    state = SharedState(tmp_path / "memory")
    state.note_on(key(1, 60), 80)
    assert state.silencers() == [
        b"\xb0\x40\x00",
        b"\x80\x3c\x00",
        b"\xb0\x7b\x00",
        b"\xb0\x78\x00",
        b"\xb0\x79\x00",
    ]


def test_a_listener_who_was_away_gets_the_offs_of_all_but_what_sounds_now(tmp_path: Path) -> None:
    state = SharedState(tmp_path / "memory")
    state.note_on(key(1, 60), 80)
    state.note_off(key(1, 60))
    state.note_on(key(1, 62), 80)
    assert state.catch_up() == [note_off(1, 60)]


def test_the_clock_is_there_for_the_next_life(tmp_path: Path) -> None:
    timeline = Timeline(Nanos(123_456_789_000), Tick(-7680), 428_571_429)
    assert SharedState(tmp_path / "memory").clock is None
    for running in (True, False):
        SharedState(tmp_path / "memory").set_clock(timeline, running, "midi")
        assert SharedState(tmp_path / "memory").clock == (timeline, running, "midi")


def test_a_pedal_that_was_used_is_lifted_on_a_channel_without_notes_too(tmp_path: Path) -> None:
    state = SharedState(tmp_path / "memory")
    state.sustain(2, 127)
    assert SharedState(tmp_path / "memory").silencers()[0] == b"\xb2\x40\x00"
    assert state.catch_up() == []
    state.sustain(2, 0)
    assert state.catch_up() == [b"\xb2\x40\x00"]


def test_notes_that_sound_are_ended_first(tmp_path: Path) -> None:
    state = SharedState(tmp_path / "memory")
    for pitch in range(40, 80):
        state.note_on(pitch, 80)
        state.note_off(pitch)
    state.note_on(9 * 128 + 51, 80)
    assert next(data for data in state.silencers() if data[0] & 0xF0 == 0x80) == note_off(10, 51)
