"""The tape against the ends that a take can have: a quiet one, a kill, a full disk, a shut folder."""

import contextlib
import os
import resource
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jamd.files.midi_file import read_midi
from jamd.files.notes import notes_of
from jamd.music.channel_messages import note_off, note_on
from jamd.music.events import Event, Heard, Played
from jamd.music.time.notes import Meter, Nanos
from jamd.stage import tape as tape_module
from jamd.stage.log import Header, read_log
from jamd.stage.take import recover
from jamd.stage.tape import Tape

HEADER = Header("2026-11-22T20:15:00+01:00", Meter(4), 120.0)
NAME = "2026-11-22_20-15-00"


def key(number: int) -> list[Event]:
    """A key goes down and up again, a fifth of a second after the last one."""
    ns = number * 200_000_000
    return [
        Heard(Nanos(ns), None, note_on(1, 60 + number % 12, 80)),
        Heard(Nanos(ns + 90_000_000), None, note_off(1, 60 + number % 12)),
    ]


def count_of_notes(take: Path) -> int:
    return len(notes_of(read_midi(take).messages))


def test_what_is_played_is_in_the_log_before_write_returns(tmp_path: Path) -> None:
    tape = Tape(tmp_path / "takes", HEADER, pytest.fail)
    tape.write(key(1))
    assert tape.log == tmp_path / "takes" / f"{NAME}.jsonl"
    assert read_log(tape.log.read_bytes()).events == [HEADER, *key(1)]


def test_at_the_end_there_is_a_midi_file_beside_the_log(tmp_path: Path) -> None:
    tape = Tape(tmp_path, HEADER, pytest.fail)
    tape.write(key(1))
    take = tape.finish()
    assert take == tmp_path / f"{NAME}.mid"
    assert count_of_notes(take) == 1
    assert recover(tmp_path) == []


def test_at_the_end_it_is_told_which_part_of_the_band_gave_way(tmp_path: Path) -> None:
    told: list[str] = []
    tape = Tape(tmp_path, HEADER, told.append)
    tape.write([*key(1), Played(Nanos(1), None, "piano", note_on(1, 48, 80), 0)])
    take = tape.finish()
    assert told == [f"{take}: you play on channel 1, so the piano is on channel 2"]


def test_a_take_in_which_nobody_played_leaves_nothing(tmp_path: Path) -> None:
    assert Tape(tmp_path, HEADER, pytest.fail).finish() is None
    assert list(tmp_path.iterdir()) == []


def test_two_takes_in_one_second_have_two_names(tmp_path: Path) -> None:
    tapes = [Tape(tmp_path, HEADER, pytest.fail) for _ in range(3)]
    assert [tape.log.stem for tape in tapes] == [NAME, f"{NAME}_2", f"{NAME}_3"]


def test_a_take_goes_on_after_its_stage_was_killed(tmp_path: Path) -> None:
    first = Tape(tmp_path, HEADER, pytest.fail)
    first.write(key(1))
    with first.log.open("ab") as torn:
        torn.write(b'{"type":"Heard","ns":2')
    second = Tape(tmp_path, HEADER, pytest.fail, resume=first.log)
    second.write(key(2))
    take = second.finish()
    assert take is not None
    assert count_of_notes(take) == 2


def test_the_disk_is_synced_once_a_second_at_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[float] = []
    moment = [0.0]
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(moment[0]))
    tape = Tape(tmp_path, HEADER, pytest.fail, now=lambda: moment[0])
    for step in range(35):
        moment[0] = step / 10
        tape.write(key(step) if step < 25 else [])
    assert synced == [0.0, 1.0, 2.0, 3.0]


def test_a_hundred_thousand_events_take_seconds(tmp_path: Path) -> None:
    started = time.process_time()
    tape = Tape(tmp_path, HEADER, pytest.fail)
    for number in range(50_000):
        tape.write(key(number))
    take = tape.finish()
    assert take is not None
    assert count_of_notes(take) == 50_000
    assert time.process_time() - started < 30  # 2 where this was written


# -- interrupted takes -------------------------------------------------------------------------------------------------

WRITER = """
    import sys, time
    from pathlib import Path
    sys.path.insert(0, {tests!r})
    from test_tape import HEADER, key
    from jamd.stage.tape import Tape
    tape = Tape(Path({folder!r}), HEADER, print)
    number = 0
    while True:
        tape.write(key(number))
        number += 1
        print(number, flush=True)
        time.sleep(0.001)
"""


def test_a_killed_writer_loses_nothing_that_it_had_written(tmp_path: Path) -> None:
    code = textwrap.dedent(WRITER).format(tests=str(Path(__file__).parent), folder=str(tmp_path))
    writer = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    said = [writer.stdout.readline() for _ in range(50)]
    assert recover(tmp_path) == []  # it lives, and the log is its own
    writer.send_signal(signal.SIGKILL)
    said += writer.stdout.readlines()
    assert writer.wait() == -signal.SIGKILL
    last = int([line for line in said if line.endswith("\n")][-1])
    (take,) = recover(tmp_path)
    assert last <= count_of_notes(take) <= last + 1
    assert recover(tmp_path) == []


