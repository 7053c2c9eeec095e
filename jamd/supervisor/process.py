"""How a child process is launched."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Protocol

import msgspec

from jamd.ipc.memory import Memory
from jamd.supervisor.runtime_folder import restore_folder


class Process(Protocol):
    """What is used of subprocess.Popen."""

    pid: int

    @property
    def stdin(self) -> IO[bytes] | None: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def kill(self) -> None: ...


def launcher(name: str, folder: Path, memory: Memory, settings: msgspec.Struct) -> Callable[[], Process]:
    """Starts the process jamd.NAME, see `start.py`. The launcher raises OSError if there is no room for it."""
    settings_json = msgspec.json.encode(settings).decode()
    # -P: only our own modules.
    start = [sys.executable, "-P", "-m", "jamd.supervisor.start"]
    command = [*start, name, str(folder), str(memory.path), settings_json]

    def launch() -> Process:
        restore_folder(folder)
        # A session of its own: Ctrl-C, Ctrl-Z and a closed terminal reach the supervisor alone.
        return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True, pass_fds=memory.descriptors)

    return launch
