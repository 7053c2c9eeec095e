"""MIDI files: what is written is read again, the same music is the same bytes, no bytes on earth give a traceback."""

from itertools import pairwise
from pathlib import Path
from time import process_time

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jamd.errors import FileError
from jamd.files.midi_file import read_midi, write_midi
from jamd.files.notes import notes_of, notes_to_messages
from jamd.music.channel_messages import is_note_on
from jamd.music.time.notes import Meter, Note, Tick

BEAT = 960
ON, OFF = 0x90, 0x80


def line(*timed: tuple[int, int, int]) -> tuple[tuple[Tick, bytes], ...]:
    """(tick, status, pitch) as messages."""
    return tuple((Tick(tick), bytes((status, pitch, 64 if status == ON else 0))) for tick, status, pitch in timed)


def song(path: Path) -> Path:
    piano = notes_to_messages([Note(Tick(0), 60, Tick(BEAT), 80), Note(Tick(BEAT), 60, Tick(2 * BEAT), 70)], 1)
    drums = notes_to_messages([Note(Tick(b * BEAT), 51, Tick(b * BEAT + 100), 50) for b in range(8)], 10)
    write_midi(path, {"Drums": drums, "Piano": piano}, [(Tick(0), 120.0), (Tick(4 * BEAT), 96.0)], Meter(4))
    return path


def test_a_meter_and_a_key_from_before_the_file_hold_from_its_first_tick(tmp_path: Path) -> None:
    """A take may begin in the middle of a count-in."""
    struck = [(Tick(0), bytes((ON, 60, 64)))]
    early = Tick(-3 * BEAT)
    path = tmp_path / "song.mid"
    write_midi(path, {"Piano": struck}, [], Meter(4), meters=[(early, Meter(3))], keys=[(early, "F"), (early, "Bb")])
    found = [(m.time, str(m)) for m in mido.MidiFile(path).tracks[0] if "signature" in m.type]
    assert {time for time, _ in found} == {0}
    assert "numerator=3" in [said for _, said in found if "numerator" in said][-1]


def test_a_written_file_has_the_tempo_map_and_the_musicians_in_order(tmp_path: Path) -> None:
    file = mido.MidiFile(song(tmp_path / "song.mid"))
    assert (file.type, file.ticks_per_beat) == (1, 960)
    assert [track.name for track in file.tracks[1:]] == ["You", "Piano", "Bass", "Drums"]
    assert {m.type for m in file.tracks[0]} == {"track_name", "time_signature", "set_tempo", "end_of_track"}
    assert file.length == pytest.approx(4 * 0.5 + 3 * 0.625 + 0.625 * 100 / BEAT)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    heard = read_midi(song(tmp_path / "song.mid"))
    assert heard.meter == Meter(4)
    assert heard.tempos == ((0, 120.0), (4 * BEAT, 96.0))
    assert heard.end == 7 * BEAT + 100
    assert [n.start for n in notes_of(heard.messages) if n.pitch == 51] == [b * BEAT for b in range(8)]


def test_the_same_music_is_the_same_bytes(tmp_path: Path) -> None:
    assert song(tmp_path / "a.mid").read_bytes() == song(tmp_path / "b.mid").read_bytes()


def test_a_count_in_moves_everything_by_whole_bars(tmp_path: Path) -> None:
    sticks = notes_to_messages([Note(Tick(-2 * BEAT), 37, Tick(-2 * BEAT + 9), 90)], 10)
    you = notes_to_messages([Note(Tick(0), 60, Tick(5), 90)], 1)
    path = tmp_path / "count.mid"
    write_midi(path, {"Drums": sticks, "You": you}, [(Tick(0), 200.0)], Meter(3), [(Tick(0), "Bb7")])
    heard = read_midi(path)
    assert [n.start for n in notes_of(heard.messages)] == [BEAT, 3 * BEAT]
    assert heard.tempos == ((0, 200.0),)  # the count-in is in the tempo of the first bar
    marks = [m for m in mido.merge_tracks(mido.MidiFile(path).tracks) if m.type == "marker"]
    assert [m.text for m in marks] == ["Bb7"]


def test_tracks_at_any_resolution_become_one_timeline_at_960(tmp_path: Path) -> None:
    file = mido.MidiFile(ticks_per_beat=96)
    for pitch in (40, 80):
        file.tracks.append(mido.MidiTrack([mido.Message("note_on", note=pitch, velocity=9, time=96 + pitch)]))
        file.tracks[-1].append(mido.Message("note_on", note=pitch, velocity=0, time=48))
    file.tracks[1].append(mido.MetaMessage("time_signature", numerator=7, denominator=8))
    file.save(tmp_path / "other.mid")
    heard = read_midi(tmp_path / "other.mid")
    assert [tick for tick, _ in heard.messages] == [1360, 1760, 1840, 2240]
    assert (heard.tempos, heard.meter, heard.end) == ((), None, 2240)


