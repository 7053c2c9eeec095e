"""Standard output on a thread of its own: a terminal that does not take what is written to it holds up nobody else.

Ctrl-S, an ssh connection that stalls, a reader of a pipe that hangs: a write then blocks for as long as that lasts. So
the texts wait here, up to a limit; what is beyond it is left out, and how much that was is said once there is room.
"""

import contextlib
import os
import queue
import sys
import threading
from typing import Any, Final

try:
    import termios
except ImportError:  # Windows
    termios = None  # type: ignore[assignment]

_MAX_WAITING: Final = 1000  # texts
_LAST_WORDS_S: Final = 0.5  # until the terminal has taken what is left at the end


class Screen:
    """Called by one thread, which never waits here but in `close`."""

    def __init__(self, handle: int, encoding: str = "utf-8") -> None:
        self.redraws = os.isatty(handle) and os.environ.get("TERM") != "dumb"  # a place can be drawn again and again
        self._handle = handle
        self._encoding = encoding
        self._texts: queue.Queue[str | None] = queue.Queue(_MAX_WAITING)
        self._left_out = 0
        self._for_keys: list[Any] | None = None  # the terminal's mode while single keys are read
        self._thread = threading.Thread(target=self._write_all, name="terminal", daemon=True)
        self._thread.start()

    @property
    def is_behind(self) -> bool:
        """Some texts have not been taken yet."""
        return not self._texts.empty()

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines; windows change."""
        try:
            columns, lines = os.get_terminal_size(self._handle)
            return columns, lines
        except OSError:  # it is gone
            return 80, 24

    def remember_mode(self) -> None:
        """The supervisor reads single keys from here on."""
        if termios is not None:
            with contextlib.suppress(termios.error):
                self._for_keys = termios.tcgetattr(self._handle)

    def _end_reading_of_keys(self) -> None:
        """Where the supervisor was killed, nobody else does. A shell that has the terminal by now has changed more."""
        if termios is None or self._for_keys is None:
            return
        with contextlib.suppress(termios.error):
            if (mode := termios.tcgetattr(self._handle)) == self._for_keys:
                mode[3] |= termios.ICANON | termios.ECHO
                termios.tcsetattr(self._handle, termios.TCSANOW, mode)

    def write(self, text: str) -> None:
        """In order, as soon as the terminal takes it."""
        try:
            if self._left_out:
                self._texts.put_nowait(f"jamd: {self._left_out} lines are left out here: the terminal took no more\n")
                self._left_out = 0
            self._texts.put_nowait(text)
        except queue.Full:
            self._left_out += 1

    def close(self) -> None:
        """A terminal that has not taken the last texts after a moment does not get them; it takes lines again."""
        self._end_reading_of_keys()
        try:
            self._texts.put_nowait(None)
        except queue.Full:
            return
        self._thread.join(_LAST_WORDS_S)

    def _write_all(self) -> None:
        while (text := self._texts.get()) is not None:
            data = text.encode(self._encoding, "replace")  # a port's name may hold what this terminal cannot show
            try:
                while data:
                    data = data[os.write(self._handle, data) :]
            except OSError:  # nobody reads any more, as after `| head`; that must not end the recording
                self.redraws = False


def standard_output() -> Screen:
    # Not through sys.stdout: at the end Python would wait for its lock, which a write that blocks holds.
    if sys.stdout is None:  # closed by whoever started us
        return Screen(os.open(os.devnull, os.O_WRONLY))
    return Screen(sys.stdout.fileno(), sys.stdout.encoding)
