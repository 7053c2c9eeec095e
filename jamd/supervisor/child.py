"""One child process: how it is started, when it is restarted after it has died, and how it is stopped.

Restarts: a child that had run for a while is restarted at once, and once more at once; one that dies soon after each
start waits longer and longer before the next one.
"""

import contextlib
import subprocess
import time
from collections.abc import Callable
from typing import Final

from jamd.supervisor.process import Process
from jamd.supervisor.spare import Spare

_SETTLED_S: Final = 5.0  # a child that ran this long had started properly
_SLOWEST_RESTART_S: Final = 5.0
_DIES_S: Final = 0.5  # once killed; the system may keep it longer, and nobody waits for that


class Child:
    """One process and its restarts. `now` gives seconds."""

    def __init__(
        self,
        name: str,
        launch: Callable[[], Process],
        vital: bool = True,
        spare: Spare | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self.vital = vital  # without it there is no music
        self.process: Process | None = None
        self.failures = 0  # deaths in a row, each soon after the start
        self.has_settled = False  # it has run properly at least once
        self._launch = launch
        self._spare = spare
        self._now = now
        self._started = 0.0
        self._next_start = 0.0

    def start(self) -> None:
        """OSError if the system has no room for it; it is then due again after a pause."""
        self._started = self._now()
        try:
            self.process = (self._spare.take() if self._spare is not None else None) or self._launch()
        except OSError:
            self.record_death()
            raise
        if self.process.stdin is not None:
            with contextlib.suppress(OSError):  # it died at once
                self.process.stdin.write(b"\n")  # begin: a spare waits for it
                self.process.stdin.flush()

    def prepare_spare(self) -> None:
        """Once the child itself runs well, so that both do not load at the same time."""
        if self._spare is not None and self.process is not None and self.age_s > _SETTLED_S:
            self._spare.prepare()

    @property
    def age_s(self) -> float:
        """Seconds since the last start."""
        return self._now() - self._started

    @property
    def exit_code(self) -> int | None:
        """Of a child that has died; None while it runs, and after `record_death`."""
        return self.process.poll() if self.process is not None else None

    def record_death(self) -> None:
        """Plan the next start: at once, also after a second death close to the first, or after a growing pause if the
        child keeps dying."""
        settled = self.age_s > _SETTLED_S
        self.has_settled |= settled
        self.failures = 1 if settled else self.failures + 1
        pause = 0.0 if self.failures <= 2 else min(0.125 * 2**self.failures, _SLOWEST_RESTART_S)
        self._next_start = self._now() + pause
        self.process = None

    @property
    def is_due(self) -> bool:
        """It has died, and the pause before its next start is over."""
        return self.process is None and self._now() >= self._next_start

    def ask_to_leave(self) -> None:
        """Close its standard input."""
        if self._spare is not None:
            self._spare.dismiss()
        if self.process is not None and self.process.stdin is not None:
            with contextlib.suppress(OSError):
                self.process.stdin.close()

    def leaves_within(self, patience_s: float) -> bool:
        """False if it had to be killed. Takes half a second more at most."""
        if self.process is None or self._is_gone_within(patience_s):
            return True
        self.process.kill()
        self._is_gone_within(_DIES_S)
        return False

    def _is_gone_within(self, patience_s: float) -> bool:
        assert self.process is not None
        try:
            self.process.wait(patience_s)
        except subprocess.TimeoutExpired:
            return False
        return True
