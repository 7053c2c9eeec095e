"""The tape: records each take on the disk while it is played, so that no crash can lose it.

Each batch of events is written at once, so that a crash of any process loses nothing, and synced to the disk at most
once a second, so that a power cut costs a second. If the disk is full or the folder is not writable, events wait in
memory and are written, in order, as soon as possible.
"""

import contextlib
import errno
import os
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from jamd.errors import FileError
from jamd.files.regular_file import open_regular
from jamd.files.replace_file import replace_file
from jamd.music.events import Event
from jamd.stage.lock import lock
from jamd.stage.log import Header, log_line
from jamd.stage.take import write_take
from jamd.stage.take_name import take_name

MAX_WAITING: Final = 1_000_000  # events in memory while they cannot be written: about 100 MB, hours of playing
_SYNC_S: Final = 1.0  # a power cut loses at most this much
_RETRY_S: Final = 1.0  # how often a full disk is tried again
_CHUNK: Final = 1 << 20

_REASONS: Final = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is exceeded",
    errno.EFBIG: "the file has reached its size limit",
    errno.EACCES: "you have no permission to write there",
    errno.EPERM: "you have no permission to write there",
    errno.EROFS: "the disk is read-only",
    errno.ENOTDIR: "it is not a folder",
    errno.EEXIST: "it is not a folder",
    errno.ELOOP: "a link is where the log was",
}


class Tape:
    """One take. Called only by the stage's loop; may block on the disk.

    `tell` gets a sentence when writing fails, and one when it works again. `resume` is the log of a take to continue
    after a crash of the stage.
    """

    def __init__(
        self,
        folder: Path,
        header: Header,
        tell: Callable[[str], None],
        resume: Path | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.log = resume or folder / f"{take_name(header.started_at, header.tune)}.jsonl"
        self.lost = 0  # events that did not fit into memory either
        self._resumes = resume is not None
        self._tell = tell
        self._now = now
        self._handle: int | None = None
        self._unwritten = bytearray(b"\n" if resume else log_line(header))  # ends a torn line
        self._waiting = 1
        self._is_failing = self._unsynced = self._locked = False
        self._retry_at = self._sync_at = now()
        self.tend()

    def write(self, events: Iterable[Event]) -> None:
        """Record events, in order."""
        for event in events:
            if self._waiting < MAX_WAITING:
                self._unwritten += log_line(event)
                self._waiting += 1
            else:
                self.lost += 1
                if self.lost == 1:
                    self._tell(f"{self.log}: memory is full, too; what is played from now on is not recorded")
        self.tend()

    def tend(self) -> None:
        """Write what is waiting. To be called about once a second even if nothing happens."""
        now = self._now()
        if not self._is_failing or now >= self._retry_at:
            self._push(now)

    def finish(self) -> Path | None:
        """End the take and return its MIDI file. None if no note was played (the log is removed) or it failed."""
        self._push(self._now())
        contents = self._contents()
        log = self._elsewhere(contents) if self._unwritten else self.log
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
        if log is None:
            return None
        try:
            if write_take(contents, log.with_suffix(".mid"), self._tell):
                return log.with_suffix(".mid")
        except FileError as error:
            self._tell(f"{error}; the take is safe in {log}, and its MIDI file will be written at the next start")
            return None
        with contextlib.suppress(OSError):
            log.unlink()
        return None

    def _push(self, now: float) -> None:
        try:
            if self._handle is None:
                self._handle = self._opened()
            self._locked = self._locked or lock(self._handle)  # fails while another process checks the lock
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
            self._failed(error, now)
        else:
            self._recovered()

    def _opened(self) -> int:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT
        return open_regular(self.log, flags) if self._resumes else self._created(flags | os.O_EXCL)

    def _created(self, flags: int) -> int:
        first, number = self.log.stem, 1
        while True:  # two takes in one second
            try:
                return open_regular(self.log, flags)
            except FileExistsError:
                number += 1
                self.log = self.log.with_name(f"{first}_{number}.jsonl")

    def _failed(self, error: OSError, now: float) -> None:
        self._retry_at = now + _RETRY_S
        self._waiting = self._unwritten.count(b"\n")
        if not self._is_failing:
            self._is_failing = True
            reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
            self._tell(f"{self.log.parent}: {reason}; the take is kept in memory until it can be written")

    def _recovered(self) -> None:
        if self._is_failing:
            self._is_failing = False
            self._tell(f"{self.log.parent}: writing works again; the take is complete")

    def _contents(self) -> bytes:
        """The whole log, including what is not on the disk yet."""
        if self._handle is None:
            return bytes(self._unwritten)
        os.lseek(self._handle, 0, os.SEEK_SET)  # writing appends anyway
        parts = []
        while part := os.read(self._handle, _CHUNK):
            parts.append(part)
        return b"".join(parts) + self._unwritten

    def _elsewhere(self, contents: bytes) -> Path | None:
        """The last resort at the end of a take, if its own folder is still not writable: a new folder of the system's
        for temporary files, which nobody else can enter, under a name that nobody can guess."""
        try:
            log = Path(tempfile.mkdtemp(prefix="jamd-takes-")) / self.log.name
            replace_file(log, contents)
        except OSError as error:
            where = tempfile.gettempdir()
            self._tell(f"{where}: cannot be written either ({error.strerror}); the end of the take is lost")
            return self.log if self.log.exists() else None
        self._tell(f"the take is in {log.parent}, because {self.log.parent} is not writable")
        return log
