"""A value in the shared memory that is always whole: written twice in turn, so that a kill in the middle of one leaves
the other.
"""

import mmap
import struct
from typing import Final
from zlib import crc32

_HEAD: Final = struct.Struct("<QII")  # how many were written before, length and checksum of this one


class Record:
    """Written by one process at a time."""

    def __init__(self, memory: mmap.mmap, at: int, size: int) -> None:
        """`size` bytes of the memory from `at` on."""
        self._memory = memory
        self._halves = (at, at + size // 2)
        self._room = size // 2 - _HEAD.size

    def write(self, value: bytes) -> bool:
        """False if it does not fit; the old value stays."""
        if len(value) > self._room:
            return False
        newest = max(self._halves, key=lambda half: self._count(half))
        at = next(half for half in self._halves if half != newest)
        self._memory[at + _HEAD.size : at + _HEAD.size + len(value)] = value
        _HEAD.pack_into(self._memory, at, self._count(newest) + 1, len(value), crc32(value))
        return True

    def read(self) -> bytes | None:
        """The latest; None if nothing was written yet."""
        return self._value(max(self._halves, key=lambda half: self._count(half)))

    def _count(self, half: int) -> int:
        """0 where there is nothing whole."""
        count: int = _HEAD.unpack_from(self._memory, half)[0]
        return count if self._value(half) is not None else 0

    def _value(self, half: int) -> bytes | None:
        count, length, checksum = _HEAD.unpack_from(self._memory, half)
        value = bytes(self._memory[half + _HEAD.size : half + _HEAD.size + min(length, self._room)])
        return value if count and crc32(value) == checksum else None
