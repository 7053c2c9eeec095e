"""Room on the disk, and when it is little."""

from pathlib import Path

from jamd.files.room import LITTLE, little_room, room


def test_the_room_of_a_folder_that_is_not_there_yet_is_that_of_its_disk(tmp_path: Path) -> None:
    assert room(tmp_path / "takes" / "today") > 0


def test_little_room_is_said_with_how_long_it_lasts(tmp_path: Path) -> None:
    assert little_room(tmp_path, LITTLE) == ""
    said = f"{tmp_path}: only 12 MB are free on this disk, enough for 10 minutes of takes"
    assert little_room(tmp_path, 12 * 2**20) == said
