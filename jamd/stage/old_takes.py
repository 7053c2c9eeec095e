"""What is left to do for takes that are over, on a thread of its own: their MIDI files are written, those of takes that
were interrupted, too, and where only the last ones are kept, older ones are deleted. Long takes, slow disks and odd old
files keep nobody waiting but this thread.
"""

import queue
import threading
from collections.abc import Callable
from pathlib import Path

from jamd.errors import JamdError
from jamd.stage.take import recover
from jamd.stage.take_folder import TakeFolder
from jamd.stage.tape import Tape


class OldTakes:
    """Called by the stage's loop. On the thread, `tell` gets the sentences, and `done` is called after each job: the
    folder holds other takes now. `keep`: only so many takes; None: all.

    If the stage leaves or dies before a MIDI file is written nothing is lost: the next start makes it from the log.
    """

    def __init__(self, folder: Path, keep: int | None, tell: Callable[[str], None], done: Callable[[], None]) -> None:
        self._folder = folder
        self._keep = keep
        self._tell = tell
        self._done = done
        self._stuck: set[str] = set()  # old takes that could not be deleted, which has been said
        self._jobs: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="old takes", daemon=True)
        self._thread.start()

    def recover(self) -> None:
        """Write the MIDI files of interrupted takes."""
        self._jobs.put(lambda: recover(self._folder, self._tell))

    def finish(self, tape: Tape) -> None:
        """Nobody else may use the tape any more."""
        self._jobs.put(lambda: self._finish(tape))

    def close(self, patience_s: float) -> None:
        """Wait until all is done, at most so long. The last take is there by now, so one more may have to go."""
        self._jobs.put(lambda: None)
        self._jobs.put(None)
        self._thread.join(patience_s)

    def _finish(self, tape: Tape) -> None:
        if (take := tape.finish()) is not None:
            self._tell(f"the take is {take}")

    def _make_room(self) -> None:
        if self._keep is None:
            return
        gone, stuck = TakeFolder(self._folder).make_room(self._keep)
        if gone:
            names = ", ".join(gone)
            self._tell(f"{len(gone)} of the oldest takes are deleted, since tape.keep is {self._keep}: {names}")
        for name in stuck.keys() - self._stuck:
            self._tell(f"the old take {name} cannot be deleted, though tape.keep is {self._keep}: {stuck[name]}")
        self._stuck = set(stuck)

    def _do(self, job: Callable[[], object]) -> None:
        try:
            job()
            self._make_room()
        finally:
            self._done()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                self._do(job)
            except JamdError as fault:
                self._tell(str(fault))
            except Exception as bug:  # the root of this thread: report it, and go on with the next take
                self._tell(f"a take could not be finished because of a bug in jamd ({type(bug).__name__}: {bug})")
