"""A log becomes a MIDI file: who played what and when, and what an interrupted take leaves behind."""

import os
from itertools import pairwise
from pathlib import Path

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from jamd.files.midi_file import read_midi
from jamd.files.notes import notes_of
from jamd.music.channel_messages import note_off, note_on
from jamd.music.charts.load import load_chart
from jamd.music.events import Clock, Event, FallbackUsed, Form, Heard, Notice, Plan, Played, Ports, State
from jamd.music.planning.leading import from_the_top
from jamd.music.planning.saved_route import saved
from jamd.music.time.notes import Meter, Nanos, Note, Tick
from jamd.music.time.timeline import Timeline
from jamd.stage.lock import lock
from jamd.stage.log import Header, log_line, read_log
from jamd.stage.take import recover, write_take

BEAT, BAR = 960, 3840
SECOND = 1_000_000_000
HEADER = Header("2026-11-22T20:15:00+01:00", Meter(4), 120.0, "Blues in Bb")
LINE = Timeline.at_bpm(120, Nanos(10 * SECOND), Tick(-BAR))  # a bar of count-in, two seconds


def clock(second: float, timeline: Timeline = LINE, running: bool = True) -> Clock:
    return Clock(Nanos(round(second * SECOND)), running, timeline, Meter(4))


def played(second: float, tick: int, pitch: int = 51, on: bool = True) -> Played:
    data = note_on(10, pitch, 60) if on else note_off(10, pitch)
    return Played(Nanos(round(second * SECOND)), Tick(tick), "drums", data, 0)


def heard(second: float, tick: int | None, pitch: int = 60, on: bool = True) -> Heard:
    data = note_on(1, pitch, 70) if on else note_off(1, pitch)
    return Heard(Nanos(round(second * SECOND)), None if tick is None else Tick(tick), data)


def log_of(*events: Event) -> bytes:
    return b"".join(map(log_line, (HEADER, *events)))


def onsets(path: Path, name: str) -> list[int]:
    track = next(track for track in mido.MidiFile(path).tracks if track.name == name)
    position, found = 0, []
    for message in track:
        position += message.time
        if message.type == "note_on" and message.velocity:
            found.append(position)
    return found


def test_a_line_is_an_object_with_the_message_in_hex() -> None:
    assert log_line(heard(1, 5)) == b'{"type":"Heard","ns":1000000000,"tick":5,"data":"903c46"}\n'


@pytest.mark.parametrize(
    "event",
    [
        HEADER,
        clock(3),
        heard(1, None),
        played(2, -7),
        Notice(Nanos(4), "the keyboard is gone"),
        FallbackUsed(Nanos(5), "fallback player", "drums"),
        Ports(Nanos(1), "Keystation", "", "jack"),
        Form(Nanos(6), Meter(3), 2, saved(from_the_top(load_chart("builtin:jazz-waltz"), Meter(4))), (Tick(9), 90.0)),
        State(1, 2, "A", "Bb7", "Eb7", "trade", "you", 0.5, 1.25, {"drums": "Rules"}),
        Plan(Tick(0), Tick(BAR), {"drums": (Note(Tick(0), 51, Tick(9), 60),)}),
    ],
)
def test_what_is_logged_is_read_again(event: Event) -> None:
    assert read_log(log_line(event)).events == [event]


def test_a_log_of_an_older_version_is_read_under_the_new_name() -> None:
    old = b'{"type":"Fellback","ns":5,"what":"late plan","detail":"drums"}\n'
    assert read_log(old).events == [FallbackUsed(Nanos(5), "late plan", "drums")]


def test_an_event_of_a_newer_version_is_skipped_and_counted_and_no_note_is_lost(tmp_path: Path) -> None:
    newer = b'{"type":"Mood","ns":5,"blue":true}\n'
    stranger = b'{"type":"FallbackUsed","ns":5,"what":"coffee break"}\n'
    reading = read_log(log_of(clock(10)) + newer + log_line(played(12, 0)) + stranger + b"\n")
    assert reading.skipped == 2
    assert reading.events == [HEADER, clock(10), played(12, 0)]


@given(st.binary(max_size=60), st.integers(0, 200))
def test_law_a_torn_or_unknown_line_costs_no_other_line(garbage: bytes, cut: int) -> None:
    whole = log_of(heard(1, 5))
    assert read_log(whole + garbage.replace(b"\n", b"") + b"\n" + log_line(heard(2, 6)) + whole[:cut]).events[-1]
    assert heard(2, 6) in read_log(whole + b"\n" + garbage.replace(b"\n", b"") + b"\n" + log_line(heard(2, 6))).events


