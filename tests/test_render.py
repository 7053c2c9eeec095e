"""The jam in virtual time."""

from pathlib import Path

import mido
import pytest

from jamd.config.load import load_config
from jamd.config.schema import Config
from jamd.errors import FileError
from jamd.files.midi_file import Recording, read_midi, write_midi
from jamd.music.channel_messages import note_off, note_on
from jamd.music.charts.formats import FORMATS
from jamd.music.charts.text_grid import read_sheet
from jamd.music.time.notes import Meter, Tick
from jamd.render import RenderReport, render

BAR = 3840
RULES = ("parts.drums.player=rules", "parts.piano.player=rules", "jam.seed=7")


def phrase(path: Path, bars: int = 8, bpm: float = 160, dangling: bool = False) -> Recording:
    """A keyboardist's file: a key on each beat."""
    you = [(Tick(b * 960), note_on(1, 60 + b % 12, 80)) for b in range(bars * 4)]
    if not dangling:
        you += [(Tick(b * 960 + 480), note_off(1, 60 + b % 12)) for b in range(bars * 4)]
    write_midi(path, {"Keys": sorted(you)}, [(Tick(0), bpm)], Meter(4))
    return read_midi(path)


def rendered(
    tmp_path: Path, *sets: str, bars: int | None = None, solo: bool = False
) -> tuple[RenderReport, mido.MidiFile]:
    recording = None if solo else phrase(tmp_path / "in.mid")
    report = render(load_config(None, [*RULES, *sets]), recording, bars, tmp_path / "out.mid")
    return report, mido.MidiFile(tmp_path / "out.mid")


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def onsets(file: mido.MidiFile, track: str) -> list[int]:
    now, found = 0, []
    for message in next(t for t in file.tracks if t.name == track):
        now += message.time
        if message.type == "note_on" and message.velocity > 0:
            found.append(now)
    return found


def test_a_track_for_each_with_its_name_and_the_keyboardist_as_he_played(tmp_path: Path) -> None:
    report, file = rendered(tmp_path)
    assert file.type == 1
    assert [t.name for t in file.tracks if any(m.type == "note_on" for m in t)] == ["You", "Piano", "Bass", "Drums"]
    assert onsets(file, "You") == [beat * 960 for beat in range(32)]
    assert report.notes["you"] == 32
    assert report.bars == 8


def programs(file: mido.MidiFile) -> dict[str, list[int]]:
    """Of the tracks that change it, counted from 1."""
    found = {t.name: [m.program + 1 for m in t if m.type == "program_change"] for t in file.tracks}
    return {name: changes for name, changes in found.items() if changes}


def test_the_bass_has_its_sound_at_the_head_of_its_track_unless_it_is_to_have_none(tmp_path: Path) -> None:
    _, file = rendered(tmp_path, bars=2, solo=True)
    assert programs(file) == {"Bass": [33]}
    _, file = rendered(tmp_path, "parts.bass.program=null", "parts.piano.program=5", bars=2, solo=True)
    assert programs(file) == {"Piano": [5]}
    _, file = rendered(tmp_path, "parts.bass.enabled=false", bars=2, solo=True)
    assert programs(file) == {}


def test_the_same_seed_gives_the_same_bytes_and_another_one_does_not(tmp_path: Path) -> None:
    def take(seed: int) -> bytes:
        rendered(tmp_path, f"jam.seed={seed}")
        return (tmp_path / "out.mid").read_bytes()

    assert take(1) == take(1)
    assert take(1) != take(2)


@pytest.mark.parametrize("player", ["seed", "rules"])
def test_every_note_on_has_its_off_inside_the_file(tmp_path: Path, player: str) -> None:
    _, file = rendered(tmp_path, f"parts.drums.player={player}", f"parts.piano.player={player}")
    for track in file.tracks:
        sounding: set[int] = set()
        now = 0
        for message in track:
            now += message.time
            if message.type == "note_on" and message.velocity > 0:
                assert message.note not in sounding
                sounding.add(message.note)
            elif message.type in ("note_on", "note_off"):
                sounding.discard(message.note)
        assert not sounding
        assert now <= 8 * BAR


def test_the_files_tempo_holds_unless_another_is_asked_for(tmp_path: Path) -> None:
    recording = phrase(tmp_path / "in.mid", bpm=160)
    out = tmp_path / "out.mid"
    assert render(Config(), recording, 1, out).bpm == pytest.approx(160)
    assert render(Config(), recording, 1, out, bpm=90).bpm == 90
    assert read_midi(out).tempos[0][1] == pytest.approx(90)


def test_the_band_alone_plays_as_many_bars_as_asked(tmp_path: Path) -> None:
    report, file = rendered(tmp_path, bars=4, solo=True)
    assert (report.bars, report.notes["you"]) == (4, 0)
    assert 3 * BAR <= max(onsets(file, "Drums")) < 4 * BAR


def test_the_drums_begin_on_the_first_beat_of_the_form(tmp_path: Path) -> None:
    _, file = rendered(tmp_path, bars=2, solo=True)
    assert min(onsets(file, "Drums")) == 0


def test_a_key_that_was_never_let_go_is_closed_at_the_end(tmp_path: Path) -> None:
    recording = phrase(tmp_path / "in.mid", bars=2, dangling=True)
    render(load_config(None, RULES), recording, 2, tmp_path / "out.mid")
    you = next(t for t in mido.MidiFile(tmp_path / "out.mid").tracks if t.name == "You")
    sounding = 0
    for message in you:
        if message.type == "note_on" and message.velocity > 0:
            sounding += 1
        elif message.type in ("note_on", "note_off"):
            sounding -= 1
    assert sounding <= 0


