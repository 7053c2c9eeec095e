"""The runtime folder is made where nobody else can exchange it, and made again when it is gone."""

import os
from pathlib import Path

import pytest

from jamd.supervisor.runtime_folder import is_safe, restore_folder, runtime_folder


def test_it_is_for_the_user_alone_and_made_again_when_it_is_gone() -> None:
    folder = runtime_folder()
    for _ in range(2):
        assert folder.stat().st_mode & 0o777 == 0o700
        folder.rmdir()
        restore_folder(folder)
    restore_folder(folder)  # it is there
    folder.rmdir()


def test_a_link_that_somebody_has_laid_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "jamd-1").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="exists"):
        restore_folder(tmp_path / "jamd-1")


@pytest.mark.parametrize(("mode", "safe"), [(0o700, True), (0o755, True), (0o777, False), (0o770, False)])
def test_a_place_that_others_can_write_to_is_not_safe(tmp_path: Path, mode: int, safe: bool) -> None:
    tmp_path.chmod(mode)
    assert is_safe(str(tmp_path)) == safe


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_place_of_somebody_else_is_not_safe(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    os.chown(tmp_path, 12345, -1)
    assert not is_safe(str(tmp_path))


def test_a_place_that_is_gone_is_not_safe(tmp_path: Path) -> None:
    assert not is_safe(str(tmp_path / "nothing"))
