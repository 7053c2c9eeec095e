"""What the supervisor says to people, on standard error. The terminal may be stopped (Ctrl-S), its ssh stalled, the
reader of a log dead: nobody here waits for them.
"""

import contextlib
import os
import threading
import time
from queue import Full, Queue
from typing import Final

_KEPT: Final = 100  # sentences that wait for a reader; of more only the first are kept
_ERASE: Final = b"\r\x1b[J"  # from the cursor on
_LAST_WORDS_S: Final = 0.3


class Voice:
    """`say` never blocks and never fails. A thread writes."""

    def __init__(self, descriptor: int = 2) -> None:
        """A copy of the descriptor is used: libraries may turn the original elsewhere."""
        self._sentences: Queue[bytes] = Queue(_KEPT)
        try:
            self._copy = os.dup(descriptor)
        except OSError:  # it is closed: nobody listens
            self._copy = os.open(os.devnull, os.O_WRONLY)
        threading.Thread(target=self._write, daemon=True).start()

    def say(self, sentence: str) -> None:
        with contextlib.suppress(Full):
            self._sentences.put_nowait(self._erasing + f"jamd: {sentence}\n".encode(errors="replace"))

    @property
    def _erasing(self) -> bytes:
        """The stage's status stands at the cursor of the same terminal, if that is ours now."""
        try:
            return _ERASE if os.tcgetpgrp(self._copy) == os.getpgrp() and os.environ.get("TERM") != "dumb" else b""
        except (OSError, AttributeError):  # no terminal; Windows
            return b""

    def close(self) -> None:
        """Wait for a moment until all is written."""
        give_up = time.monotonic() + _LAST_WORDS_S
        while self._sentences.unfinished_tasks and time.monotonic() < give_up:
            time.sleep(0.005)

    def _write(self) -> None:
        while True:
            sentence = self._sentences.get()
            with contextlib.suppress(OSError):  # the reader has died
                while sentence:
                    sentence = sentence[os.write(self._copy, sentence) :]
            self._sentences.task_done()
