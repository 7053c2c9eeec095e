"""The folder that the processes of one run share: wire's socket, the path of the log that is written. A system may
delete it while they run, as logind does when a user has logged out everywhere; then it is made again, and wire puts its
socket there again.
"""

import os
import stat
import tempfile
from pathlib import Path


def runtime_folder() -> Path:
    """A new folder for the user alone (0700), in memory if possible."""
    return Path(tempfile.mkdtemp(prefix="jamd-", dir=places()[0]))


def places() -> list[str]:
    """Where it may be, best first. /dev/shm is: what was deleted there, its user can make again, which is not so where
    logind makes the place itself."""
    in_memory = ("/dev/shm", os.environ.get("XDG_RUNTIME_DIR"))
    return [*(place for place in in_memory if place and is_safe(place)), tempfile.gettempdir()]


def is_safe(place: str) -> bool:
    """Whether we can make a folder there, and nobody else can put another one in its place. After `sudo`, for example,
    XDG_RUNTIME_DIR may still be somebody else's."""
    if not os.access(place, os.W_OK | os.X_OK):
        return False
    about = os.stat(place)
    keeps_owners = bool(about.st_mode & stat.S_ISVTX) and about.st_uid == 0  # as /tmp does
    return keeps_owners or (about.st_uid == os.geteuid() and not about.st_mode & (stat.S_IWGRP | stat.S_IWOTH))


def restore_folder(folder: Path) -> None:
    """Make it again if it is gone. OSError, too if somebody else has laid something there meanwhile."""
    try:
        folder.mkdir(0o700, parents=True)
    except FileExistsError:
        found = folder.lstat()
        is_ours = not hasattr(os, "geteuid") or found.st_uid == os.geteuid()
        if not (stat.S_ISDIR(found.st_mode) and is_ours):
            raise