def test_a_waltz_has_bars_of_three(tmp_path: Path) -> None:
    report, file = rendered(tmp_path, "jam.chart=builtin:jazz-waltz", bars=4, solo=True)
    assert max(onsets(file, "Drums")) < 4 * 2880
    assert next(m for m in file.tracks[0] if m.type == "time_signature").numerator == 3
    assert not report.notices


def test_what_trades_alternates(tmp_path: Path) -> None:
    _, file = rendered(tmp_path, "jam.mode=trade", "jam.trade_bars=1")
    assert {onset // BAR % 2 for onset in onsets(file, "Piano")} == {1}


def test_of_several_tempos_at_the_beginning_the_last_one_holds(tmp_path: Path) -> None:
    recording = Recording((), ((Tick(0), 120.0), (Tick(0), 200.0)), Meter(4), Tick(BAR))
    assert render(load_config(None, RULES), recording, 1, tmp_path / "out.mid").bpm == 200


def test_a_recording_in_three_is_played_in_three(tmp_path: Path) -> None:
    recording = Recording((), (), Meter(3), Tick(2 * 2880))
    assert render(load_config(None, RULES), recording, None, tmp_path / "out.mid").bars == 2


def test_a_recording_in_four_is_played_in_four_whatever_the_config_says(tmp_path: Path) -> None:
    in_three, out = load_config(None, [*RULES, "clock.meter=3/4"]), tmp_path / "out.mid"
    report = render(in_three, Recording((), (), Meter(4), Tick(2 * BAR), ((Tick(0), (4, 4)),)), None, out)
    assert (report.bars, report.notices, read_midi(out).meter) == (2, (), Meter(4))
    assert render(in_three, Recording((), (), None, Tick(2 * 2880)), None, out).bars == 2  # a file that says nothing


def test_in_a_waltz_the_band_keeps_to_the_chart_and_says_so(tmp_path: Path) -> None:
    recording = Recording((), (), Meter(4), Tick(3 * BAR), ((Tick(0), (4, 4)),))
    report = render(load_config(None, [*RULES, "jam.chart=builtin:jazz-waltz"]), recording, None, tmp_path / "out.mid")
    assert (report.bars, report.notices) == (4, ("the file is in 4/4; the band plays 3/4",))


def test_a_recording_without_end_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="bars long"):
        render(load_config(None, RULES), Recording((), (), None, Tick(10**9)), None, tmp_path / "out.mid")


@pytest.mark.parametrize("name", FORMATS)
def test_a_chart_may_have_any_format(tmp_path: Path, name: str) -> None:
    text = "key: Bb\nmeter: 7/4\n[A] |: Bbmaj7 | Cm7 F7 |1 Dm7 :|2 Bb6 |"
    chart = tmp_path / f"tune{FORMATS[name].suffixes[0]}"
    chart.write_bytes(FORMATS[name].write(read_sheet(text)))
    report, _ = rendered(tmp_path, f"jam.chart={chart}", bars=4)
    assert "the band plays 7/4 as 4/4 and 3/4" in report.notices


def conducted(file: mido.MidiFile, kind: str) -> list[tuple[int, str]]:
    """Where, in beats, something stands in the first track, and what it says."""
    tick, found = 0, []
    for message in file.tracks[0]:
        tick += message.time
        if message.type == kind:
            said = {"time_signature": "numerator", "key_signature": "key", "marker": "text"}[kind]
            found.append((tick // 960, str(getattr(message, said))))
    return found


def test_the_file_says_the_form(tmp_path: Path) -> None:
    Path("tune.txt").write_text("key: Bb\n[Intro] | F7 |\n[A] | Bbmaj7 | {3/4} Cm7 |\n[A] | F7 |")
    _, file = rendered(tmp_path, "jam.chart=tune.txt", bars=7, solo=True)
    assert conducted(file, "key_signature") == [(0, "Bb")]
    assert conducted(file, "time_signature") == [(0, "4"), (8, "3"), (14, "4"), (18, "3")]
    assert conducted(file, "marker") == [
        (0, "[Intro]"), (0, "F7"), (4, "Chorus 1"), (4, "[A]"), (4, "Bbmaj7"), (8, "Cm7"), (11, "[A]"), (11, "F7"),
        (14, "Chorus 2"), (14, "[A]"), (14, "Bbmaj7"), (18, "Cm7"), (21, "[A]"), (21, "F7"),
    ]  # fmt: skip


def test_a_render_practises_too(tmp_path: Path) -> None:
    """Three choruses of two bars, each 10 bpm faster, on a click alone, the piano in every other one."""
    (tmp_path / "two.txt").write_text("| Dm7 | G7 |")
    sets = ("jam.chart=two.txt", "practice.tempo_step=10", "practice.click=instead", "practice.lay_out=piano")
    report, file = rendered(tmp_path, *sets, "clock.bpm=100", bars=6, solo=True)
    assert onsets(file, "Drums") == [beat * 960 for beat in range(24) if beat % 2]
    assert {tick // (2 * BAR) for tick in onsets(file, "Piano")} == {0, 2}
    tempos, now = [], 0
    for message in file.tracks[0]:
        now += message.time
        if message.type == "set_tempo":
            tempos.append((now, round(mido.tempo2bpm(message.tempo), 2)))
    assert tempos == [(0, 100), (2 * BAR, 110), (4 * BAR, 120)]
    assert report.bpm == 100
