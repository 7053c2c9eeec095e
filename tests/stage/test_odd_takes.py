"""A takes folder that others can write to: what they lay there is neither waited for, nor shown, nor served."""

import json
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from stage.page_client import Daemon
from stage.test_tape import HEADER, NAME, key

from jamd.files.midi_file import read_midi
from jamd.stage.log import log_line
from jamd.stage.take import recover

Start = Callable[..., Daemon]
FAST = ("--bpm", "300", "--set", "clock.count_in=0")
EARLIER = "2020-01-01_00-00-00"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file that only we may read, and a takes folder."""
    (tmp_path / "takes").mkdir()
    secret = tmp_path / "secret"
    secret.write_text("for my eyes only")
    return secret


def test_what_only_looks_like_a_take_holds_nothing_up_and_is_not_served(start: Start, secret: Path) -> None:
    takes = secret.parent / "takes"
    os.mkfifo(takes / f"{EARLIER}.jsonl")
    os.mkfifo(takes / "fifo.mid")
    (takes / "link.mid").symlink_to(secret)
    interrupted = takes / f"{NAME}.jsonl"
    interrupted.write_bytes(b"".join(map(log_line, [HEADER, *key(1)])))
    daemon = start(*FAST, words="plays")
    daemon.wait_for(f"recovered an interrupted take: {Path('takes') / NAME}.mid")
    assert f"{EARLIER}.jsonl: cannot be read (it is not a regular file)" in daemon.said
    listed = {take["name"] for take in json.loads(daemon.ask("/api/takes")[1])["takes"] if not take["recording"]}
    assert listed == {NAME}
    for name in ("link", "fifo"):
        assert daemon.ask(f"/api/takes/{name}.mid")[0] == 404
        assert daemon.ask(f"/api/takes/{name}.json")[0] == 404
        assert daemon.ask(f"/api/takes/{name}", method="DELETE")[0] == 404
        assert daemon.ask(f"/api/takes/{name}", b'{"name": "mine"}', "PATCH")[0] == 404
    began = time.monotonic()
    assert daemon.stop() == 0
    assert time.monotonic() - began < 8


def test_a_take_is_not_renamed_over_a_link(start: Start, secret: Path) -> None:
    takes = secret.parent / "takes"
    (takes / "mine.mid").write_bytes(b"a take")
    (takes / "link.mid").symlink_to(takes / "nothing")
    daemon = start(*FAST)
    assert daemon.ask("/api/takes/mine", b'{"name": "link"}', "PATCH")[0] == 409
    assert daemon.ask("/api/takes/mine.mid")[1] == b"a take"


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir, lambda path: path.symlink_to("/etc/hostname")])
def test_a_log_that_is_none_is_told_and_the_others_are_recovered(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / f"{EARLIER}.jsonl")
    (tmp_path / f"{NAME}.jsonl").write_bytes(b"".join(map(log_line, [HEADER, *key(1)])))
    told: list[str] = []
    assert recover(tmp_path, told.append) == [tmp_path / f"{NAME}.mid"]
    assert len(told) == 2
    assert f"{EARLIER}.jsonl: cannot be read" in told[0]


def test_a_socket_in_the_place_of_a_log_is_none(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / f"{EARLIER}.jsonl"))
        told: list[str] = []
        assert recover(tmp_path, told.append) == []
    assert len(told) == 1


def test_where_the_midi_file_belongs_a_dangling_link_is_replaced(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.jsonl").write_bytes(b"".join(map(log_line, [HEADER, *key(1)])))
    (tmp_path / f"{NAME}.mid").symlink_to(tmp_path / "elsewhere")
    (take,) = recover(tmp_path)
    assert not take.is_symlink()
    assert not (tmp_path / "elsewhere").exists()
    assert len(read_midi(take).messages) > 0
