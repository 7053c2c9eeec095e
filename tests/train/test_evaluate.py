"""The command from the outside: a folder of files in, one JSON object out."""

import json
from pathlib import Path

import judged_music as music
import pytest

from jamd.files.midi_file import write_midi
from jamd.files.notes import notes_to_messages
from jamd.music.time.notes import Meter, Tick
from train.evaluate import main
from train.grids.drum_grid import notes_of
from train.judge.measures import bar_ahead


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for seed in range(4):
        take, line = music.swing_take(seed, 20), music.solo(seed, 20)
        tracks = {"Drums": notes_to_messages(notes_of(take.drums), 10), "Piano": notes_to_messages(line.line, 1)}
        marks = [(Tick(mark.tick), mark.symbol) for mark in line.chords]
        write_midi(tmp_path / f"tune {seed} x.mid", tracks, ((Tick(0), 140.0),), Meter(4), marks)
    (tmp_path / "broken.mid").write_bytes(b"MThd")
    return tmp_path


def judged(folder: Path, capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    assert main(["--midi-dir", str(folder), "--jobs", "1", "--json", *words]) == 0
    return json.loads(capsys.readouterr().out)


def test_drums_of_a_folder(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bar_ahead, "DRAWS", 2)
    found = judged(folder, capsys, "--part", "drums", "--player", "rules", "--only", "D1,D2")
    assert (found["files"], found["bars"]) == (4, 80)
    f1 = found["measures"]["D2"]
    assert 0 <= f1["ci"][0] <= f1["value"] <= f1["ci"][1] <= 1
    assert f1["baselines"]["mean_of_8"]["value"] > f1["value"]
    assert f1["baselines"]["mean_of_8"]["difference"]["ci"][1] < 0
    assert 0 < f1["real"] < 1
    assert f1["must_met"] is False


def test_what_cannot_be_told_is_null_with_a_reason(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = judged(folder, capsys, "--part", "drums", "--player", "rules", "--only", "D1,D8")["measures"]
    assert found["D1"]["value"] is found["D1"]["ci"] is None
    assert "rule" in found["D1"]["notes"]
    assert found["D1"]["baselines"]["adaptive"]["value"] == 0  # the yardstick itself
    assert found["D1.bits"]["baselines"]["adaptive"]["value"] > 0
    assert "Trio" in found["D8.trios"]["notes"]


def test_piano_of_a_folder_with_chord_markers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = judged(folder, capsys, "--part", "piano", "--player", "ngram3", "--only", "P1,P2,P3")["measures"]
    assert found["P1.bits"]["value"] is None
    assert "no solo of one voice" in found["P1.bits"]["notes"], "two hands are no line"
    assert found["P1"]["must"] == ">= 0.15"
    assert 0 < found["P3"]["real"] < 1
    assert found["P3"]["baselines"]["rules"]["value"] > found["P3"]["value"]


def test_faults_of_the_user_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (
        ["--part", "drums"],
        ["--part", "drums", "--midi-dir", str(tmp_path)],
        ["--part", "drums", "--player", "nobody", "--midi-dir", str(tmp_path)],
        ["--part", "piano", "--prepared", str(tmp_path)],
    ):
        assert main(words) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.count("\n") == 1
