"""Several jamds on one MIDI system: each has a number of its own, as long as one of its processes lives."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from jamd.supervisor import instance
from jamd.supervisor.instance import Claim, Instance, claim, midi_system

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no program can make ports there")
Begin = Callable[..., Claim]


@pytest.fixture
def begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Begin:
    """Another jamd begins, in a place that this test has for itself."""
    monkeypatch.setattr(instance, "places", lambda: [str(tmp_path)])
    names = iter(range(1000))

    def start(system: str = "default", page: str | None = None) -> Claim:
        folder = tmp_path / f"jamd-{next(names)}"
        folder.mkdir()
        return claim(folder, system, page)

    return start


def end(one: Claim) -> None:
    assert one.descriptor is not None
    os.close(one.descriptor)


def test_each_has_a_number_and_knows_who_was_there(begin: Begin) -> None:
    assert begin(page="http://127.0.0.1:8888/").number == 1
    second, third = begin(), begin()
    assert (second.number, third.number) == (2, 3)
    assert [other.page for other in second.others] == ["http://127.0.0.1:8888/"]


def test_the_number_of_one_that_has_ended_is_free(begin: Begin) -> None:
    first, second = begin(), begin()
    end(first)
    assert (second.number, begin().number) == (2, 1)


def test_a_process_that_inherited_it_holds_the_number(begin: Begin) -> None:
    first = begin()
    assert first.descriptor is not None
    inherited = os.dup(first.descriptor)
    end(first)
    assert begin().number == 2
    os.close(inherited)
    assert begin().number == 1


def test_on_another_server_numbers_begin_again(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    begin()
    assert begin("other").number == 1
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "other")
    assert (midi_system("auto"), midi_system("none")) == ("other", None)


def test_of_many_that_begin_together_no_two_have_the_same_number(begin: Begin) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = [one.number for one in pool.map(lambda _: begin(), range(8))]
    assert sorted(numbers) == list(range(1, 9))


def test_one_that_was_killed_gets_its_number_back_when_its_processes_are_gone(begin: Begin, tmp_path: Path) -> None:
    killed = begin()
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    content = msgspec.json.encode(Instance("default", 1, dead.pid))
    (tmp_path / "jamd-0" / "instance").write_bytes(content)
    threading.Timer(0.2, end, [killed]).start()
    assert begin().number == 1


@pytest.mark.parametrize("content", [b"", b"nonsense", b'{"system": "default"}'])
def test_what_cannot_be_read_is_nobody(begin: Begin, tmp_path: Path, content: bytes) -> None:
    begin()
    (tmp_path / "jamd-0" / "instance").write_bytes(content)
    assert begin().number == 1


def test_a_fifo_or_a_link_that_is_named_like_it_holds_nobody_up(begin: Begin, tmp_path: Path) -> None:
    for number, lay in enumerate((os.mkfifo, lambda path: path.symlink_to("/dev/tty"))):
        folder = tmp_path / f"jamd-odd{number}"
        folder.mkdir()
        lay(folder / "instance")
    assert begin().number == 1
