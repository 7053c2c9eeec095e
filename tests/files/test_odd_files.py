"""Files that other programs write: read for their music, or refused in one true sentence."""

from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from midi_bytes import (
    CUT_OFF,
    CUT_OFF_NOTICE,
    END,
    READ,
    REFUSED,
    TWO,
    Event,
    Odd,
    beats,
    chunk,
    control,
    header,
    meta,
    number,
    off,
    on,
    song,
    tempo,
    timed,
    track,
)

from jamd.errors import FileError
from jamd.files.midi_file import read_midi, read_notes
from jamd.files.notes import notes_of
from jamd.files.standard_midi import UnreadableMidi, parse


def saved(folder: Path, data: bytes) -> Path:
    path = folder / "odd.mid"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("odd", READ.values(), ids=READ)
def test_an_odd_file_is_read_for_its_music(tmp_path: Path, odd: Odd) -> None:
    recording = read_notes(saved(tmp_path, odd.data))
    found = tuple((n.start, n.end, n.pitch) for n in notes_of(recording.messages, recording.end))
    assert found == odd.notes
    assert len(recording.messages) == odd.messages


@pytest.mark.parametrize("odd", REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(tmp_path: Path, odd: Odd) -> None:
    path = saved(tmp_path, odd.data)
    with pytest.raises(FileError, match=odd.refused) as fault:
        read_notes(path)
    assert str(fault.value).startswith(f"{path}: ")
    assert "\n" not in str(fault.value)


def test_what_is_not_read_as_it_stands_is_told(tmp_path: Path) -> None:
    odd = song(
        (0, b"\xb0\x07\xa8"), (0, b"\xc0\xc8"), (0, b"\x90\x3c\xc8"), (240, tempo(0)), (0, tempo(9)), (0, off(60))
    )
    recording = read_midi(saved(tmp_path, odd))
    assert recording.notices == (
        "2 values above 127 in the file, read as 127",
        "1 message in the file left out: a key, controller or program above 127",
        "a tempo in the file left out: it has no length",
        "tempos below 10 or above 1000 bpm in the file, played at these limits",
    )
    assert notes_of(recording.messages)[0].velocity == 127


@pytest.mark.parametrize(
    ("events", "count"),
    [
        pytest.param([(0, b"\x90" + on(60))], "1 message", id="no data"),
        pytest.param([(0, b"\xf7\x05" + on(60) + b"\x3d\x50")], None, id="a whole escape"),
        pytest.param([(0, b"\xf7\x05" + on(60) + b"\x90\x3d")], "1 message", id="an escape that breaks off"),
        pytest.param([(0, b"\xf7\x01\x90"), (0, b"\xf7\x02\xc0\xc0")], "3 messages", id="escapes without data"),
        pytest.param([(0, b"\xf7\x02\x3d\x50")], "1 message", id="an escape without a status"),
        pytest.param([(0, b"\xf0\x01\x43"), (0, b"\xf7\x02\x05\xf7")], None, id="a long system exclusive"),
    ],
)
def test_a_message_that_is_not_whole_is_told(events: list[Event], count: str | None) -> None:
    file = parse(song(*events, *TWO))
    assert file.notices == (() if count is None else (f"{count} in the file left out: not whole",))
    assert [data[1] for _, data in file.tracks[0].messages][-4:] == [60, 60, 61, 61]


@pytest.mark.parametrize("cut", CUT_OFF.values(), ids=CUT_OFF)
def test_what_is_left_of_a_file_that_is_cut_off_is_read(tmp_path: Path, cut: Odd) -> None:
    recording = read_notes(saved(tmp_path, cut.data))
    found = tuple((n.start, n.end, n.pitch) for n in notes_of(recording.messages, recording.end))
    assert (found, len(recording.messages)) == (cut.notes, cut.messages)
    assert recording.notices == (CUT_OFF_NOTICE,)


def test_law_wherever_a_file_is_cut_off_what_came_before_is_read() -> None:
    whole = song((0, tempo(400_000)), *beats(3))
    messages = parse(whole).tracks[0].messages
    for size in range(len(whole) - len(END) - 1):
        try:
            (cut,) = parse(whole[:size]).tracks
        except UnreadableMidi:
            assert size < len(whole) - 29  # before the first message is whole
            continue
        assert cut.messages == messages[: len(cut.messages)]
        assert parse(whole[:size]).notices == (CUT_OFF_NOTICE,)


@pytest.mark.parametrize("body", [b"", b"\x07", b"\x07\xa1"])
def test_a_tempo_that_is_not_whole_is_left_out(body: bytes) -> None:
    file = parse(song((0, meta(0x51, body)), *TWO))
    assert (file.tempos, file.notices) == ((), ("a tempo in the file left out: it has no length",))


@pytest.mark.parametrize("body", [b"", b"\x04", b"\x00\x02", b"\x04\xc8"])
def test_a_meter_that_cannot_be_read_is_left_out(body: bytes) -> None:
    file = parse(song((0, meta(0x58, body)), *TWO))
    assert (file.meters, file.notices) == ((), ("a meter in the file left out: it cannot be read",))


def test_what_several_tracks_have_at_one_tick_keeps_each_tracks_order(tmp_path: Path) -> None:
    one = track((0, on(60)), (480, control(64, 127)), (0, off(60)), (0, on(62)), (480, off(62)))
    two = track((0, on(62)), (480, control(1, 5)), (0, off(62)), (0, on(65)), (480, off(65)))
    recording = read_midi(saved(tmp_path, header(1, 2) + one + two))
    assert [data.hex() for tick, data in recording.messages if tick == 960] == [
        "b0407f", "803c40", "b00105", "803e40", "903e50", "904150",
    ]  # fmt: skip


def test_any_number_of_messages_at_one_tick_is_put_in_order_in_one_pass(tmp_path: Path) -> None:
    began = process_time()
    tracks = [track(*[(0, on(60 + number))] * 30_000, (1, off(60 + number))) for number in range(3)]
    tracks += [track((0, on(64))), *[track((0, off(64)), (0, on(64)), (1, off(64)))] * 3_000]
    recording = read_midi(saved(tmp_path, header(1, len(tracks)) + b"".join(tracks)))
    assert len(recording.messages) == 3 * 30_001 + 1 + 3 * 3_000
    assert process_time() - began < 20  # s; minutes if each stroke looks through the other tracks


def test_a_tracks_name_may_be_of_the_last_century() -> None:
    names = [meta(3, "Flügelhorn".encode(code)) for code in ("utf-8", "latin-1")]
    file = parse(header(1, 2) + b"".join(track((0, name), *TWO) for name in names))
    assert [each.name for each in file.tracks] == ["Flügelhorn", "Flügelhorn"]


def test_any_number_of_tracks_that_say_too_little_is_read_in_one_pass() -> None:
    began = process_time()
    file = parse(header(1, 1) + chunk(b"MTrk", b"\0" + END, 0) * 20_000 + bytes(40_000_000))
    assert len(file.tracks) == 20_000
    assert process_time() - began < 20  # s; minutes if all that follows is copied for each


@given(st.integers(0, 2**28 - 1))
def test_law_a_number_is_read_as_it_is_written(value: int) -> None:
    assert parse(song((value, on(60)))).tracks[0].messages[0][0] == 2 * value
    assert len(number(value)) <= 4


@given(st.lists(st.tuples(st.integers(0, 5000), st.binary(min_size=2, max_size=2)), max_size=20), st.integers(1, 32767))
def test_law_a_beat_is_960_ticks_at_any_resolution(events: list[tuple[int, bytes]], division: int) -> None:
    messages = [(tick, bytes((0xE0, data[0] & 127, data[1] & 127))) for tick, data in sorted(events)]
    file = parse(header(0, 1, division) + track(*timed(messages)))
    for (tick, data), (read, message) in zip(messages, file.tracks[0].messages, strict=True):
        assert abs(read - tick * 960 / division) <= 0.5
        assert message == data


@given(st.binary(max_size=60))
def test_law_any_bytes_are_a_track_or_are_refused_in_words(body: bytes) -> None:
    try:
        file = parse(header(0, 1) + b"MTrk" + len(body).to_bytes(4, "big") + body)
    except UnreadableMidi:
        return
    ticks = [tick for tick, _ in file.tracks[0].messages]
    assert ticks == sorted(ticks)
    assert all(max(data[1:]) < 128 for _, data in file.tracks[0].messages)
