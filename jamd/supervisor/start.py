"""`python -m jamd.supervisor.start NAME ...`: loads one of the processes and runs it. A sentence says what cannot be
loaded.
"""

import sys
from collections.abc import Callable
from importlib import import_module

from jamd.errors import InstallError
from jamd.ipc.entry_point import run_and_report


def main() -> int:
    name = sys.argv.pop(1)
    return run_and_report(lambda: _load(name)())


def _load(name: str) -> Callable[[], int]:
    """The main function of jamd.NAME. InstallError."""
    try:
        process_main: Callable[[], int] = import_module(f"jamd.{name}.__main__").main
    except ImportError as missing:
        raise InstallError(
            f"{name} cannot be loaded ({missing}): a part of jamd's installation is missing or damaged"
        ) from missing
    return process_main


if __name__ == "__main__":
    sys.exit(main())
