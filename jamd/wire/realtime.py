"""The best that this system gives to a process that must be in time."""

import ctypes
import gc
import os
import sys
from typing import Final

import msgspec

_PRIORITY: Final = 9  # just under JACK's own, so that sound goes first
_ALL_MEMORY: Final = 7  # MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT: what is used stays, what is not costs nothing
_TIMER_SLACK: Final = 29  # PR_SET_TIMERSLACK
# How long wire's loop may go on in Python while the driver's thread waits to run thru. Less than thru itself takes, and
# the loop would in turn interrupt thru and spin: at 50 us thru's p99 rose from 0.07 to 0.19 ms.
_SWITCH_S: Final = 100e-6


class Grants(msgspec.Struct, frozen=True):
    """What the system gave."""

    policy: str  # fifo or normal
    locked: bool  # memory is never swapped out


def go_realtime() -> Grants:
    """Ask for everything; what is refused costs nothing. SCHED_FIFO needs root or an rtprio limit."""
    _wake_on_time()
    sys.setswitchinterval(_SWITCH_S)  # Python's own 5 ms is longer than a whole turn of the loop, spin and all
    return Grants("fifo" if _go_fifo() else "normal", _lock_memory())


def may_go_realtime() -> bool:
    """Whether `go_realtime` would get SCHED_FIFO. Tries it, and goes back."""
    before = os.sched_getscheduler(0) if hasattr(os, "sched_getscheduler") else None
    if before is None or not _go_fifo():
        return False
    if before != os.SCHED_FIFO:
        os.sched_setscheduler(0, before, os.sched_param(0))
    return True


def may_lock_memory() -> bool:
    """Whether `go_realtime` would lock it: only where the limit is none. Under a limit the next allocation beyond it
    would fail."""
    if sys.platform != "linux":
        return False
    import resource

    return os.geteuid() == 0 or resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] == resource.RLIM_INFINITY


def _go_fifo() -> bool:
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(_PRIORITY))
    except (AttributeError, OSError):  # no such system, not allowed
        return False
    return True


def _lock_memory() -> bool:
    return may_lock_memory() and bool(ctypes.CDLL(None).mlockall(_ALL_MEMORY) == 0)


def _wake_on_time() -> None:
    """Without priority Linux wakes a sleeper up to 50 us late on purpose, Windows up to 16 ms: not us."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_TIMER_SLACK, 1, 0, 0, 0)
    elif sys.platform == "win32":
        ctypes.WinDLL("winmm").timeBeginPeriod(1)


def stop_garbage_collection() -> None:
    """Collect once, and never again: a collection among a million objects takes a quarter of a second."""
    gc.collect()
    gc.freeze()
    gc.disable()
