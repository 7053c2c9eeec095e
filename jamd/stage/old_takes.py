"""What is left to do for takes that are over, on a thread of its own: their MIDI files are written, those of takes that
were interrupted, too. Long takes, slow disks and odd old files keep nobody waiting but this thread.
"""

import queue
import threading
from collections.abc import Callable
from pathlib import Path

from jamd.stage.take import recover
from jamd.stage.tape import Tape


class OldTakes:
    """Called by the stage's loop. On the thread, `tell` gets the sentences, and `done` is called after each job: the
    folder holds other takes now.

    If the stage leaves or dies before a MIDI file is written nothing is lost: the next start makes it from the log.
    """

    def __init__(self, tell: Callable[[str], None], done: Callable[[], None]) -> None:
        self._tell = tell
        self._done = done
        self._jobs: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="old takes", daemon=True)
        self._thread.start()

    def recover(self, folder: Path) -> None:
        """Write the MIDI files of interrupted takes."""
        self._jobs.put(lambda: recover(folder, self._tell))

    def finish(self, tape: Tape) -> None:
        """Nobody else may use the tape any more."""
        self._jobs.put(lambda: self._finish(tape))

    def close(self, patience_s: float) -> None:
        """Wait until all is done, at most so long."""
        self._jobs.put(None)
        self._thread.join(patience_s)

    def _finish(self, tape: Tape) -> None:
        if (take := tape.finish()) is not None:
            self._tell(f"the take is {take}")

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
                self._done()
            except Exception as bug:  # the root of this thread: report it, and go on with the next take
                self._tell(f"a take could not be finished because of a bug in jamd ({type(bug).__name__}: {bug})")
