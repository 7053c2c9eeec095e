"""Opens files in folders that others may write to: only regular files. A link, FIFO or device that somebody has put
there under a name of ours is refused at once; it is not followed, and opening it does not wait.
"""

import errno
import os
import stat
from pathlib import Path
from typing import Final

_CAREFULLY: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def open_regular(path: Path, flags: int = os.O_RDONLY) -> int:
    """A file descriptor, not inherited by other programs. OSError."""
    try:
        handle = os.open(path, flags | _CAREFULLY, 0o666)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise OSError(errno.ELOOP, "it is a link", str(path)) from None
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "it is not a regular file", str(path))
    return handle


def read_regular(path: Path, last: int | None = None) -> bytes:
    """The whole file, or its last so many bytes. OSError."""
    with os.fdopen(open_regular(path), "rb") as file:
        if last is not None:
            file.seek(max(0, os.fstat(file.fileno()).st_size - last))
        return file.read()


def about_regular(path: Path) -> os.stat_result | None:
    """About a regular file; None for anything else, or nothing."""
    try:
        about = path.lstat()
    except OSError:
        return None
    return about if stat.S_ISREG(about.st_mode) else None
