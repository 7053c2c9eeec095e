"""What every process's main function needs: faults as sentences, bugs in a file, and an exit code that tells which."""

import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from typing import Final

from jamd.errors import JamdError

FAULT: Final = 1  # the user's input or setup
BUG: Final = 3


def run_and_report(work: Callable[[], int]) -> int:
    """Run it and return its exit code. A fault is printed as its sentences; a bug as one, its traceback goes to
    a file."""
    try:
        return work()
    except JamdError as fault:
        print(fault, file=sys.stderr)
        return FAULT
    except Exception as bug:  # the root of a process: say that it is a bug, keep the traceback
        if os.environ.get("JAMD_TRACEBACK"):
            traceback.print_exception(bug)
        print(f"jamd: {bug_report(bug)}", file=sys.stderr)
        return BUG


def ignore_stop_signals() -> None:
    """For the supervisor's children: the supervisor handles signals; a child leaves when its standard input ends."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if (number := getattr(signal, name, None)) is not None:
            signal.signal(number, signal.SIG_IGN)


def bug_report(bug: Exception) -> str:
    """The sentence that names a bug; its traceback goes to a file."""
    sentence = f"this is a bug in jamd ({type(bug).__name__}: {' '.join(str(bug).split())})"
    if os.environ.get("JAMD_TRACEBACK"):
        return sentence
    try:
        handle, name = tempfile.mkstemp(prefix="jamd-bug-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("".join(traceback.format_exception(bug)))
    except OSError:
        return f"{sentence}; set JAMD_TRACEBACK=1 to see the traceback"
    return f"{sentence}; the traceback is in {name}"