def test_without_its_count_in_a_take_begins_with_the_form_and_keeps_what_you_played_over_it(tmp_path: Path) -> None:
    path = tmp_path / "take.mid"
    clicks = [played(10 + b / 2, -BAR + b * BEAT, 37) for b in range(4)]
    clicks += [played(10.1 + b / 2, -BAR + b * BEAT + 200, 37, on=False) for b in range(4)]
    header = replace(HEADER, count_in=False)
    for pickup, drums, you in (([], [0], [480]), ([heard(11.5, -BEAT)], [BAR], [BAR - BEAT, BAR + 480])):
        events = sorted([*clicks, *pickup, played(12, 0), heard(12.25, 480)], key=lambda event: event.ns)
        write_take(b"".join(map(log_line, (header, clock(9.95), *events))), path)
        assert (onsets(path, "Drums"), onsets(path, "You")) == (drums, you)


def test_the_count_in_is_the_first_bar_and_everybody_has_a_track(tmp_path: Path) -> None:
    path = tmp_path / "take.mid"
    assert write_take(
        log_of(
            clock(9.95),
            *(played(10 + b / 2, -BAR + b * BEAT, 37) for b in range(4)),
            played(12, 0),
            heard(12.25, 480),
            heard(12.5, 960, on=False),
            played(12.5, 960, on=False),
        ),
        path,
    )
    assert onsets(path, "Drums") == [0, 960, 1920, 2880, 3840]
    assert onsets(path, "You") == [4320]
    assert onsets(path, "Piano") == []
    assert read_midi(path).tempos == ((0, 120.0),)


def test_what_was_played_before_the_start_lies_in_front_of_it_in_its_own_time(tmp_path: Path) -> None:
    path = tmp_path / "take.mid"
    write_take(log_of(heard(8, None), heard(8.5, None, on=False), clock(9.95), played(12, 0)), path)
    assert onsets(path, "Drums")[0] - onsets(path, "You")[0] == 8 * BEAT  # four seconds at 120
    assert onsets(path, "Drums")[0] % BAR == 0


def test_a_tempo_change_is_in_the_tempo_map_where_it_happened(tmp_path: Path) -> None:
    path = tmp_path / "take.mid"
    faster = LINE.with_bpm(180, Nanos(14 * SECOND))
    write_take(log_of(clock(10), played(12, 0), clock(14, faster), played(14, BAR, 49)), path)
    (start, first), (change, second) = read_midi(path).tempos
    assert (start, first, change, round(second, 3)) == (0, 120.0, BAR, 180.0)
    assert onsets(path, "Drums") == [0, BAR]


def test_a_part_that_has_a_program_says_it_before_its_first_note(tmp_path: Path) -> None:
    header = replace(HEADER, programs={"bass": 33, "piano": 5})
    struck = Played(Nanos(13 * SECOND), Tick(BEAT), "bass", note_on(2, 40, 60), 0)
    write_take(b"".join(map(log_line, (header, clock(10), struck))), path := tmp_path / "take.mid")
    tracks = {track.name: [m.type for m in track if not m.is_meta] for track in mido.MidiFile(path).tracks}
    assert tracks["Bass"] == ["program_change", "note_on", "note_off"]
    assert tracks["Piano"] == []  # it was silent


def test_a_second_start_goes_behind_the_first_on_a_bar_line(tmp_path: Path) -> None:
    path = tmp_path / "take.mid"
    again = Timeline.at_bpm(120, Nanos(20 * SECOND), Tick(-BAR))
    stopped = Timeline.at_bpm(120, Nanos(13 * SECOND), Tick(0))
    events = (clock(10), played(12, 0), clock(13, stopped, running=False), heard(15, None), clock(19.95, again))
    write_take(log_of(*events, played(22, 0, 49)), path)
    first, second = onsets(path, "Drums")
    assert (second - first) % BAR == 0
    assert first < onsets(path, "You")[0] < second
    assert onsets(path, "You")[0] - first == 6 * BEAT  # three seconds at the last tempo


def test_a_take_that_begins_in_the_middle_begins_with_the_bar_that_sounds(tmp_path: Path) -> None:
    path = tmp_path / "take.mid"
    write_take(log_of(clock(33), played(34.5, 11 * BAR + BEAT)), path)  # the clock is told in the second half of bar 10
    assert onsets(path, "Drums") == [BAR + BEAT]


def test_with_no_clock_at_all_the_take_is_kept_in_its_own_time(tmp_path: Path) -> None:
    path = tmp_path / "take.mid"
    write_take(log_of(heard(100, None), heard(101, None, 62)), path)
    assert onsets(path, "You") == [0, 2 * BEAT]


