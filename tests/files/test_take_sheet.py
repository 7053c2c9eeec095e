"""The sheet of a file."""

from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from jamd.errors import FileError
from jamd.files.midi_file import write_midi
from jamd.files.take_sheet import take_sheet
from jamd.music.channel_messages import note_off, note_on
from jamd.music.time.notes import Meter, Tick

BAR = 3840


@pytest.fixture
def take(tmp_path: Path) -> bytes:
    """A bar of count-in, then two bars."""
    you = [(Tick(at), data) for at in (0, 1920) for data in (note_on(1, 70, 80),)]
    you += [(Tick(at + 900), note_off(1, 70)) for at in (0, 1920)]
    clicks = [(Tick(-BAR), note_on(10, 37, 80)), (Tick(-BAR + 9), note_off(10, 37))]
    path = tmp_path / "take.mid"
    marks = [(Tick(-BAR), "Count-in"), (Tick(0), "[A]"), (Tick(0), "Gm7"), (Tick(1920), "C7")]
    tracks = {"You": you, "Drums": clicks}
    write_midi(path, tracks, [(Tick(0), 132.0)], Meter(4), marks, keys=[(Tick(0), "F")], title="Slow Ferry")
    return path.read_bytes()


def test_it_begins_behind_the_count_in_with_tune_key_and_tempo(take: bytes) -> None:
    sheet = fromstring(take_sheet(take, "you", "take"))
    assert sheet.findtext("work/work-title") == "Slow Ferry"
    assert sheet.findtext(".//fifths") == "-1"
    assert sheet.findtext(".//per-minute") == "132"
    (measure,) = sheet.iter("measure")
    assert [chord.findtext("root/root-step") for chord in measure.iter("harmony")] == ["G", "C"]
    assert [note.findtext("type") for note in measure.iter("note")] == ["quarter", "quarter", "quarter", "quarter"]


def test_who_played_nothing_has_no_sheet(take: bytes) -> None:
    with pytest.raises(FileError, match="Piano played nothing in this take"):
        take_sheet(take, "piano", "take")
    with pytest.raises(FileError, match="not a MIDI file"):
        take_sheet(b"words", "you", "take")
