"""`jamd bench` as a user starts it, and what it leaves behind."""

import os
import subprocess
import sys
from pathlib import Path

RULES = ("--set", "parts.drums.player=rules", "--set", "parts.piano.player=rules")


def bench(folder: Path, *words: str) -> subprocess.Popen[str]:
    """`jamd bench`, whose runtime folders lie in `folder`."""
    return subprocess.Popen(
        [sys.executable, "-m", "jamd", "bench", *words, *RULES],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"XDG_RUNTIME_DIR": str(folder), "COLUMNS": "80"},
    )


def processes(folder: Path) -> list[str]:
    """Everything that runs with this runtime folder."""
    mark = f"XDG_RUNTIME_DIR={folder}".encode()
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in environ.read_bytes().split(b"\0"):
                found.append((environ.parent / "cmdline").read_text())
        except OSError:  # it has just ended, or is not ours
            continue
    return found
