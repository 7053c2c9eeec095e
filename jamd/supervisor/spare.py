"""A spare: a second process that is started ahead, loads all it needs, and waits. When the first one dies the spare is
told to begin at once; to start Python anew takes a third of a second, on a busy machine a second and more.
"""

import contextlib
import subprocess
import time
from collections.abc import Callable
from typing import Final

from jamd.supervisor.process import Process

_AGAIN_S: Final = 5.0  # after a spare that could not be started, or died
_DIES_S: Final = 0.5


class Spare:
    """`make_ready` sees to it that one can begin; OSError. `now` gives seconds."""

    def __init__(
        self,
        launch: Callable[[], Process],
        make_ready: Callable[[], None] = lambda: None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._launch = launch
        self._make_ready = make_ready
        self._now = now
        self._process: Process | None = None
        self._next_start = 0.0

    def prepare(self) -> None:
        """See to it that one is waiting."""
        if self._process is not None and self._process.poll() is not None:
            self._process = None
        if self._process is None and self._now() >= self._next_start:
            self._next_start = self._now() + _AGAIN_S
            with contextlib.suppress(OSError):  # no room: the next death will take a little longer
                self._process = self._launch()

    def take(self) -> Process | None:
        """The one that is waiting, which is then nobody's spare any more. OSError: it waits on."""
        if self._process is not None:
            self._make_ready()
        return self._let_go()

    def _let_go(self) -> Process | None:
        taken, self._process = self._process, None
        return taken if taken is not None and taken.poll() is None else None

    def dismiss(self) -> None:
        """It is not needed any more."""
        if (process := self._let_go()) is not None:
            process.kill()  # it has done nothing yet
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_DIES_S)
