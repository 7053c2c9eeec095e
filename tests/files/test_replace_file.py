"""A file is replaced as a whole, and nothing but that file."""

import os
from pathlib import Path

import pytest

from jamd.files.regular_file import read_regular
from jamd.files.replace_file import replace_file


def test_the_new_file_has_the_mode_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "take.mid"
    path.write_bytes(b"old")
    path.chmod(0o640)
    replace_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_replaced_and_what_it_points_to_stays(tmp_path: Path) -> None:
    secret, path = tmp_path / "secret", tmp_path / "take.mid"
    secret.write_text("for my eyes only")
    path.symlink_to(secret)
    replace_file(path, b"new")
    assert secret.read_text() == "for my eyes only"
    assert not path.is_symlink()
    assert path.read_bytes() == b"new"


def test_what_cannot_be_replaced_leaves_no_draft(tmp_path: Path) -> None:
    (tmp_path / "take.mid").mkdir()
    with pytest.raises(OSError, match="directory"):
        replace_file(tmp_path / "take.mid", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["take.mid"]


def test_only_a_regular_file_is_read_and_nothing_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"a take")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    os.mkfifo(tmp_path / "fifo")
    assert read_regular(tmp_path / "file") == b"a take"
    for name in ("link", "fifo"):
        with pytest.raises(OSError, match=name):
            read_regular(tmp_path / name)
