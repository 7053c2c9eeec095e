"""The folder of a run, and who may delete it."""

from pathlib import Path

import pytest

from jamd.supervisor.runtime_folder import restore_folder, runtime_folder


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
