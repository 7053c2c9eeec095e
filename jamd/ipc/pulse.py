"""The pulse of each process: a number in the shared memory that grows as long as its loop turns. The supervisor watches
them; it kills a process whose pulse stands still, and starts it again.

Every loop waits in `ipc/bus.py` for what comes next, at most half a second. There the pulse beats.
"""

import mmap
import struct
from pathlib import Path
from typing import Final

from jamd.ipc.memory import PULSES, open_memory

_BEATS: Final = struct.Struct("<Q")
_PROCESSES: Final = ("wire", "band", "stage", "link", "patchbay")


class Pulse:
    """Of one process, which alone calls `beat`, from its loop."""

    def __init__(self) -> None:
        self._memory: mmap.mmap | None = None
        self._at = 0

    def attach(self, memory: Path, process: str) -> "Pulse":
        """Before that there is no pulse: `beat` does nothing."""
        self._memory, self._at = open_memory(memory), PULSES + _BEATS.size * _PROCESSES.index(process)
        return self

    def beat(self) -> None:
        if self._memory is not None:
            _BEATS.pack_into(self._memory, self._at, self.beats + 1)

    @property
    def beats(self) -> int:
        """So many so far, those of earlier processes of this name too."""
        return int(_BEATS.unpack_from(self._memory, self._at)[0]) if self._memory is not None else 0


OWN: Final = Pulse()
"""This process's."""
