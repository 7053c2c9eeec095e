"""What `jamd check` says of the system."""

import os

import pytest

from jamd.bench.machine import UNLIMITED
from jamd.cli import system_check
from jamd.cli.system_check import what_the_system_gives

MEGABYTE = 2**20


def sentences(
    monkeypatch: pytest.MonkeyPatch, *, fifo: bool = False, locks: bool = False, limit: int = UNLIMITED
) -> list[str]:
    monkeypatch.setattr(system_check, "may_go_realtime", lambda: fifo)
    monkeypatch.setattr(system_check, "may_lock_memory", lambda: locks)
    monkeypatch.setattr(system_check, "memlock", lambda: limit)
    monkeypatch.setattr(system_check, "_UNIX_LIMITS", True)
    return list(what_the_system_gives())


def test_with_every_right_wire_is_in_real_time_and_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    scheduling, memory, _ = sentences(monkeypatch, fifo=True, locks=True)
    assert "in real time (SCHED_FIFO)" in scheduling
    assert "never swapped out" in memory


def test_what_is_refused_is_said_with_the_limit_that_refuses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    scheduling, memory, _ = sentences(monkeypatch, limit=8 * MEGABYTE)
    assert "rtprio" in scheduling
    assert "8 MB" in memory


def test_it_says_who_has_started_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XPC_SERVICE_NAME", "0")  # a terminal on macOS
    monkeypatch.setenv("SYSTEMD_EXEC_PID", "1")  # of somebody else: systemd started the terminal
    assert sentences(monkeypatch)[-1].startswith("not started by")
    monkeypatch.setenv("SYSTEMD_EXEC_PID", str(os.getpid()))
    assert "by systemd" in sentences(monkeypatch)[-1]
    monkeypatch.delenv("SYSTEMD_EXEC_PID")
    monkeypatch.setenv("XPC_SERVICE_NAME", "jamd")
    assert "by launchd (jamd)" in sentences(monkeypatch)[-1]


def test_looking_changes_nothing() -> None:
    if not hasattr(os, "sched_getscheduler"):
        pytest.skip("no such scheduling here")
    before = os.sched_getscheduler(0)
    list(what_the_system_gives())
    assert os.sched_getscheduler(0) == before
