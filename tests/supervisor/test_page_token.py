"""A running jam's token is found by its own user, and by nobody else."""

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from jamd.supervisor import page_token
from jamd.supervisor.page_token import leave_token, tokens_at

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing is found there")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of a jam that runs with its page at port 8765."""
    monkeypatch.setattr(page_token, "places", lambda: [str(tmp_path)])
    folder = tmp_path / "jamd-1"
    folder.mkdir()
    leave_token(folder, 8765, "abcdefghjk")
    return folder


def test_it_is_found_by_the_port_of_the_page(folder: Path) -> None:
    assert (tokens_at(8765), tokens_at(8766)) == (["abcdefghjk"], [])


def test_others_cannot_read_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (folder / "page").stat().st_mode & 0o777 == 0o600
    stranger = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: stranger)
    assert tokens_at(8765) == []


def test_that_of_a_jam_that_was_killed_is_not_given_to_whoever_has_its_port_now(folder: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = {"port": 8765, "token": "abcdefghjk", "supervisor": dead.pid}
    (folder / "page").write_bytes(msgspec.json.encode(left))
    assert tokens_at(8765) == []


@pytest.mark.parametrize("content", [b"", b"nonsense", b'{"port": 8765}'])
def test_what_cannot_be_read_is_nothing(folder: Path, content: bytes) -> None:
    (folder / "page").write_bytes(content)
    assert tokens_at(8765) == []
