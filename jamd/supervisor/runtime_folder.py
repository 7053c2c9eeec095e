"""The folder that the processes of one run share: sockets, saved settings, the path of the log that is written."""

import os
import stat
import tempfile
from pathlib import Path


def runtime_folder() -> Path:
    """A new folder for the user alone (0700), in memory if possible."""
    for place in (os.environ.get("XDG_RUNTIME_DIR"), "/dev/shm"):
        if place and os.access(place, os.W_OK | os.X_OK) and _is_ours_alone(place):
            return Path(tempfile.mkdtemp(prefix="jamd-", dir=place))
    return Path(tempfile.mkdtemp(prefix="jamd-"))


def _is_ours_alone(place: str) -> bool:
    """Whether nobody else can put another folder in the place of one that we make there. After `sudo`, for example,
    XDG_RUNTIME_DIR may still be somebody else's."""
    about = os.stat(place)
    keeps_owners = bool(about.st_mode & stat.S_ISVTX) and about.st_uid == 0  # as /tmp does
    return keeps_owners or (about.st_uid == os.geteuid() and not about.st_mode & (stat.S_IWGRP | stat.S_IWOTH))