def test_a_note_that_nobody_let_go_ends_when_wire_is_back_or_with_the_take(tmp_path: Path) -> None:
    path = tmp_path / "take.mid"
    born_again = Played(Nanos(13 * SECOND), None, "drums", note_off(10, 51), 0)  # a new wire closes the old one's notes
    write_take(log_of(clock(10), played(12, 0), born_again, played(14, BAR, 49), heard(16, 2 * BAR)), path)
    ends = {note.pitch: note.end for note in notes_of(read_midi(path).messages)}
    assert ends == {51: 2 * BEAT, 49: 2 * BAR, 60: 2 * BAR + 1}


def test_a_key_whose_cable_was_pulled_ends_there(tmp_path: Path) -> None:
    path = tmp_path / "take.mid"
    there, gone = (Ports(Nanos(second * SECOND), name, "", "jack") for second, name in ((10, "keys"), (13, "")))
    write_take(log_of(clock(10), there, heard(12, 0), gone, played(16, 2 * BAR)), path)
    ends = {note.pitch: note.end for note in notes_of(read_midi(path).messages)}
    assert ends[60] == 2 * BEAT


def test_the_chords_are_markers_where_they_change(tmp_path: Path) -> None:
    path = tmp_path / "take.mid"
    states = [
        State(bar, beat, "", chord, "", "accompany", "both", 0, 0, {})
        for bar, beat, chord in [(-1, 0, "Bb7"), (0, 0, "Bb7"), (0, 1, "Bb7"), (1, 2, "Eb7")]
    ]
    write_take(log_of(clock(10), played(12, 0), *states), path)
    file = mido.MidiFile(path)
    position, marks = 0, []
    for message in file.tracks[0]:
        position += message.time
        if message.type == "marker":
            marks.append((position, message.text))
    assert marks == [(0, "Bb7"), (BAR + 2 * BEAT, "Eb7")]


