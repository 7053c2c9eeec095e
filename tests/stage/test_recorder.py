"""One take after another: a file for each start, named after its tune, also across the death of a stage."""

import re
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from jamd.files import room as room_module
from jamd.files.midi_file import read_midi
from jamd.files.notes import notes_of
from jamd.ipc.settings import TapeSettings
from jamd.music.channel_messages import note_off, note_on
from jamd.music.events import Clock, Command, Event, Heard
from jamd.music.time.notes import Meter, Nanos, Tick
from jamd.music.time.timeline import Timeline
from jamd.stage.old_takes import OldTakes
from jamd.stage.recorder import Recorder
from jamd.stage.take_folder import TakeFolder

ERA = time.monotonic_ns() + 10**12  # later than any test runs: no take is over by itself


class Studio:
    """A recorder in a folder; `told` is what it said."""

    def __init__(self, folder: Path, **how: object) -> None:
        settings = TapeSettings(str(folder / "takes"), None, True, "free", "Blues in Bb", Meter(4), 120.0)
        self.settings = replace(settings, **how)
        self.folder = folder
        self.told: list[str] = []
        self.recorder = self.stage()

    def stage(self) -> Recorder:
        return Recorder(self.settings, self.folder / "note", self.told.append, lambda: None)

    def takes(self) -> list[str]:
        """What the MIDI files are called, without the time."""
        return [path.stem[20:] for path in sorted((self.folder / "takes").glob("*.mid"))]


def ns(second: float) -> Nanos:
    return Nanos(ERA + round(second * 1e9))


def clock(second: float, running: bool) -> Clock:
    return Clock(ns(second), running, Timeline.at_bpm(120, ns(second), Tick(0)), Meter(4))


def phrase(second: float, notes: int = 4) -> list[Event]:
    return [
        Heard(ns(second + step / 8), None, data)
        for step in range(0, 2 * notes, 2)
        for data in (note_on(1, 60 + step, 80), note_off(1, 60 + step))
    ]


def a_run(second: float) -> list[Event]:
    return [clock(second, True), *phrase(second + 1), clock(second + 8, False)]


def test_each_start_has_a_file_named_after_its_tune(tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    studio.recorder.record(a_run(10))
    studio.recorder.chosen([Command("chart", "title: Slow Ferry\n| C |")])
    studio.recorder.record(a_run(30))
    studio.recorder.finish()
    assert studio.takes() == ["Blues_in_Bb", "Slow_Ferry"]
    assert sorted(re.sub(r".*\d_", "", said) for said in studio.told) == ["Blues_in_Bb.mid", "Slow_Ferry.mid"]
    assert all(said.startswith("the take is ") for said in studio.told)


def test_what_is_played_before_the_first_start_is_a_take_without_a_tune(tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    studio.recorder.record([*phrase(1), *a_run(10)])
    studio.recorder.finish()
    assert sorted(studio.takes()) == ["", "Blues_in_Bb"]


def test_the_take_is_there_soon_after_the_band_has_stopped(tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    studio.recorder.record(a_run(-1030))
    while not studio.takes():
        studio.recorder.record([])
    running = studio.recorder.recording
    assert running not in studio.takes()
    studio.recorder.finish()
    assert studio.takes() == ["Blues_in_Bb"]  # nobody played any more


def test_a_stage_that_died_goes_on_with_its_take(tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    studio.recorder.record(a_run(10))
    studio.recorder.record([clock(30, True), *phrase(31)])
    name = studio.recorder.recording
    studio.recorder._tape._handle = None  # it is killed: the system lets go of the log
    again = studio.stage()
    assert again.recording == name
    assert all(event in again.resumed for event in phrase(31))
    assert clock(18, False) in again.resumed  # the take before: wire sends it again
    again.record([clock(33, True), *phrase(34)])
    again.finish()
    (take,) = (tmp_path / "takes").glob(f"{name}.mid")
    assert len(notes_of(read_midi(take).messages)) == 8


def test_only_the_last_takes_are_kept_and_those_with_a_name(tmp_path: Path) -> None:
    studio = Studio(tmp_path, keep=2)
    folder = TakeFolder(tmp_path / "takes")
    studio.recorder.record(a_run(10))
    studio.recorder.record([clock(20, True)])
    while not folder.takes(None):
        time.sleep(0.01)
    folder.rename(folder.takes(None)[0].name, "the good one", None)
    for start in range(30, 80, 10):
        studio.recorder.record(a_run(start))
    studio.recorder.finish()
    while sum(int(said.split()[0]) for said in studio.told if "since tape.keep is 2" in said) < 3:
        time.sleep(0.01)  # on a busy machine, finishing does not wait for it
    left = folder.takes(None)
    assert len(left) == 3
    assert [take.name for take in left if take.kept] == ["the good one"]


def test_an_old_take_that_cannot_be_deleted_is_said_once_and_the_others_go(tmp_path: Path) -> None:
    told, done = list[str](), list[int]()
    for second in range(4):
        (tmp_path / f"2026-11-22_20-15-0{second}.mid").touch()
    stuck = tmp_path / "2026-11-22_20-15-00.jsonl"
    stuck.mkdir()  # where the log was
    old = OldTakes(tmp_path, 2, told.append, lambda: done.append(1))
    for _ in range(3):
        old.recover()
    old.close(60)
    assert [path.stem[-2:] for path in sorted(tmp_path.glob("*.mid"))] == ["00", "02", "03"]
    assert len(done) == 4
    deleted, refused = told
    assert "are deleted" in deleted
    assert refused.startswith("the old take 2026-11-22_20-15-00 cannot be deleted, though tape.keep is 2: ")


def test_a_disk_with_little_room_is_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_module, "LITTLE", 2**70)
    studio = Studio(tmp_path)
    for _ in range(3):
        studio.recorder._look_at = 0.0
        studio.recorder.record([])
    assert len(studio.told) == 1
    assert "MB are free on this disk, enough for" in studio.recorder.little_room
