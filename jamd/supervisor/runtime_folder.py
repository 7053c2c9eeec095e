"""The folder that the processes of one run share: sockets, wire's shared file, saved settings."""

import os
import tempfile
from pathlib import Path


def runtime_folder() -> Path:
    """A new folder for the user alone (0700), in memory if possible: wire's shared file must never wait for a disk."""
    for place in (os.environ.get("XDG_RUNTIME_DIR"), "/dev/shm"):
        if place and os.access(place, os.W_OK | os.X_OK):
            return Path(tempfile.mkdtemp(prefix="jamd-", dir=place))
    return Path(tempfile.mkdtemp(prefix="jamd-"))
