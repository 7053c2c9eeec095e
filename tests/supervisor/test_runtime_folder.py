"""The runtime folder is made where nobody else can exchange it."""

import os
from pathlib import Path

import pytest

from jamd.supervisor.runtime_folder import runtime_folder


def made_in(place: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether it is made there, and not elsewhere."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(place))
    folder = runtime_folder()
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.rmdir()
    return folder.parent == place


def test_it_is_made_in_the_users_own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o700)
    assert made_in(tmp_path, monkeypatch)


@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_a_place_that_others_can_write_to_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int) -> None:
    tmp_path.chmod(mode)
    assert not made_in(tmp_path, monkeypatch)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_place_of_somebody_else_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o700)
    os.chown(tmp_path, 12345, -1)
    assert not made_in(tmp_path, monkeypatch)


def test_a_place_that_is_gone_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not made_in(tmp_path / "nothing", monkeypatch)