@pytest.mark.parametrize(
    ("messages", "spans"),
    [
        pytest.param(line((0, ON, 60), (9, OFF, 60)), [(0, 9)], id="one"),
        pytest.param(line((0, ON, 60), (50, ON, 62)), [(0, 50), (50, 51)], id="never let go"),
        pytest.param(line((7, ON, 60), (7, OFF, 60)), [(7, 8)], id="no length"),
        pytest.param(line((0, ON, 60), (5, ON, 60), (9, OFF, 60)), [(0, 5), (5, 9)], id="struck again"),
        pytest.param(line((0, ON, 60), (5, ON, 60), (5, OFF, 60), (9, OFF, 60)), [(0, 5), (5, 9)], id="its off behind"),
        pytest.param(line((3, OFF, 60)), [], id="an off alone"),
        pytest.param(
            line((3, ON, 60), (3, OFF, 60), (3, ON, 60), (9, OFF, 60)), [(3, 9)], id="let go and struck again at once"
        ),
    ],
)
def test_ons_and_offs_are_paired(messages: tuple[tuple[Tick, bytes], ...], spans: list[tuple[int, int]]) -> None:
    assert [(n.start, n.end) for n in notes_of(messages)] == spans


def test_any_number_of_strokes_without_an_off_is_read_in_one_pass() -> None:
    began = process_time()
    strokes = [(Tick(tick), bytes((ON, 60, 80))) for tick in range(100_000)]
    lifts = [(Tick(100_000), b"\xb0\x7b\x00")] * 100_000
    assert len(notes_of([*strokes, *lifts])) == 100_000
    assert process_time() - began < 20  # s; minutes if each stroke looks for its end anew


def test_what_still_sounds_ends_with_the_recording() -> None:
    assert notes_of(line((0, ON, 60)), Tick(99))[0].end == 99


def test_a_note_off_comes_before_the_next_note_on() -> None:
    repeated = notes_to_messages([Note(Tick(0), 60, Tick(9), 5), Note(Tick(9), 60, Tick(20), 5)], 3)
    assert [data[0] for _, data in repeated] == [0x92, 0x82, 0x92, 0x82]


@given(
    st.lists(
        st.tuples(st.integers(-4000, 4000), st.sampled_from((ON, OFF, 0xB0)), st.integers(60, 63)).map(
            lambda event: (Tick(event[0]), bytes((event[1], event[2], 64)))
        )
    )
)
def test_law_any_messages_are_written_and_every_note_has_its_end(
    tmp_path_factory: pytest.TempPathFactory, messages: list[tuple[Tick, bytes]]
) -> None:
    path = tmp_path_factory.mktemp("law") / "any.mid"
    write_midi(path, {"You": messages}, [], Meter(4))
    heard = read_midi(path)
    assert len(heard.messages) == len(messages)
    assert sum(is_note_on(data) for _, data in heard.messages) >= len(notes_of(heard.messages))
    for pitch in range(60, 64):
        spans = [note for note in notes_of(heard.messages) if note.pitch == pitch]
        assert all(one.end <= other.start for one, other in pairwise(spans))


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        (b"", "the file is empty"),
        (b"ID3\x03 a song that is no MIDI", "this is not a MIDI file"),
        (b"MThd\0\0\0\6\0\1\0\1\3\xc0MTrk\0\0\0\x40\0\x90", "this MIDI file is truncated"),
        (b"MThd\0\0\0\6\0\1\0\1\xe7\x28MTrk\0\0\0\4\0\xff\x2f\0", "uses SMPTE time"),
        (b"MThd\0\0\0\6\0\0\0\1\3\xc0MTrk\0\0\0\4\0\x90\xff\xff", "this MIDI file is damaged"),
    ],
)
def test_what_is_no_midi_file_gets_one_sentence_with_its_name(tmp_path: Path, contents: bytes, sentence: str) -> None:
    path = tmp_path / "bad.mid"
    path.write_bytes(contents)
    with pytest.raises(FileError, match=sentence) as fault:
        read_midi(path)
    assert str(fault.value).startswith(str(path))
    assert "\n" not in str(fault.value)


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        read_midi(tmp_path / "none.mid")
    with pytest.raises(FileError, match="cannot be read"):
        read_midi(tmp_path)


@given(st.data())
def test_law_a_damaged_file_is_read_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = song(tmp_path_factory.mktemp("law") / "song.mid")
    contents = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        contents[data.draw(st.integers(4, len(contents) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(contents[: data.draw(st.integers(5, len(contents)))])
    try:
        heard = read_midi(path)
    except FileError:
        return  # in words; any other exception fails this law
    ticks = [tick for tick, _ in heard.messages]
    assert ticks == sorted(ticks)
    assert heard.end >= max(ticks, default=0)


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = song(tmp_path / "song.mid")
    before = path.read_bytes()
    with pytest.raises(ValueError, match="data byte"):
        write_midi(path, {"You": [(Tick(0), bytes((ON, 60, 200)))]}, [], Meter(4))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
