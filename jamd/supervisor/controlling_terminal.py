"""The terminal that jamd was started in: single keys are read there while we are in its foreground.

The supervisor does this, because the system tells nobody else who is in the foreground. What is typed goes to the stage
(`ipc/typed.py`). Only line editing and echo are switched off, and both are on again whenever we are suspended or leave;
if we are killed, the stage switches them on. Nothing here waits for the terminal.
"""

import contextlib
import os
import select
import signal
import time
from collections.abc import Callable
from typing import Any, Final

from jamd.ipc.typed import HIDDEN, KEYS, MODES, SHOWN
from jamd.supervisor.process import Process

try:
    import termios
except ImportError:  # Windows
    termios = None  # type: ignore[assignment]

_INPUT: Final = 0
_OUTPUT: Final = 1
_HIDES_S: Final = 0.1  # the stage has stopped drawing by then


class ControllingTerminal:
    """`stage` gives the process that is told. `say` prints a sentence."""

    def __init__(self, stage: Callable[[], Process | None], say: Callable[[str], None]) -> None:
        self._stage = stage
        self._say = say
        self._told: tuple[Process | None, bytes] = (None, b"")
        self._original: list[Any] | None = None
        self._asked_to_suspend = False
        self._is_terminal = termios is not None and os.isatty(_OUTPUT)
        self._can_type = self._is_terminal and os.isatty(_INPUT)
        if self._is_terminal:
            for number in (signal.SIGTTOU, signal.SIGTTIN):  # whoever comes too late is told by an error, not stopped
                signal.signal(number, signal.SIG_IGN)
            signal.signal(signal.SIGTSTP, self._ask_to_suspend)

    def wait(self, seconds: float) -> None:
        """Sleep; what is typed meanwhile is passed on."""
        if self._asked_to_suspend:
            self._suspend()
        mode = self._mode()
        if mode == KEYS:
            self._read_keys()
        self._tell(mode)
        if mode != KEYS:
            time.sleep(seconds)
        elif select.select([_INPUT], [], [], seconds)[0]:
            self._pass_on()

    def close(self) -> None:
        """The terminal is as we found it, unless somebody else has it now: they have set it for themselves."""
        if self._original is None or termios is None:
            return
        with contextlib.suppress(OSError, termios.error):  # it is closed
            if _is_ours(_INPUT):
                termios.tcsetattr(_INPUT, termios.TCSANOW, self._original)
                self._original = None

    def _mode(self) -> bytes:
        if not self._is_terminal:
            return SHOWN  # which is nothing, where the stage cannot draw
        try:
            is_ours = _is_ours(_INPUT if self._can_type else _OUTPUT)
        except OSError:  # not the one that controls us
            return SHOWN
        return HIDDEN if not is_ours else KEYS if self._can_type else SHOWN

    def _tell(self, mode: bytes) -> None:
        told = self._stage(), mode
        if told != self._told and self._send(mode):
            self._told = told

    def _send(self, data: bytes) -> bool:
        """False if there is no stage, or it does not read."""
        process = self._stage()
        if process is None or process.stdin is None:
            return False
        try:
            os.set_blocking(process.stdin.fileno(), False)
            os.write(process.stdin.fileno(), data)
        except (OSError, ValueError):  # full, dead, closed
            return False
        return True

    def _read_keys(self) -> None:
        """One by one, and without an echo."""
        assert termios is not None
        with contextlib.suppress(termios.error):
            now = termios.tcgetattr(_INPUT)
            if now[3] & termios.ICANON:
                self._original = [*now[:6], list(now[6])]
                now[3] &= ~(termios.ICANON | termios.ECHO)
                now[6][termios.VMIN], now[6][termios.VTIME] = 1, 0
                termios.tcsetattr(_INPUT, termios.TCSANOW, now)

    def _pass_on(self) -> None:
        try:
            data = os.read(_INPUT, 1024)
        except OSError:
            data = b""
        if not data:  # its other end is closed
            self._can_type = False
        elif keys := data.translate(None, MODES):
            self._send(keys)

    def _ask_to_suspend(self, number: int, frame: object) -> None:
        self._asked_to_suspend = True

    def _suspend(self) -> None:
        """As Ctrl-Z asks for. The other processes play on."""
        self._tell(HIDDEN)
        time.sleep(_HIDES_S)
        self._say("the band plays on; fg brings its keys back")
        self.close()
        time.sleep(_HIDES_S)
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self._ask_to_suspend)
        self._asked_to_suspend = False


def _is_ours(terminal: int) -> bool:
    """We are in its foreground. OSError if it does not control us."""
    return os.tcgetpgrp(terminal) == os.getpgrp()
