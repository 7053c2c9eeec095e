"""What belongs on the tape, kept for a stage that was away: stopped, dead, or too slow.

Bounded by time and by memory; beyond that the oldest events are dropped, and a stage that has missed them can be told.
Events are kept in blocks, ready to be sent, so that no length of the backlog holds up wire's loop.
"""

from array import array
from collections import deque
from collections.abc import Iterator
from typing import Final

from jamd.music.time.notes import Nanos

KEPT_S: Final = 3600
KEPT_BYTES: Final = 64_000_000  # an hour of music is a tenth of that; of 3,000 pitch bends a second it is ten minutes
_BLOCK: Final = 32_768  # bytes
_INDEX: Final = 12  # bytes of memory for each event, besides its frame


class _Block:
    """Some frames joined together; when each of them happened, and where it ends."""

    def __init__(self) -> None:
        self.frames: bytes | bytearray = bytearray()
        self.first_ns = self.last_ns = Nanos(0)
        self._ns = array("q")
        self._ends = array("I")

    def add(self, ns: Nanos, frame: bytes) -> None:
        self.frames += frame
        self.first_ns = min(self.first_ns, ns) if self._ns else ns
        self.last_ns = max(self.last_ns, ns)
        self._ns.append(ns)
        self._ends.append(len(self.frames))

    def seal(self) -> None:
        """Nothing is added any more: the frames can be sent as they are."""
        self.frames = bytes(self.frames)

    @property
    def size(self) -> int:
        return len(self.frames) + _INDEX * len(self._ns)

    def since(self, after: Nanos) -> bytes:
        """The frames of what happened after an instant."""
        if self.first_ns > after:
            return bytes(self.frames)
        starts = [0, *self._ends[:-1]]
        late = zip(self._ns, starts, self._ends, strict=True)
        return b"".join(self.frames[start:end] for ns, start, end in late if ns > after)


class Backlog:
    """Owned by wire's loop."""

    def __init__(self, first_ns: Nanos = Nanos(0), dropped_ns: Nanos = Nanos(0)) -> None:
        """What an earlier wire had from `first_ns` on, up to `dropped_ns`, is gone."""
        self.dropped_ns = dropped_ns  # nothing up to here is complete; 0: nothing was dropped
        self._first_ns = first_ns
        self._blocks: deque[_Block] = deque()
        self._full = 0  # bytes in all blocks but the last one

    def add(self, ns: Nanos, frame: bytes) -> None:
        """Keep the frame of an event."""
        if not self._blocks:
            self._first_ns = self._first_ns or ns
            self._blocks.append(_Block())
        elif self._blocks[-1].size >= _BLOCK:
            self._blocks[-1].seal()
            self._full += self._blocks[-1].size
            self._blocks.append(_Block())
        self._blocks[-1].add(ns, frame)
        while len(self._blocks) > 1 and self._exceeds(ns):
            self._drop()

    def _exceeds(self, now: Nanos) -> bool:
        return self._full > KEPT_BYTES or now - self._blocks[0].last_ns > KEPT_S * 1e9

    def _drop(self) -> None:
        oldest = self._blocks.popleft()
        self._full -= oldest.size
        self.dropped_ns = max(self.dropped_ns, oldest.last_ns)

    def since(self, after: Nanos) -> Iterator[bytes]:
        """Frames of everything that happened after an instant, in order, many joined together."""
        for block in self._blocks:
            if block.last_ns > after:
                yield block.since(after)

    def lost_ns(self, after: Nanos) -> Nanos:
        """For how long after an instant (0: the beginning) there is nothing any more."""
        return Nanos(max(0, self.dropped_ns - max(after, self._first_ns)))
