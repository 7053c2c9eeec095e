"""What outlives wire."""

from pathlib import Path

from jamd.music.events import note_off, note_on
from jamd.music.time.notes import Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.wire.desk import Desk


def test_a_second_reader_sees_what_sounds(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    desk.note(note_on(10, 51, 80))
    desk.note(note_on(1, 60, 80))
    desk.note(note_off(1, 60))
    assert Desk(tmp_path / "desk").sounding == [(10, 51)]


def test_silencers_lift_the_pedal_before_they_close_the_notes(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    desk.note(note_on(1, 60, 80))
    assert desk.silencers() == [
        b"\xb0\x40\x00",
        b"\x80\x3c\x00",
        b"\xb0\x7b\x00",
        b"\xb0\x78\x00",
        b"\xb0\x79\x00",
    ]


def test_a_listener_who_was_away_gets_the_offs_of_all_but_what_sounds_now(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    desk.note(note_on(1, 60, 80))
    desk.note(note_off(1, 60))
    desk.note(note_on(1, 62, 80))
    assert desk.catch_up() == [note_off(1, 60)]


def test_a_note_on_of_velocity_0_is_an_off(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    desk.note(note_on(1, 60, 80))
    desk.note(b"\x90\x3c\x00")
    assert desk.sounding == []


def test_the_clock_is_there_for_the_next_life(tmp_path: Path) -> None:
    timeline = Timeline(Nanos(123_456_789_000), Tick(-7680), 428_571_429)
    assert Desk(tmp_path / "desk").clock is None
    for running in (True, False):
        Desk(tmp_path / "desk").set_clock(timeline, running, "midi")
        assert Desk(tmp_path / "desk").clock == (timeline, running, "midi")


def test_a_pedal_that_is_held_is_lifted_on_a_channel_without_notes_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    desk.note(b"\xb2\x40\x7f")
    assert Desk(tmp_path / "desk").silencers()[0] == b"\xb2\x40\x00"
    desk.note(b"\xb2\x40\x00")
    assert desk.silencers() == []
