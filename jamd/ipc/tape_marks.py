"""How far the take has come, in the memory that the processes share: the instants of the first and the last event that
wire has published for it, and of the last one that is on the tape. Whoever dies, what lies between can be said.
"""

import struct
from pathlib import Path
from typing import Final

from jamd.ipc.memory import TAPE, open_memory
from jamd.music.time.notes import Nanos

WORTH_SAYING_S: Final = 0.05  # of what a tape lacks
_MARK: Final = struct.Struct("<q")
_FIRST, _LAST, _TAPED = (TAPE + _MARK.size * place for place in range(3))


class TapeMarks:
    """`publish` is called by wire's loop alone, `record` by the stage's alone. Events are only nearly in order."""

    def __init__(self, memory: Path) -> None:
        """OSError."""
        self._memory = open_memory(memory)

    def publish(self, ns: Nanos) -> None:
        """An event for the tape is handed to the stage, or kept for it."""
        if ns > self.published:
            self._set(_LAST, ns)
            if not self.began:
                self._set(_FIRST, ns)

    def record(self, ns: Nanos) -> None:
        """Everything up to this instant is on the tape. The first call, with 0 for nothing, says that there is one."""
        self._set(_TAPED, max(1, ns))

    @property
    def began(self) -> Nanos:
        """The first event; 0: none yet."""
        return self._at(_FIRST)

    @property
    def published(self) -> Nanos:
        """The last event, of any wire of this run; 0: none yet."""
        return self._at(_LAST)

    @property
    def missing_s(self) -> float:
        """Seconds that were published and are not on the tape; 0 if no tape is kept."""
        taped = self._at(_TAPED)
        return max(0, self.published - max(taped, self.began)) / 1e9 if taped else 0.0

    @property
    def loss(self) -> str:
        """What to say when all have left; empty if nothing is worth saying."""
        missing_s = self.missing_s
        return f"the last {missing_s:.1f} s of the take are lost" if missing_s >= WORTH_SAYING_S else ""

    def _at(self, place: int) -> Nanos:
        return Nanos(_MARK.unpack_from(self._memory, place)[0])

    def _set(self, place: int, ns: int) -> None:
        _MARK.pack_into(self._memory, place, ns)
