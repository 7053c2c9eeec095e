"""The root of every process: whose fault it is, in words, and the exit code that says so."""

import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from typing import Final

from jamd.errors import JamdError

FAULT: Final = 1  # the user's input or rig
BUG: Final = 3


def in_words(work: Callable[[], int]) -> int:
    """Run it; a fault is its sentences on standard error, a bug one sentence of ours. No traceback but in a file."""
    try:
        return work()
    except JamdError as fault:
        print(fault, file=sys.stderr)
        return FAULT
    except Exception as bug:  # the root of a process: say whose fault it is, keep the traceback for us
        _own_up(bug)
        return BUG


def leave_by_lifeline() -> None:
    """For the supervisor's children: it decides on signals to all of us; we leave when our standard input ends."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if (number := getattr(signal, name, None)) is not None:
            signal.signal(number, signal.SIG_IGN)


def _own_up(bug: Exception) -> None:
    what = f"{type(bug).__name__}: {' '.join(str(bug).split())}"
    if os.environ.get("JAMD_TRACEBACK"):
        traceback.print_exception(bug)
        print(f"jamd: this is a bug of ours ({what})", file=sys.stderr)
        return
    try:
        handle, name = tempfile.mkstemp(prefix="jamd-bug-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("".join(traceback.format_exception(bug)))
        where = f"the traceback is in {name}"
    except OSError:
        where = "JAMD_TRACEBACK=1 shows the traceback"
    print(f"jamd: this is a bug of ours ({what}); {where}", file=sys.stderr)