@contextlib.contextmanager
def files_may_have(most: int) -> Iterator[None]:
    """The system refuses to let any file of this process grow beyond so many bytes: short writes, then an error."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_without_room_events_wait_and_nothing_is_lost_or_written_twice(tmp_path: Path) -> None:
    told: list[str] = []
    moment = [0.0]
    tape = Tape(tmp_path, HEADER, told.append, now=lambda: moment[0])
    with files_may_have(1000):
        for number in range(40):
            moment[0] += 0.7
            tape.write(key(number))
        assert tape.log.stat().st_size == 1000  # to the last byte, in the middle of a line
        assert len(told) == 1
        assert "kept in memory" in told[0]
    moment[0] += 2
    tape.tend()
    assert "the take is complete" in told[1]
    assert read_log(tape.log.read_bytes()).events == [HEADER, *(event for n in range(40) for event in key(n))]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 64 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if sys.platform != "linux" or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk needs root on Linux; RLIMIT_FSIZE stands in for it above")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_full_disk_is_said_once_and_room_makes_the_take_whole(small_disk: Path) -> None:
    told: list[str] = []
    moment = [0.0]
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(40_000))
    tape = Tape(small_disk, HEADER, told.append, now=lambda: moment[0])
    for number in range(300):
        moment[0] += 0.2
        tape.write(key(number))
    assert told == [f"{small_disk}: the disk is full; the take is kept in memory until it can be written"]
    ballast.unlink()
    subprocess.run(["mount", "-o", "remount,size=1m", str(small_disk)], check=True)
    take = tape.finish()
    assert take == small_disk / f"{NAME}.mid"
    assert count_of_notes(take) == 300
    assert len(told) == 2


def test_a_disk_that_stays_full_sends_the_take_elsewhere(
    small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    told: list[str] = []
    tape = Tape(small_disk, HEADER, told.append)
    tape.write(event for number in range(2000) for event in key(number))
    take = tape.finish()
    assert take is not None
    assert take.parent.parent == tmp_path
    assert count_of_notes(take) == 2000
    assert told[1:] == [f"the take is in {take.parent}, because {small_disk} is not writable"]


def test_who_lays_links_into_the_folder_for_temporary_files_has_no_file_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared, secret, folder = tmp_path / "tmp", tmp_path / "secret", tmp_path / "takes"
    for name in (NAME, f"{NAME}_2"):
        for suffix in (".jsonl", ".mid"):
            link = shared / "jamd-takes" / (name + suffix)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(secret)
    secret.write_text("for my eyes only")
    folder.write_text("a file stands here")
    monkeypatch.setattr(tempfile, "tempdir", str(shared))
    tape = Tape(folder, HEADER, lambda sentence: None)
    tape.write(key(1))
    take = tape.finish()
    assert secret.read_text() == "for my eyes only"
    assert take is not None
    assert count_of_notes(take) == 1
    assert take.parent.stat().st_mode & 0o777 == 0o700


def test_a_link_where_the_log_or_its_midi_file_belongs_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("for my eyes only")
    (tmp_path / f"{NAME}.jsonl").symlink_to(secret)
    (tmp_path / f"{NAME}_2.mid").symlink_to(secret)
    tape = Tape(tmp_path, HEADER, pytest.fail)
    tape.write(key(1))
    take = tape.finish()
    assert take == tmp_path / f"{NAME}_2.mid"
    assert count_of_notes(take) == 1
    assert secret.read_text() == "for my eyes only"


def test_a_take_is_not_continued_through_a_link(tmp_path: Path) -> None:
    secret, log = tmp_path / "secret", tmp_path / f"{NAME}.jsonl"
    secret.write_text("for my eyes only")
    log.symlink_to(secret)
    told: list[str] = []
    tape = Tape(tmp_path, HEADER, told.append, resume=log)
    tape.write(key(1))
    assert len(told) == 1
    assert secret.read_text() == "for my eyes only"


def test_a_folder_that_is_none_is_said_and_the_take_waits_for_it(tmp_path: Path) -> None:
    folder = tmp_path / "takes"
    folder.write_text("a file stands here")
    told: list[str] = []
    tape = Tape(folder, HEADER, told.append, now=iter(range(0, 1000, 2)).__next__)
    tape.write(key(1))
    assert told == [f"{folder}: it is not a folder; the take is kept in memory until it can be written"]
    folder.unlink()
    tape.tend()
    take = tape.finish()
    assert take is not None
    assert count_of_notes(take) == 1


def test_a_take_whose_folder_was_deleted_under_it_still_gets_its_file(tmp_path: Path) -> None:
    tape = Tape(tmp_path / "takes", HEADER, pytest.fail)
    tape.write(key(1))
    tape.log.unlink()
    tape.log.parent.rmdir()
    take = tape.finish()
    assert take is not None
    assert count_of_notes(take) == 1


def test_memory_has_an_end_and_it_is_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tape_module, "MAX_WAITING", 10)
    folder = tmp_path / "takes"
    folder.write_text("a file stands here")
    told: list[str] = []
    tape = Tape(folder, HEADER, told.append)
    for number in range(20):
        tape.write(key(number))
    assert tape.lost == 40 - 9  # the header waits, too
    assert sum("memory is full" in sentence for sentence in told) == 1
