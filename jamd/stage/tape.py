"""The tape: every take is on the disk as it happens, whatever happens to us.

Each batch of events is handed to the system at once, so that a kill of any process loses nothing that was written, and
forced onto the disk at most once a second, so that a power cut costs a second. Where the disk is full or the folder
shut, events wait in memory and go to the disk, in their order, as soon as they can.
"""

import contextlib
import errno
import os
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from jamd.errors import FileError
from jamd.files.replace_file import replace_file
from jamd.music.events import Event
from jamd.stage.lock import lock
from jamd.stage.log import Header, log_line
from jamd.stage.take import write_take

MOST_WAITING: Final = 1_000_000  # events in memory while there is no room: about 100 MB, hours of playing
_SYNC_S: Final = 1.0  # at most this much is lost to a power cut
_RETRY_S: Final = 1.0  # a full disk is asked again this often
_CHUNK: Final = 1 << 20

_REASONS: Final = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file may not grow any more",
    errno.EACCES: "writing there is not allowed",
    errno.EPERM: "writing there is not allowed",
    errno.EROFS: "the disk is read-only",
    errno.ENOTDIR: "that is not a folder",
    errno.EEXIST: "that is not a folder",
}


class Tape:
    """One take. Called by the stage's loop alone; may block on the disk.

    `tell` gets a sentence when the disk says no, and one when it says yes again. With `resume` the take of a stage that
    died goes on in its own log.
    """

    def __init__(
        self,
        folder: Path,
        header: Header,
        tell: Callable[[str], None],
        resume: Path | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.log = resume or folder / (_name_of(header) + ".jsonl")
        self.lost = 0  # events that found no room in memory either
        self._resumes = resume is not None
        self._tell = tell
        self._now = now
        self._handle: int | None = None
        self._unwritten = bytearray(b"\n" if resume else log_line(header))  # ends what a kill tore
        self._waiting = 1
        self._in_trouble = self._unsynced = self._locked = False
        self._retry_at = self._sync_at = now()
        self.tend()

    def write(self, events: Iterable[Event]) -> None:
        """Put events on the tape, in the order in which they happened."""
        for event in events:
            if self._waiting < MOST_WAITING:
                self._unwritten += log_line(event)
                self._waiting += 1
            else:
                self.lost += 1
                if self.lost == 1:
                    self._tell(f"{self.log}: memory is full, too; the take goes on without what is played now")
        self.tend()

    def tend(self) -> None:
        """Bring what waits to the disk. To be called about once a second when nothing happens."""
        now = self._now()
        if not self._in_trouble or now >= self._retry_at:
            self._push(now)

    def finish(self) -> Path | None:
        """End the take: its MIDI file; None where no note was played (the log is removed) or none could be made."""
        self._push(self._now())
        contents = self._contents()
        log = self._elsewhere(contents) if self._unwritten else self.log
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
        if log is None:
            return None
        try:
            if write_take(contents, log.with_suffix(".mid")):
                return log.with_suffix(".mid")
        except FileError as error:
            self._tell(f"{error}; the take is safe in {log}, its MIDI file is made at the next start")
            return None
        with contextlib.suppress(OSError):
            log.unlink()
        return None

    def _push(self, now: float) -> None:
        try:
            if self._handle is None:
                self._handle = self._opened()
            self._locked = self._locked or lock(self._handle)  # not at once if somebody looks just now whether it is
            while self._unwritten:
                written = os.write(self._handle, bytes(self._unwritten[:_CHUNK]))
                del self._unwritten[:written]
                self._unsynced = True
            self._waiting = 0
            if self._unsynced and now >= self._sync_at:
                self._sync_at = now + _SYNC_S
                os.fsync(self._handle)
                self._unsynced = False
        except OSError as error:
            self._trouble(error, now)
        else:
            self._all_is_well()

    def _opened(self) -> int:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        return os.open(self.log, flags, 0o666) if self._resumes else self._created(flags | os.O_EXCL)

    def _created(self, flags: int) -> int:
        first, number = self.log.stem, 1
        while True:  # two takes in one second
            try:
                return os.open(self.log, flags, 0o666)
            except FileExistsError:
                number += 1
                self.log = self.log.with_name(f"{first}_{number}.jsonl")

    def _trouble(self, error: OSError, now: float) -> None:
        self._retry_at = now + _RETRY_S
        self._waiting = self._unwritten.count(b"\n")
        if not self._in_trouble:
            self._in_trouble = True
            reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
            self._tell(f"{self.log.parent}: {reason}; the take is kept in memory until it can be written there")

    def _all_is_well(self) -> None:
        if self._in_trouble:
            self._in_trouble = False
            self._tell(f"{self.log.parent}: can be written to again; the take is complete")

    def _contents(self) -> bytes:
        """The whole log, on the disk or not yet."""
        if self._handle is None:
            return bytes(self._unwritten)
        os.lseek(self._handle, 0, os.SEEK_SET)  # writing appends wherever this is
        parts = []
        while part := os.read(self._handle, _CHUNK):
            parts.append(part)
        return b"".join(parts) + self._unwritten

    def _elsewhere(self, contents: bytes) -> Path | None:
        """The last resort, at the end of a take whose folder never came back."""
        log = Path(tempfile.gettempdir()) / "jamd-takes" / self.log.name
        try:
            log.parent.mkdir(exist_ok=True)
            replace_file(log, contents)
        except OSError as error:
            self._tell(f"{log}: cannot be written either ({error.strerror}); the end of the take is lost")
            return self.log if self.log.exists() else None
        self._tell(f"the take is in {log.parent}, because {self.log.parent} cannot be written")
        return log


def _name_of(header: Header) -> str:
    """'2026-11-22_13-50-26', the local time at which the take began."""
    return datetime.fromisoformat(header.started_at).strftime("%Y-%m-%d_%H-%M-%S")
