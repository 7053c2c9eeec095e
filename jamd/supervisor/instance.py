"""Which of several jamds on one MIDI system this one is. The first one's ports have the plain names, the second is
`jamd 2`.

Each writes its number into a file in its runtime folder, which has a name that nobody can guess and is closed to
others, and keeps the file locked as long as one of its processes lives. So a file whose lock can be had belongs to
nobody any more. A number is written first and looked for among the others afterwards: of two that begin together at
least one sees that they chose the same, and chooses again.
"""

import contextlib
import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from jamd.ipc.settings import FIRST
from jamd.supervisor.runtime_folder import places

if sys.platform != "win32":
    import fcntl

_NAME: Final = "instance"
_LONGEST: Final = 4096  # bytes of the file
_LEAVING_S: Final = 3.0  # the processes of a supervisor that was killed are gone by then
_LOOK_S: Final = 0.05


class Instance(msgspec.Struct, frozen=True):
    """One jamd that is running."""

    system: str  # those on other systems have numbers of their own
    number: int
    supervisor: int  # process id
    page: str | None = None  # its address


class Claim(NamedTuple):
    """Our number, the descriptor that holds it (whoever inherits it holds it, too), and who was there before us."""

    number: int
    descriptor: int | None
    others: tuple[Instance, ...] = ()


def midi_system(backend: str) -> str | None:
    """What jamds may share; None if they share nothing."""
    return None if backend == "none" else os.environ.get("JACK_DEFAULT_SERVER") or "default"


def claim(folder: Path, system: str, page: str | None) -> Claim:
    """The lowest number that is free. `folder` is our runtime folder. OSError."""
    if sys.platform == "win32":  # no program can make ports there
        return Claim(FIRST, None)
    descriptor = os.open(folder / _NAME, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    _wait_for_those_that_leave(folder, system)
    while True:
        others = _running(folder, system)
        taken = {other.number for other in others}
        number = next(number for number in range(FIRST, FIRST + len(taken) + 1) if number not in taken)
        _write(descriptor, msgspec.json.encode(Instance(system, number, os.getpid(), page)))
        if number not in {other.number for other in _running(folder, system)}:
            return Claim(number, descriptor, tuple(others))
        _write(descriptor, b"")
        time.sleep(random.uniform(0, _LOOK_S))


def _write(descriptor: int, content: bytes) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, content, 0)


def _wait_for_those_that_leave(folder: Path, system: str) -> None:
    """A jamd that was killed and is started again gets its number back."""
    give_up = time.monotonic() + _LEAVING_S
    while time.monotonic() < give_up and not all(lives(other.supervisor) for other in _running(folder, system)):
        time.sleep(_LOOK_S)


def lives(pid: int) -> bool:
    """Whether there is such a process. Not for Windows, where this would end it."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def _running(folder: Path, system: str) -> list[Instance]:
    """The other jamds of this user on this system."""
    paths = (path for place in places() for path in Path(place).glob(f"jamd-*/{_NAME}") if path.parent != folder)
    return [other for path in paths for other in _held(path) if other.system == system]


def _held(path: Path) -> Iterator[Instance]:
    """What the file says, if it is ours and somebody holds it."""
    with contextlib.suppress(OSError, msgspec.MsgspecError):  # it is gone, or being written
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            if os.fstat(descriptor).st_uid == os.geteuid() and not _can_lock(descriptor):
                yield msgspec.json.decode(os.pread(descriptor, _LONGEST, 0), type=Instance)
        finally:
            os.close(descriptor)


def _can_lock(descriptor: int) -> bool:
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return True
    return False
