"""Whose log is it? A writer holds a lock on its log; the system lets go of it when the writer dies, however it dies."""

import os
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: an open file cannot be replaced or removed there, which is lock enough
    fcntl = None  # type: ignore[assignment]


def lock(handle: int) -> bool:
    """Hold the file that is open as `handle` until it is closed; False where another process holds it."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks: nobody holds anything there
        return True
    return True


def is_locked(path: Path) -> bool:
    """Whether a living process holds the file."""
    handle = os.open(path, os.O_RDONLY)
    try:
        return not lock(handle)
    finally:
        os.close(handle)
