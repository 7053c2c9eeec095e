"""What the list of takes says of a file, read from its beginning alone."""

from pathlib import Path

from jamd.files.midi_file import write_midi
from jamd.music.channel_messages import note_off, note_on
from jamd.music.time.notes import Meter, Tick
from jamd.stage.log import Header, log_line
from jamd.stage.take_facts import TakeFacts, facts_of_log, facts_of_midi


def test_tune_tempo_and_length_by_the_tempo_map(tmp_path: Path) -> None:
    path = tmp_path / "take.mid"
    you = [(Tick(0), note_on(1, 60, 80)), (Tick(8 * 960), note_off(1, 60))]
    tempos = [(Tick(0), 120.0), (Tick(4 * 960), 60.0)]
    write_midi(path, {"You": you}, tempos, Meter(4), title="Slow Ferry")
    assert facts_of_midi(path) == TakeFacts("Slow Ferry", 120, 6.0)
    write_midi(path, {"You": you}, tempos, Meter(4))
    assert facts_of_midi(path).tune == ""


def test_a_take_that_is_recorded_says_what_its_log_begins_with(tmp_path: Path) -> None:
    log = tmp_path / "take.jsonl"
    log.write_bytes(log_line(Header("2026-11-22T20:15:00+01:00", Meter(4), 150.0, tune="Slow Ferry")) + b"{}\n")
    assert facts_of_log(log) == TakeFacts("Slow Ferry", 150)


def test_of_what_cannot_be_read_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "words.mid").write_text("these are words")
    assert facts_of_midi(tmp_path / "words.mid") == TakeFacts()
    assert facts_of_midi(tmp_path / "none.mid") == TakeFacts()
    assert facts_of_log(tmp_path / "none.jsonl") == TakeFacts()
