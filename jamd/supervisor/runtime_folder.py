"""The folder that the processes of one run share: wire's socket is there. A system may delete it while they run, as
logind does when a user has logged out everywhere; then it is made again, and wire puts its socket there again.
"""

import os
import stat
import tempfile
from pathlib import Path


def runtime_folder() -> Path:
    """A new folder for the user alone (0700), in memory if possible: nothing there may wait for a disk. /dev/shm comes
    first: everybody may make a folder there again."""
    for place in ("/dev/shm", os.environ.get("XDG_RUNTIME_DIR")):
        if place and os.access(place, os.W_OK | os.X_OK):
            return Path(tempfile.mkdtemp(prefix="jamd-", dir=place))
    return Path(tempfile.mkdtemp(prefix="jamd-"))


def restore_folder(folder: Path) -> None:
    """Make it again if it is gone. OSError, too if somebody else has laid something there meanwhile."""
    try:
        folder.mkdir(0o700, parents=True)
    except FileExistsError:
        found = folder.lstat()
        is_ours = not hasattr(os, "geteuid") or found.st_uid == os.geteuid()
        if not (stat.S_ISDIR(found.st_mode) and is_ours):
            raise
