"""What about this machine can make jamd better or worse. Linux tells most, other systems less."""

import getpass
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from jamd.bench.report import Realtime
from jamd.patchbay.jack_cables import jack_period

_LIMITS: Final = Path("/etc/security/limits.d")
_CORES: Final = Path("/sys/devices/system/cpu")
_SEQUENCER: Final = Path("/dev/snd/seq")
UNLIMITED: Final = -1


class Machine(msgspec.Struct, frozen=True):
    """Facts, as far as the system reports them."""

    system: str  # sys.platform
    user: str
    root: bool
    realtime: Realtime  # what wire was granted
    memlock: int  # bytes that may be locked; UNLIMITED
    swaps: bool
    limits_file: str  # a file that allows rtprio to the audio group; empty: there is none
    governors: frozenset[str]
    period: tuple[int, int] | None  # JACK's frames and rate
    sequencer: bool  # ALSA's sequencer exists


def inspect_machine(realtime: Realtime, backend: str) -> Machine:
    """Only reads."""
    return Machine(
        system=sys.platform,
        user=_user(),
        root=hasattr(os, "geteuid") and os.geteuid() == 0,
        realtime=realtime,
        memlock=memlock(),
        swaps="/" in _read(Path("/proc/swaps")),
        limits_file=_limits_file(),
        governors=frozenset(filter(None, (_read(path) for path in _CORES.glob("cpu*/cpufreq/scaling_governor")))),
        period=jack_period() if backend == "jack" else None,
        sequencer=_SEQUENCER.exists(),
    )


def scheduling(pid: int) -> Realtime:
    """What a process was really granted."""
    with suppress(AttributeError, OSError):  # another system, or it has just ended
        return "fifo" if os.sched_getscheduler(pid) in (os.SCHED_FIFO, os.SCHED_RR) else "normal"
    return "normal"


def cores() -> int:
    """The number that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _user() -> str:
    with suppress(KeyError, OSError):  # a container's user may have no name
        return getpass.getuser()
    return "$USER"


def _read(path: Path) -> str:
    with suppress(OSError):
        return path.read_text(errors="replace").strip()
    return ""


def memlock() -> int:
    """Bytes that may be locked; UNLIMITED."""
    if sys.platform == "win32":
        return UNLIMITED
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    return UNLIMITED if soft == resource.RLIM_INFINITY else soft


def _limits_file() -> str:
    for path in sorted(_LIMITS.glob("*.conf")) if _LIMITS.is_dir() else ():
        lines = (line.split("#")[0].split() for line in _read(path).splitlines())
        if any(words[:1] == ["@audio"] and "rtprio" in words for words in lines):
            return str(path)
    return ""
