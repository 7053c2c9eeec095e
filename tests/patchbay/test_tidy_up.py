"""What the patchbay does for a supervisor that was killed."""

from pathlib import Path

import pytest

from jamd.ipc.tape_marks import TapeMarks
from jamd.music.time.notes import Nanos
from jamd.patchbay import __main__ as patchbay


def test_it_says_what_of_the_take_is_lost_and_removes_the_folder(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patchbay, "_STAGE_READS_S", 0.0)
    folder = tmp_path / "runtime"
    folder.mkdir()
    tape = TapeMarks(tmp_path / "memory")
    tape.publish(Nanos(3_000_000_000))
    tape.record(Nanos(3_000_000_000))
    tape.publish(Nanos(5_000_000_000))
    patchbay._tidy_up(folder, tape)
    assert capfd.readouterr().err == "jamd: the last 2.0 s of the take are lost\n"
    assert not folder.exists()
    tape.record(Nanos(5_000_000_000))
    patchbay._tidy_up(folder, tape)
    assert capfd.readouterr().err == ""
