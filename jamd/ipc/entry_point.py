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
        _report_bug(bug)
        return BUG


def ignore_stop_signals() -> None:
    """For the supervisor's children: the supervisor handles signals; a child leaves when its standard input ends."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if (number := getattr(signal, name, None)) is not None:
            signal.signal(number, signal.SIG_IGN)


def _report_bug(bug: Exception) -> None:
    what = f"{type(bug).__name__}: {' '.join(str(bug).split())}"
    if os.environ.get("JAMD_TRACEBACK"):
        traceback.print_exception(bug)
        print(f"jamd: this is a bug in jamd ({what})", file=sys.stderr)
        return
    try:
        handle, name = tempfile.mkstemp(prefix="jamd-bug-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("".join(traceback.format_exception(bug)))
        where = f"the traceback is in {name}"
    except OSError:
        where = "set JAMD_TRACEBACK=1 to see the traceback"
    print(f"jamd: this is a bug in jamd ({what}); {where}", file=sys.stderr)
