"""Whatever hangs, the band plays on, and a signal to stop ends everything within five seconds."""

import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from live.conftest import Daemon, JackServer, Start
from live.keyboardist import Keyboardist, wait_until
from live.test_jam import FAST, jam

STOP_S = 5.0
SPARE_S = 0.5  # for this machine's own load


def ends_in_time(daemon: Daemon) -> bool:
    children = daemon.children
    began = time.monotonic()
    daemon.stop()
    return time.monotonic() - began < STOP_S + SPARE_S and not any(Path(f"/proc/{pid}").exists() for pid in children)


@pytest.fixture
def unread() -> Iterator[int]:
    """The writing end of a pipe that is full."""
    listener, terminal = os.pipe()
    os.set_blocking(terminal, False)
    for size in (4096, 1):
        try:
            while os.write(terminal, b"x" * size):
                pass
        except BlockingIOError:
            continue
    os.set_blocking(terminal, True)
    yield terminal
    os.close(listener)
    os.close(terminal)


@pytest.mark.parametrize("names", [["wire"], ["band", "stage", "patchbay"]])
def test_processes_that_are_stopped_dead_keep_nobody_from_leaving(
    start: Start, musician: Keyboardist, silence: Callable[[Keyboardist], None], names: list[str]
) -> None:
    daemon = jam(start, musician)
    for name in names:
        os.kill(daemon.pid(name), signal.SIGSTOP)
    assert ends_in_time(daemon)
    silence(musician)


def test_a_jack_server_that_is_stopped_dead_keeps_nobody_from_leaving(
    start: Start, musician: Keyboardist, jack: JackServer
) -> None:
    daemon = jam(start, musician)
    jack.freeze()
    try:
        assert ends_in_time(daemon)
    finally:
        jack.thaw()


def test_a_terminal_that_nobody_reads_stops_neither_the_band_nor_its_end(
    start: Start, musician: Keyboardist, unread: int
) -> None:
    daemon = start(*FAST, stderr=unread)
    musician.plug_in()
    wait_until(lambda: len(musician.ons(10)) > 4, 15)
    dead = daemon.kill("band")
    wait_until(lambda: daemon.find("band") not in (None, dead), 10)
    assert ends_in_time(daemon)


def test_without_a_free_file_descriptor_the_band_is_back_as_soon_as_there_is_one(
    start: Start, musician: Keyboardist
) -> None:
    daemon = jam(start, musician)
    supervisor = daemon.process.pid
    used = len(os.listdir(f"/proc/{supervisor}/fd"))
    _, most = limits = resource.prlimit(supervisor, resource.RLIMIT_NOFILE)
    resource.prlimit(supervisor, resource.RLIMIT_NOFILE, (used, most))
    dead = daemon.kill("band")
    daemon.wait_for("cannot be started")
    heard = len(musician.ons(10))
    wait_until(lambda: len(musician.ons(10)) > heard + 6)
    resource.prlimit(supervisor, resource.RLIMIT_NOFILE, limits)
    wait_until(lambda: daemon.find("band") not in (None, dead), 10)


@pytest.mark.parametrize("names", [["wire"], ["band", "patchbay"]])
def test_processes_that_are_stopped_dead_are_replaced_and_the_band_plays_on(
    start: Start, musician: Keyboardist, silence: Callable[[Keyboardist], None], names: list[str]
) -> None:
    daemon = jam(start, musician)
    hung = {name: daemon.pid(name) for name in names}
    for pid in hung.values():
        os.kill(pid, signal.SIGSTOP)
    stopped = time.monotonic()
    for name, pid in hung.items():
        wait_until(lambda name=name, pid=pid: daemon.find(name) not in (None, pid), 25, f"for the next {name}")
    wait_until(lambda: len([t for t, _ in musician.ons(10) if t > stopped + 1]) > 6, 20)
    daemon.stop()
    silence(musician)


def test_a_machine_that_was_suspended_goes_on_with_the_same_processes(start: Start, musician: Keyboardist) -> None:
    daemon = jam(start, musician)
    wait_until(lambda: daemon.find("spare wire"), 15, "until all are there")
    children = daemon.children
    for pid in (daemon.process.pid, *children):
        os.kill(pid, signal.SIGSTOP)
    time.sleep(12)
    for pid in (daemon.process.pid, *children):
        os.kill(pid, signal.SIGCONT)
    time.sleep(2)
    assert daemon.children == children
