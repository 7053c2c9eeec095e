"""Replaces a file atomically: whatever crashes meanwhile, either the old or the new file is there."""

import os
import secrets
import stat
from pathlib import Path
from typing import Final

_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def replace_file(path: Path, data: bytes) -> None:
    """Write `data` to a file beside `path`, sync, then rename. Keeps the mode. A link that lies at `path` is replaced,
    never followed: somebody else may have put it there. May raise OSError."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, _NEW, 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            if (mode := _mode(path)) is not None:
                os.chmod(handle if os.chmod in os.supports_fd else draft, mode)
            os.fsync(handle)
        os.replace(draft, path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int | None:
    """Of the file that is to be replaced; None if there is none."""
    try:
        found = path.lstat().st_mode
    except OSError:
        return None
    return stat.S_IMODE(found) & 0o777 if stat.S_ISREG(found) else None
