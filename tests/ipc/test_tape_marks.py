"""What the tape lacks, whoever has died."""

from pathlib import Path

import pytest

from jamd.ipc.tape_marks import TapeMarks
from jamd.music.time.notes import Nanos


@pytest.fixture
def marks(tmp_path: Path) -> TapeMarks:
    return TapeMarks(tmp_path / "memory")


def at(seconds: float) -> Nanos:
    return Nanos(round(seconds * 1e9))


def test_what_was_published_and_not_recorded_is_missing(marks: TapeMarks) -> None:
    for second in (3, 5, 4):
        marks.publish(at(second))
    marks.record(at(0))
    assert marks.missing_s == 2
    marks.record(at(4.5))
    assert marks.loss == "the last 0.5 s of the take are lost"
    marks.record(at(5))
    assert marks.loss == ""


def test_without_a_tape_nothing_is_missing(marks: TapeMarks) -> None:
    marks.publish(at(3))
    marks.publish(at(9))
    assert marks.missing_s == 0


def test_the_next_wire_knows_how_far_the_last_one_came(marks: TapeMarks, tmp_path: Path) -> None:
    marks.publish(at(3))
    marks.publish(at(7))
    again = TapeMarks(tmp_path / "memory")
    assert (again.began, again.published) == (at(3), at(7))
