"""A writer holds a lock on its log file; the system releases it when the writer dies, however it dies."""

import os
from pathlib import Path

from jamd.files.regular_file import open_regular

try:
    import fcntl
except ImportError:  # Windows, where an open file cannot be replaced or removed anyway
    fcntl = None  # type: ignore[assignment]


def lock(handle: int) -> bool:
    """Lock the file that is open as `handle` until it is closed. False if another process holds the lock."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks: nobody can hold one
        return True
    return True


def is_locked(path: Path) -> bool:
    """Whether a running process holds the lock. OSError if it is not a regular file."""
    handle = open_regular(path)
    try:
        return not lock(handle)
    finally:
        os.close(handle)
