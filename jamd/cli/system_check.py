"""What the system gives to wire, and who starts jamd here, for `jamd check`."""

import os
import sys
from collections.abc import Iterator, Mapping

from jamd.bench.machine import UNLIMITED, memlock
from jamd.wire.realtime import may_go_realtime, may_lock_memory

_UNIX_LIMITS = sys.platform.startswith("linux")


def what_the_system_gives() -> Iterator[str]:
    """A sentence each: scheduling, memory, who starts it. Those of this very process: a unit may get other limits."""
    yield _scheduling(may_go_realtime(), _UNIX_LIMITS)
    if _UNIX_LIMITS:
        yield _memory(may_lock_memory(), memlock())
    yield _starter(os.environ, os.getpid())


def _scheduling(granted: bool, has_limits: bool) -> str:
    if granted:
        return "wire will run in real time (SCHED_FIFO)"
    if has_limits:
        return "wire will run with normal scheduling: SCHED_FIFO is not allowed (rtprio; docs/setup.md says how)"
    return "wire will run with normal scheduling: jamd asks for real time on Linux only"


def _memory(may_lock: bool, limit: int) -> str:
    if may_lock:
        return "wire's memory will be locked: it is never swapped out"
    size = "unlimited" if limit == UNLIMITED else f"{limit / 2**20:.0f} MB"
    return f"wire's memory may be swapped out: it is locked only where memlock is unlimited, and that is {size} here"


def _starter(environment: Mapping[str, str], pid: int) -> str:
    """systemd tells each process that it starts which one it is; launchd names its job."""
    if environment.get("SYSTEMD_EXEC_PID") == str(pid):
        return "started by systemd, with the limits of that unit"
    if environment.get("XPC_SERVICE_NAME", "0") != "0":
        return f"started by launchd ({environment['XPC_SERVICE_NAME']})"
    return "not started by systemd or launchd: the limits are those of this terminal"
