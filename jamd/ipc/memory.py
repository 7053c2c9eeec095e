"""The memory that the processes of one run share: it outlives each of them, so that the next wire goes on where the
last one was killed, and the supervisor sees who hangs.

It is a file without a name. The supervisor makes it and the others inherit it, so nobody can delete it, as a system
deletes runtime folders when a user logs out. Where a system has no paths for open files (Windows) it has a name.
"""

import mmap
import os
from pathlib import Path
from typing import Final, NamedTuple

# What lies where, in bytes.
PULSES: Final = 0
TAPE: Final = 2048  # how far the take has come
WIRE: Final = 4096  # wire's state
CABLES: Final = 16384
SETTINGS: Final = 65536
_SIZE: Final = 524288

CABLES_SIZE: Final = SETTINGS - CABLES
SETTINGS_SIZE: Final = _SIZE - SETTINGS


class Memory(NamedTuple):
    """What a child is given: the path to open, and the descriptors that it must inherit."""

    path: Path
    descriptors: tuple[int, ...]


def create_memory(folder: Path) -> Memory:
    """In this folder, which should not be on a disk. OSError."""
    named = folder / "memory"
    descriptor = os.open(named, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    os.ftruncate(descriptor, _SIZE)
    unnamed = Path(f"/dev/fd/{descriptor}")
    if not unnamed.exists():
        os.close(descriptor)
        return Memory(named, ())
    named.unlink()
    return Memory(unnamed, (descriptor,))


def open_memory(path: Path) -> mmap.mmap:
    """All of it; new memory is all zeros. OSError."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    try:
        if os.fstat(descriptor).st_size < _SIZE:
            os.ftruncate(descriptor, _SIZE)
        return mmap.mmap(descriptor, _SIZE)
    finally:
        os.close(descriptor)
