"""What a command writes: into a file that somebody names, or to standard output."""

import sys
from pathlib import Path

from jamd.errors import FileError
from jamd.files.replace_file import replace_file


def write_out(data: bytes, out: Path | None) -> None:
    """FileError where the file cannot be written; None: standard output."""
    if out is None:
        sys.stdout.write(data.decode())
        return
    try:
        replace_file(out, data)
    except OSError as error:
        raise FileError(f"{out}: cannot be written ({error.strerror})") from None
