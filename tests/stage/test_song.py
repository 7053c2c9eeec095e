"""MIDI files for the page: read as render reads them, and heard as they were played."""

import json
from pathlib import Path

import mido
import pytest
from generated_songs import Generated, songs
from hypothesis import given
from midi_bytes import (
    CUT_OFF,
    CUT_OFF_NOTICE,
    READ,
    REFUSED,
    Odd,
    beats,
    control,
    header,
    meter,
    off,
    on,
    song,
    tempo,
    track,
)
from stage.page_client import Daemon

from jamd.errors import FileError
from jamd.files.notes import notes_of
from jamd.files.standard_midi import parse
from jamd.stage.song import Song, read_song


def sounding(found: Song) -> list[tuple[float, float]]:
    """When each note begins and is silent, in seconds."""
    return [(note.on, note.off) for each in found.tracks for note in each.notes]


@pytest.mark.parametrize("odd", READ.values(), ids=READ)
def test_an_odd_file_is_read_for_its_music(odd: Odd) -> None:
    found = [note for each in read_song(odd.data).tracks for note in each.notes]
    assert sorted((note.start * 960, note.end * 960, note.pitch) for note in found) == sorted(odd.notes)


@pytest.mark.parametrize("odd", REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_read_is_refused(odd: Odd) -> None:
    with pytest.raises(FileError, match=odd.refused):
        read_song(odd.data)


@pytest.mark.parametrize("cut", CUT_OFF.values(), ids=CUT_OFF)
def test_what_is_left_of_a_file_that_is_cut_off_is_drawn(cut: Odd) -> None:
    found = read_song(cut.data)
    notes = [note for each in found.tracks for note in each.notes]
    assert sorted((note.start * 960, note.end * 960, note.pitch) for note in notes) == list(cut.notes)
    assert found.notices == [CUT_OFF_NOTICE]


def test_a_note_sounds_until_the_pedal_is_up() -> None:
    under = song((0, control(64, 127)), (0, on(60)), (480, off(60)), (480, control(64, 0)), (0, on(62)), (480, off(62)))
    assert sounding(read_song(under)) == [(0, 1.0), (1.0, 1.5)]


def test_a_pedal_that_comes_with_the_off_holds_if_it_is_first() -> None:
    holds = song((0, on(60)), (480, control(64, 127)), (0, off(60)), (480, control(64, 0)))
    late = song((0, on(60)), (480, off(60)), (0, control(64, 127)), (480, control(64, 0)))
    assert (sounding(read_song(holds)), sounding(read_song(late))) == ([(0, 1.0)], [(0, 0.5)])


def test_a_key_struck_again_under_the_pedal_silences_the_older_note() -> None:
    twice = song((0, control(64, 127)), *beats(1), (240, on(60)), (240, off(60)), end=480)
    assert sounding(read_song(twice)) == [(0, 0.5), (0.5, 1.25)]


def test_under_the_pedal_every_stroke_keeps_its_off() -> None:
    """Two strokes of a key and their two offs, then the key twice at one tick: the last one counts."""
    strokes = ((0, on(60)), (480, on(60)), (240, off(60)), (240, off(60)), (480, on(60)), (0, off(60)), (0, on(60)))
    found = read_song(song((0, control(64, 127)), *strokes, (480, off(60)), (480, control(64, 0))))
    assert [start for start, _ in sounding(found)] == [0, 0.5, 1.5]


def test_the_pedal_of_both_hands_may_stand_in_one_track() -> None:
    left = track((0, control(64, 127)), (960, control(64, 0)))
    assert sounding(read_song(header(1, 2) + track(*beats(1)) + left)) == [(0, 1.0)]


@given(songs())
def test_law_seconds_follow_the_tempo_map(tmp_path_factory: pytest.TempPathFactory, song: Generated) -> None:
    """As mido counts them."""
    path = tmp_path_factory.mktemp("law") / "song.mid"
    path.write_bytes(song.data)
    now, onsets = 0.0, []
    for message in mido.MidiFile(path):
        now += message.time
        if message.type == "note_on" and message.velocity:
            onsets.append(now)
    found = read_song(song.data)
    for second, _ in sounding(found):
        assert min(abs(second - onset) for onset in onsets) < 1e-3
    assert all(second <= silent for second, silent in sounding(found))


@given(songs())
def test_law_the_page_has_the_notes_of_each_track(song: Generated) -> None:
    file, found = parse(song.data), read_song(song.data)
    for each, shown in zip(file.tracks, found.tracks, strict=True):
        assert len(shown.notes) == len(notes_of(each.messages, file.end))


def test_what_is_not_in_the_notes_is_told() -> None:
    found = read_song(song((0, meter(5)), *beats(5), (0, tempo(1_000_000)), (0, control(64, 0))))
    assert (found.bpm, found.beats) == (120, 4)
    assert found.notices == [
        "the file is in 5/4; the Board has 4/4",
        "the tempo changes in the file; the Board has the first one",
        "the Board has notes alone: pedals, programs and bends of the file are left out",
    ]


def test_a_file_that_would_keep_the_page_waiting_is_refused() -> None:
    with pytest.raises(FileError, match="more than 100000 notes"):
        read_song(song(*[(1, on(60))] * 100_001))


def test_any_number_of_other_messages_is_no_number_of_notes() -> None:
    found = read_song(song(*beats(1), *[(1, b"\xd0\x40")] * 250_000))
    assert [len(each.notes) for each in found.tracks] == [1]


def test_the_daemon_reads_for_the_page(tmp_path: Path) -> None:
    daemon = Daemon(tmp_path)
    try:
        daemon.wait_for("http://")
        status, body, _ = daemon.ask("/api/song", song(*beats(2)), "POST")
        answer = json.loads(body)
        assert (status, [note["pitch"] for note in answer["tracks"][0]["notes"]]) == (200, [60, 61])
        status, body, _ = daemon.ask("/api/song", b"MThd", "POST")
        assert (status, "truncated" in json.loads(body)["error"]) == (422, True)
        assert daemon.ask("/api/takes/none.json")[0] == 404
    finally:
        daemon.stop()


def test_the_markers_of_a_file_are_told_in_beats_and_seconds() -> None:
    found = read_song(song((0, tempo(1_000_000)), (0, b"\xff\x06\x03[A]"), *beats(2), (0, b"\xff\x06\x03Dm7")))
    assert [(each.text, each.start, each.on) for each in found.marks] == [("[A]", 0, 0), ("Dm7", 1.5, 1.5)]
    assert [each.tones for each in found.marks] == [(), (0, 2, 5, 9)]
    assert found.bar_lines[0] == 0
    assert found.bar_lines == sorted(set(found.bar_lines))
