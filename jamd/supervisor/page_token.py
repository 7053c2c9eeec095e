"""The token of a page, for other commands of the same user on this machine, as `jamd learn`: the one that `--stand`
makes is in no config. It lies in the runtime folder, in a file that only its user can read, and goes with the folder.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from jamd.supervisor.instance import lives
from jamd.supervisor.runtime_folder import places

_NAME: Final = "page"
_LONGEST: Final = 4096  # bytes of the file


class _Page(msgspec.Struct):
    port: int
    token: str
    supervisor: int  # process id


def leave_token(folder: Path, port: int, token: str) -> None:
    """In our runtime folder. OSError."""
    with os.fdopen(os.open(folder / _NAME, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(msgspec.json.encode(_Page(port, token, os.getpid())))


def tokens_at(port: int) -> list[str]:
    """Of the jams that run here with their page at this port; of several, only one has got the port."""
    if sys.platform == "win32":  # whose files these are, and whether their jam lives, cannot be asked there
        return []
    paths = (path for place in places() for path in Path(place).glob(f"jamd-*/{_NAME}"))
    return [page.token for path in paths for page in _read(path) if page.port == port and lives(page.supervisor)]


def _read(path: Path) -> Iterator[_Page]:
    """What the file says, if it is ours."""
    with contextlib.suppress(OSError, msgspec.MsgspecError):  # it is gone, or somebody else's
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            if os.fstat(descriptor).st_uid == os.geteuid():
                yield msgspec.json.decode(os.pread(descriptor, _LONGEST, 0), type=_Page)
        finally:
            os.close(descriptor)
