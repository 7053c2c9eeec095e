"""Training reads what render reads: odd files are kept, or counted with the reason."""

from pathlib import Path
from time import process_time

import numpy as np
import pytest
from generated_songs import Generated, songs
from hypothesis import given
from midi_bytes import CUT_OFF, READ, REFUSED, TWO, Odd, beats, control, header, meter, off, on, song, track

from jamd.music.channel_messages import is_note_on
from train.corpora import midi_folder
from train.corpora.corpus import Unusable
from train.corpora.midi import read_midi


def saved(folder: Path, data: bytes) -> Path:
    path = folder / "odd.mid"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("odd", READ.values(), ids=READ)
def test_an_odd_file_is_kept(tmp_path: Path, odd: Odd) -> None:
    tracks = read_midi(saved(tmp_path, odd.data)).tracks
    found = sorted((start, end, pitch) for each in tracks for start, end, pitch, _ in each.notes.tolist())
    assert found == sorted(odd.notes)


@pytest.mark.parametrize("odd", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_kept_is_counted_with_the_reason(tmp_path: Path, odd: Odd) -> None:
    saved(tmp_path, odd.data)
    with pytest.raises(Unusable) as fault:
        list(midi_folder.CORPUS.pieces(tmp_path, "odd.mid"))
    reason = "no drums, piano, bass or winds" if "no notes" in odd.refused else "not a readable MIDI file"
    assert fault.value.reason == reason
    assert odd.refused in fault.value.detail or "no notes" in odd.refused


@pytest.mark.parametrize("cut", CUT_OFF.values(), ids=CUT_OFF)
def test_nothing_is_learned_from_half_a_file(tmp_path: Path, cut: Odd) -> None:
    with pytest.raises(Unusable, match="truncated") as fault:
        read_midi(saved(tmp_path, cut.data))
    assert fault.value.reason == "not a readable MIDI file"


@pytest.mark.parametrize("pickup", [1, 2, 3])
def test_a_pickup_fills_the_end_of_its_bar(tmp_path: Path, pickup: int) -> None:
    saved(tmp_path, song((0, meter(pickup)), *beats(pickup), (240, meter(4)), *beats(8)))
    (piece,) = midi_folder.CORPUS.pieces(tmp_path, "odd.mid")
    assert piece.meter == "4/4"
    assert [note.start for note in piece.piano] == [960 * beat for beat in range(4 - pickup, 12)]


def test_a_program_may_stand_in_a_track_of_its_own(tmp_path: Path) -> None:
    programs = track((0, b"\xc3\x20"))
    (bass,) = read_midi(saved(tmp_path, header(1, 2) + programs + track((0, on(40, 3)), (480, off(40, 3))))).tracks
    assert (bass.program, bass.is_drum) == (32, False)


def test_a_key_belongs_to_the_program_that_it_was_struck_with(tmp_path: Path) -> None:
    events = ((0, b"\xc0\x05"), (0, on(60)), (0, b"\xc0\x20"), (480, off(60)), (0, on(40)), (480, off(40)))
    file = read_midi(saved(tmp_path, song(*events)))
    assert [(each.program, each.notes.tolist()) for each in file.tracks] == [
        (5, [[0, 960, 60, 80]]),
        (32, [[960, 1920, 40, 80]]),
    ]


def test_a_file_is_as_long_as_its_music(tmp_path: Path) -> None:
    late = song(*TWO, end=2**27)  # the end of the track is 280,000 beats later
    assert read_midi(saved(tmp_path, late)).end == 1440
    with pytest.raises(Unusable, match="too long"):
        read_midi(saved(tmp_path, song((2**27, on(60)), (480, off(60)))))


def test_any_number_of_programs_is_read_in_one_pass(tmp_path: Path) -> None:
    began = process_time()
    programs = [event for number in range(128) for event in ((0, bytes((0xC0, number))), (1, on(60)), (1, off(60)))]
    file = read_midi(saved(tmp_path, song(*programs, *[(0, control(123, 0)), (0, off(60))] * 200_000)))
    assert [(each.program, len(each.notes)) for each in file.tracks] == [(number, 1) for number in range(128)]
    assert process_time() - began < 10  # s; more, and gigabytes, if every program gets every off


def test_a_key_struck_again_with_another_program_is_let_go_with_both(tmp_path: Path) -> None:
    twice = ((0, b"\xc0\x05"), (0, on(60)), (240, on(60)), (0, b"\xc0\x20"), (240, on(60)), (240, off(60)))
    file = read_midi(saved(tmp_path, song(*twice, (240, off(60)), (240, control(123, 0)))))
    assert {each.program: [row[:2] for row in each.notes.tolist()] for each in file.tracks} == {
        5: [[0, 480], [480, 1920]],
        32: [[960, 1440]],
    }


@given(songs())
def test_law_training_has_every_stroke(tmp_path_factory: pytest.TempPathFactory, song: Generated) -> None:
    file = read_midi(saved(tmp_path_factory.mktemp("law"), song.data))
    first = min(int(each.notes[0, 0]) for each in file.tracks)  # behind the rest before a pickup
    found = {(start - first, pitch) for each in file.tracks for start, _, pitch, _ in each.notes.tolist()}
    assert found == {(tick, data[1]) for line in song.tracks for tick, data in line if is_note_on(data)}
    assert all(np.all(np.diff(each.notes[:, 0]) >= 0) for each in file.tracks)