def reported(line: int, beats: int, section: str, chorus: int, key: str = "Bb") -> State:
    """What the band says on the first beat of a bar of a tune."""
    state = State(line // BAR, 0, section, "Bb7", "", "accompany", "both", 0, 0, {})
    return replace(state, bar_line=Tick(line), beats=beats, chorus=chorus, chart_bar=0, key=key)


def conducted(path: Path) -> list[tuple[int, str]]:
    """The first track's markers and signatures, in beats."""
    tick, found = 0, []
    for message in mido.MidiFile(path).tracks[0]:
        tick += message.time
        if message.type == "time_signature":
            found.append((tick // BEAT, f"{message.numerator}/{message.denominator}"))
        elif message.type in ("marker", "key_signature"):
            found.append((tick // BEAT, message.text if message.type == "marker" else f"key of {message.key}"))
    return found


def test_the_form_that_was_played_is_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "take.mid"
    form = [reported(0, 4, "A", 0), reported(BAR, 3, "B", 0), reported(BAR + 3 * BEAT, 3, "B", 1, "Eb")]
    sticks = [played(10 + beat / 2, beat * BEAT - BAR, 37) for beat in range(4)]
    write_take(log_of(clock(9.95), *sticks, played(12, 0), *form), path)
    assert sorted(conducted(path)) == sorted([
        (0, "4/4"), (0, "key of Bb"), (0, "Count-in"), (4, "Chorus 1"), (4, "[A]"), (4, "Bb7"), (8, "3/4"), (8, "[B]"),
        (11, "key of Eb"), (11, "Chorus 2"), (11, "[B]"),
    ])  # fmt: skip


def test_a_take_that_begins_in_a_tune_in_three_begins_with_one_of_its_bars(tmp_path: Path) -> None:
    path = tmp_path / "take.mid"
    bar = 3 * BEAT
    write_take(log_of(clock(12 + 7 / 2), played(15.6, 7 * BEAT + 192), reported(2 * bar, 3, "A", 0)), path)
    assert [(beat, said) for beat, said in conducted(path) if "/" in said] == [(0, "3/4")]
    assert onsets(path, "Drums") == [BEAT + 192]


def test_thru_and_what_is_no_channel_message_stay_in_the_log_alone(tmp_path: Path) -> None:
    path = tmp_path / "take.mid"
    thru = Played(Nanos(12 * SECOND), Tick(0), "you", note_on(1, 60, 70), 0)
    odd = [Heard(Nanos(12 * SECOND), Tick(0), data) for data in (b"", b"\xf8", b"\x90\x3c", b"\x90\xff\xff", b"\x05")]
    write_take(log_of(clock(10), thru, *odd, heard(12, 0)), path)
    assert len(read_midi(path).messages) == 2


def test_the_same_log_is_the_same_file(tmp_path: Path) -> None:
    log = log_of(clock(10), *(played(12 + i, i * BEAT, 36 + i) for i in range(9)))
    assert write_take(log, tmp_path / "a.mid")
    assert write_take(log, tmp_path / "b.mid")
    assert (tmp_path / "a.mid").read_bytes() == (tmp_path / "b.mid").read_bytes()


# -- recovery ----------------------------------------------------------------------------------------------------------


def left_behind(folder: Path, log: bytes, name: str = "2026-11-22_20-15-00") -> Path:
    path = folder / f"{name}.jsonl"
    path.write_bytes(log)
    return path


def test_a_log_without_its_file_gets_it_once(tmp_path: Path) -> None:
    log = left_behind(tmp_path, log_of(clock(10), played(12, 0)) + b'{"type":"Heard","ns":12')
    take = log.with_suffix(".mid")
    assert recover(tmp_path) == [take]
    assert onsets(take, "Drums") == [0]
    before = take.read_bytes(), log.read_bytes()
    assert recover(tmp_path) == []
    assert (take.read_bytes(), log.read_bytes()) == before


def test_a_recovered_take_is_told_with_the_lines_that_could_not_be_read(tmp_path: Path) -> None:
    torn = left_behind(tmp_path, log_of(heard(1, None)) + b'{"type":"Hea')
    newer = left_behind(tmp_path, log_of(heard(1, None)) + 3 * b'{"type":"Mood"}\n', "2026-11-22_20-15-01")
    told: list[str] = []
    recover(tmp_path, told.append)
    assert told == [
        f"recovered an interrupted take: {torn.with_suffix('.mid')}",
        f"recovered an interrupted take: {newer.with_suffix('.mid')} (3 lines of its log could not be read)",
    ]


def test_a_log_without_notes_is_kept_where_lines_of_it_could_not_be_read(tmp_path: Path) -> None:
    log = left_behind(tmp_path, log_of(clock(10)) + 3 * b'{"type":"Mood"}\n')
    assert recover(tmp_path) == []
    assert log.exists()


def test_a_log_in_which_nobody_played_is_removed(tmp_path: Path) -> None:
    left_behind(tmp_path, log_of(clock(10), Notice(Nanos(1), "no keyboard")))
    left_behind(tmp_path, b"", "2026-11-22_20-15-01")
    assert recover(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_a_log_that_is_being_written_and_other_files_are_let_alone(tmp_path: Path) -> None:
    log = left_behind(tmp_path, log_of(heard(1, None)))
    (tmp_path / "shopping.jsonl").write_text("{}")
    with log.open("rb") as writer:
        assert lock(writer.fileno())
        assert recover(tmp_path) == []
    assert recover(tmp_path) == [log.with_suffix(".mid")]
    assert (tmp_path / "shopping.jsonl").exists()


def test_one_bad_log_is_told_and_costs_no_other(tmp_path: Path) -> None:
    (tmp_path / "2026-11-22_20-15-00.jsonl").mkdir()
    good = left_behind(tmp_path, log_of(heard(1, None)), "2026-11-22_20-15-01")
    told: list[str] = []
    assert recover(tmp_path, told.append) == [good.with_suffix(".mid")]
    assert "20-15-00.jsonl: cannot be read" in told[0]
    assert told[1:] == [f"recovered an interrupted take: {good.with_suffix('.mid')}"]


def test_what_a_killed_try_left_is_swept(tmp_path: Path) -> None:
    log = left_behind(tmp_path, log_of(heard(1, None)))
    (tmp_path / f".{log.stem}.mid.abc123").write_bytes(b"half")
    recover(tmp_path)
    assert sorted(os.listdir(tmp_path)) == [log.name, f"{log.stem}.mid"]


def test_a_folder_that_is_not_there_holds_no_takes(tmp_path: Path) -> None:
    assert recover(tmp_path / "takes") == []


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans(), st.integers(60, 62)), min_size=1))
def test_law_whatever_was_played_no_note_is_left_hanging(
    tmp_path_factory: pytest.TempPathFactory, keys: list[tuple[int, bool, int]]
) -> None:
    path = tmp_path_factory.mktemp("law") / "take.mid"
    log = log_of(clock(10), *(heard(12 + s / 4, s * 480, pitch, on) for s, on, pitch in sorted(keys)), played(30, BAR))
    write_take(log, path)
    messages = read_midi(path).messages
    for pitch in range(60, 63):
        spans = [note for note in notes_of(messages) if note.pitch == pitch]
        assert all(one.end <= other.start for one, other in pairwise(spans))
        last = [data for _, data in messages if data[1] == pitch][-1:]
        assert all(data[0] == 0x80 for data in last)
