"""How much room is left on the disk of a folder."""

import shutil
from pathlib import Path
from typing import Final

LITTLE: Final = 200 * 2**20  # bytes; below that it is time to warn
_A_MINUTE: Final = 1_200_000  # bytes that a minute of a take needs, at the most


def room(folder: Path) -> int:
    """Bytes that are free where the folder is, or would be made. OSError."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    return shutil.disk_usage(there).free


def little_room(folder: Path, free: int) -> str:
    """A sentence where too little is left; else empty."""
    if free >= LITTLE:
        return ""
    return f"{folder}: only {free // 2**20} MB are free on this disk, enough for {free // _A_MINUTE} minutes of takes"
