"""What you played is sacred: `You` in a render or a take is what came in, message for message, and no part of the band
shares its channel."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import mido
import pytest
from generated_songs import Generated, Timed, messages, songs
from hypothesis import given, settings
from hypothesis import strategies as st
from midi_bytes import CUT_OFF, CUT_OFF_NOTICE, READ, beats, control, header, meter, off, on, song, tempo, timed, track

from jamd.config.load import load_config
from jamd.files.held import Held
from jamd.files.midi_file import TRACKS, read_midi, read_notes
from jamd.music.channel_messages import note_on
from jamd.music.events import Clock, Event, Heard, Played
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.render import RenderReport, render
from jamd.stage.log import Header, log_line
from jamd.stage.take import write_take

RULES = ("parts.drums.player=rules", "parts.piano.player=rules", "jam.seed=7")
CHANNELS = st.integers(0, 15)
MOVED = "you play on channel 1, so the piano is on channel 3"  # the bass has 2


def in_track(path: Path, name: str) -> list[Timed]:
    """All channel messages of a track at their ticks."""
    now, found = 0, []
    for message in next(line for line in mido.MidiFile(path).tracks if line.name == name):
        now += message.time
        if not message.is_meta:
            found.append((now, bytes(message.bytes())))
    return found


def channels(path: Path, name: str) -> set[int]:
    return {data[0] & 15 for _, data in in_track(path, name)}


def rendered(folder: Path, data: bytes, bars: int | None = None, *sets: str) -> RenderReport:
    (folder / "in.mid").write_bytes(data)
    return render(load_config(None, [*RULES, *sets]), read_notes(folder / "in.mid"), bars, folder / "out.mid")


def with_all_let_go(played: Sequence[Timed], end: int) -> list[Timed]:
    held = Held()
    for _, data in played:
        held.hear(data)
    return [*played, *((end, data) for data in held.releases())]


def signatures(path: Path) -> list[tuple[int, int, int]]:
    now, found = 0, []
    for message in mido.MidiFile(path).tracks[0]:
        now += message.time
        if message.type == "time_signature":
            found.append((now, message.numerator, message.denominator))
    return found


# -- renders


@pytest.mark.parametrize("odd", READ.values(), ids=READ)
def test_an_odd_file_comes_back_as_it_was_read(tmp_path: Path, odd: Any) -> None:
    report = rendered(tmp_path, odd.data)
    played = list(read_midi(tmp_path / "in.mid").messages)
    assert len(played) == odd.messages
    assert in_track(tmp_path / "out.mid", "You") == with_all_let_go(played, report.bars * 3840)


@pytest.mark.parametrize("cut", CUT_OFF.values(), ids=CUT_OFF)
def test_what_is_left_of_a_file_that_is_cut_off_comes_back(tmp_path: Path, cut: Any) -> None:
    report = rendered(tmp_path, cut.data)
    played = read_midi(tmp_path / "in.mid").messages
    assert (len(played), report.notices) == (cut.messages, (CUT_OFF_NOTICE, MOVED))
    assert in_track(tmp_path / "out.mid", "You") == with_all_let_go(played, report.bars * 3840)


@settings(max_examples=25, deadline=None)
@given(messages(CHANNELS))
def test_law_any_messages_rendered_and_read_again_are_the_same(
    tmp_path_factory: pytest.TempPathFactory, played: list[Timed]
) -> None:
    folder = tmp_path_factory.mktemp("law")
    played = [(0, note_on(1, 60, 9)), *played]
    report = rendered(folder, header(0, 1, 960) + track(*timed(played)))
    assert in_track(folder / "out.mid", "You") == with_all_let_go(played, report.bars * 3840)


@settings(max_examples=40, deadline=None)
@given(songs())
def test_law_a_song_of_any_make_comes_back_whole(tmp_path_factory: pytest.TempPathFactory, song: Generated) -> None:
    folder = tmp_path_factory.mktemp("law")
    rendered(folder, song.data)
    you = in_track(folder / "out.mid", "You")
    everything = [event for line in song.tracks for event in line]
    added = Counter(you) - Counter(everything)
    assert not Counter(everything) - Counter(you)
    assert all(tick == you[-1][0] and (data[0] & 0xF0 == 0x80 or data[2] == 0) for tick, data in added)
    for line in song.tracks:
        rest = iter(you)
        assert all(event in rest for event in line)  # in its own order
    for name in ("Piano", "Drums"):
        assert not channels(folder / "out.mid", name) & channels(folder / "out.mid", "You")


def test_nothing_is_said_of_the_channel_of_a_part_that_does_not_play(tmp_path: Path) -> None:
    data = song((0, b"\x91\x3c\x40"), (960, b"\x81\x3c\x40"))
    assert rendered(tmp_path, data, 4).notices == ("you play on channel 2, so the bass is on channel 3",)
    assert rendered(tmp_path, data, 4, "parts.bass.enabled=false").notices == ()


def test_your_pedal_and_program_do_not_reach_the_band(tmp_path: Path) -> None:
    rendered(tmp_path, song((0, b"\xc0\x41"), (0, control(64, 127)), *beats(16)))
    out = tmp_path / "out.mid"
    assert (channels(out, "You"), channels(out, "Piano"), channels(out, "Drums")) == ({0}, {2}, {9})
    assert in_track(out, "Piano")[0] == (0, b"\xc2\x00")


def test_the_band_keeps_its_channels_where_they_are_free(tmp_path: Path) -> None:
    rendered(tmp_path, song((0, on(60, 4)), (960, off(60, 4))))
    out = tmp_path / "out.mid"
    assert (channels(out, "Piano"), channels(out, "Drums")) == ({0}, {9})


def test_beside_your_pads_the_drums_are_a_kit_on_another_channel(tmp_path: Path) -> None:
    report = rendered(tmp_path, song((0, on(36, 9)), (960, off(36, 9))))
    drums = in_track(tmp_path / "out.mid", "Drums")
    assert [data.hex() for _, data in drums[:3]] == ["b20078", "b22000", "c200"]
    assert report.notices == ("you play on channel 10, so the drums are on channel 3, as a GM2 drum kit",)


def test_where_you_play_on_all_channels_the_band_has_a_port_of_its_own(tmp_path: Path) -> None:
    report = rendered(tmp_path, song(*((60, on(60, channel)) for channel in range(16))))
    ports = {
        line.name: [m.port for m in line if m.type == "midi_port"]
        for line in mido.MidiFile(tmp_path / "out.mid").tracks
    }
    assert {name: ports[name] for name in TRACKS.values()} == {"You": [], "Piano": [1], "Bass": [1], "Drums": [1]}
    said = "you leave no channel for the piano, bass and drums: on the second MIDI port of the file"
    assert report.notices == (said,)


def test_where_you_leave_one_channel_the_others_have_another_port(tmp_path: Path) -> None:
    report = rendered(tmp_path, song(*((60, on(60, channel)) for channel in range(15))))
    assert report.notices[-1] == "you leave no channel for the bass and drums: on the second MIDI port of the file"


def test_what_stands_at_the_last_bar_line_is_kept_and_the_pedal_goes_up(tmp_path: Path) -> None:
    rendered(tmp_path, song((0, control(64, 127)), (0, on(60)), (1920, off(60)), (0, control(64, 0))))
    assert in_track(tmp_path / "out.mid", "You")[-1] == (3840, control(64, 0))


def test_a_pedal_that_is_down_where_the_render_is_cut_goes_up(tmp_path: Path) -> None:
    rendered(tmp_path, song((0, control(64, 127)), *beats(8), (0, control(64, 0))), 1)
    assert in_track(tmp_path / "out.mid", "You")[-1] == (3840, control(64, 0))


@pytest.mark.parametrize(
    ("signature", "beats_of_band", "notices"),
    [
        ((4, 2), 4, ()),
        ((3, 2), 3, ()),
        ((6, 3), 3, ("the file is in 6/8; the band plays 3/4",)),
        ((2, 1), 4, ("the file is in 2/2; the band plays 4/4",)),
        ((5, 2), 5, ()),
        ((7, 2), 4, ("the file is in 7/4; the band plays 4/4",)),
    ],
)
def test_the_band_plays_in_the_files_meter_or_says_so(
    tmp_path: Path, signature: tuple[int, int], beats_of_band: int, notices: tuple[str, ...]
) -> None:
    report = rendered(tmp_path, song((0, meter(*signature)), *beats(12)))
    assert signatures(tmp_path / "out.mid") == [(0, beats_of_band, 4)]
    assert report.notices == (*notices, MOVED)


def test_a_meter_that_changes_is_told_once(tmp_path: Path) -> None:
    report = rendered(tmp_path, song((0, meter(4)), *beats(16), (240, meter(3)), *beats(6), (240, meter(5)), *beats(5)))
    assert report.notices == ("from bar 5 on, the file is in 3/4; the band plays 4/4", MOVED)


@pytest.mark.parametrize("pickup", [1, 2, 3])
def test_the_form_starts_behind_the_pickup(tmp_path: Path, pickup: int) -> None:
    report = rendered(tmp_path, song((0, meter(pickup)), *beats(pickup), (240, meter(4)), *beats(8)))
    assert signatures(tmp_path / "out.mid") == [(0, pickup, 4), (960 * pickup, 4, 4)]
    assert in_track(tmp_path / "out.mid", "Drums")[0][0] == 960 * pickup
    assert [tick for tick, data in in_track(tmp_path / "out.mid", "You")[::2]] == [960 * b for b in range(pickup + 8)]
    assert (report.bars, report.notices) == (2, (MOVED,))


def test_until_its_first_tempo_a_file_is_at_120(tmp_path: Path) -> None:
    report = rendered(tmp_path, song(*beats(4), (240, tempo(1_000_000)), *beats(4)))
    assert report.bpm == 120
    assert read_midi(tmp_path / "out.mid").tempos == ((0, 120), (3840, 60))


# -- takes

LINE = Timeline.at_bpm(120, Nanos(10**9), Tick(0))


def taken(folder: Path, events: Sequence[Event], told: list[str] | None = None) -> Path:
    log = b"".join(map(log_line, (Header("2026-11-22T20:15:00+01:00", Meter(4), 120.0, "free"), *events)))
    assert write_take(log, folder / "take.mid", [].append if told is None else told.append)
    return folder / "take.mid"


def heard(tick: int, data: bytes) -> Heard:
    return Heard(LINE.ns_at(Tick(tick)), Tick(tick), data)


@given(messages(CHANNELS))
def test_law_a_take_holds_what_you_played_message_for_message(
    tmp_path_factory: pytest.TempPathFactory, played: list[Timed]
) -> None:
    start = Clock(Nanos(10**9), True, LINE, Meter(4))
    band = Played(LINE.ns_at(Tick(0)), Tick(0), "piano", note_on(1, 60, 50), 0)
    path = taken(tmp_path_factory.mktemp("law"), [start, band, *(heard(*event) for event in played)])
    assert in_track(path, "You") == with_all_let_go(played, played[-1][0])
    if len(channels(path, "You")) < 16:
        assert not channels(path, "Piano") & channels(path, "You")


def test_a_take_says_where_the_band_gives_way(tmp_path: Path) -> None:
    events = [Played(LINE.ns_at(Tick(0)), Tick(0), "piano", note_on(1, 60, 50), 0), heard(0, on(60))]
    told: list[str] = []
    taken(tmp_path, events, told)
    assert told == [f"{tmp_path / 'take.mid'}: you play on channel 1, so the piano is on channel 2"]


def test_a_take_says_that_you_left_no_channel(tmp_path: Path) -> None:
    band = Played(LINE.ns_at(Tick(0)), Tick(0), "drums", note_on(10, 36, 50), 0)
    told: list[str] = []
    taken(tmp_path, [band, *(heard(channel, on(60, channel)) for channel in range(16))], told)
    assert told == [f"{tmp_path / 'take.mid'}: you leave no channel for the drums: on the second MIDI port of the file"]


def test_a_part_that_shares_no_channel_is_written_as_it_was_played(tmp_path: Path) -> None:
    strokes = [note_on(10, 36, 50), note_on(11, 38, 50)]
    events = [Played(LINE.ns_at(Tick(0)), Tick(0), "drums", data, 0) for data in strokes]
    told: list[str] = []
    path = taken(tmp_path, [*events, heard(0, on(60))], told)
    assert ([data for _, data in in_track(path, "Drums")][:2], told) == (strokes, [])


def test_a_clock_that_is_set_back_a_little_changes_no_order(tmp_path: Path) -> None:
    played = [heard(0, on(60)), heard(480, control(64, 127)), heard(470, off(60)), heard(960, control(64, 0))]
    path = taken(tmp_path, [Clock(Nanos(10**9), True, LINE, Meter(4)), *played])
    assert [data for _, data in in_track(path, "You")] == [event.data for event in played]


def test_a_take_in_which_you_hold_the_pedal_ends_with_it_up(tmp_path: Path) -> None:
    path = taken(tmp_path, [heard(0, control(64, 127)), heard(10, on(60))])
    assert [data.hex() for _, data in in_track(path, "You")] == ["b0407f", "903c50", "803c00", "b04000"]
