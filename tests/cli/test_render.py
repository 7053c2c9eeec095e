"""`jamd render` on the command line."""

import json
from pathlib import Path

import mido
from cli.conftest import RULES, Say

from jamd.files.midi_file import write_midi
from jamd.files.notes import notes_to_messages
from jamd.music.time.notes import Meter, Note, Tick


def played(path: Path, bars: int = 4) -> Path:
    """A keyboardist's file: a quarter note on each beat."""
    notes = [Note(Tick(beat * 960), 60 + beat % 5, Tick(beat * 960 + 800), 80) for beat in range(bars * 4)]
    write_midi(path, {"You": notes_to_messages(notes, 1)}, [(Tick(0), 180.0)], Meter(4))
    return path


def test_render_answers_a_keyboardist_with_a_named_track_for_each(say: Say, tmp_path: Path) -> None:
    played(tmp_path / "in.mid")
    code, out, err = say("render", "in.mid", "-o", "out.mid", "--seed", "1", *RULES)
    assert (code, err) == (0, "you play on channel 1, so the piano is on channel 3\n")
    assert "out.mid: 4 bars at 180 bpm, notes: you 16, piano" in out
    assert [track.name for track in mido.MidiFile("out.mid").tracks[1:]] == ["You", "Piano", "Bass", "Drums"]


def test_a_file_without_a_note_is_refused(say: Say) -> None:
    write_midi(Path("in.mid"), {}, [(Tick(0), 180.0)], Meter(4))
    assert say("render", "in.mid", "-o", "out.mid") == (1, "", "in.mid: there are no notes in this file\n")
    assert not Path("out.mid").exists()


def test_the_same_seed_is_the_same_file(say: Say, tmp_path: Path) -> None:
    played(tmp_path / "in.mid")
    for name in ("a.mid", "b.mid"):
        assert say("render", "in.mid", "-o", name, "--seed", "5", *RULES)[0] == 0
    assert Path("a.mid").read_bytes() == Path("b.mid").read_bytes()


def test_json_is_one_object_and_nothing_else(say: Say) -> None:
    words = ("--solo", "-o", "out.mid", "--bars", "3", "--bpm", "200", "--temperature", "0.5", "--parts", "drums")
    code, out, err = say("render", *words, "--json", *RULES)
    report = json.loads(out)
    assert (code, err) == (0, "")
    assert (report["bars"], report["bpm"], report["notes"]["piano"]) == (3, 200, 0)
    assert report["notes"]["drums"] > 0


def test_a_file_of_ones_own_is_not_overwritten(say: Say, tmp_path: Path) -> None:
    before = played(tmp_path / "in.mid").read_bytes()
    code, out, err = say("render", "in.mid", "-o", "in.mid", *RULES)
    assert (code, out, err) == (1, "", "in.mid: this is your own recording; choose another file for the output\n")
    assert Path("in.mid").read_bytes() == before
