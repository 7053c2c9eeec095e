"""jamd in a terminal, as a person starts it from a shell: keys, Ctrl-Z and fg, Ctrl-C, and what the shell gets back."""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from stage.glass import Glass

SETS = ("parts.drums.player=rules", "parts.piano.player=rules", "clock.count_in=0")
JAMD = f"{sys.executable} -m jamd --backend none --no-web --bpm 200" + "".join(f" --set {each}" for each in SETS)
SIZE = (70, 30)


class Shell:
    """bash, on a terminal that a person looks at."""

    def __init__(self, folder: Path) -> None:
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], {**os.environ, "TERM": "xterm", "PS1": "$ "})
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", *reversed(SIZE), 0, 0))
        self.glass = Glass(*SIZE)

    def type(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def wait_for(self, true: Callable[[list[str]], object], patience: float = 30.0) -> None:
        """Until the rows of the screen are so."""
        give_up = time.monotonic() + patience
        while not true(self.glass.seen):
            assert time.monotonic() < give_up, "\n".join(self.glass.seen)
            if select.select([self._terminal], [], [], 0.1)[0]:
                self.glass.take(os.read(self._terminal, 65536).decode())

    def leave(self) -> None:
        os.kill(self.pid, signal.SIGHUP)  # bash hands it on to its jobs
        os.close(self._terminal)
        os.waitpid(self.pid, 0)


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    shell = Shell(tmp_path)
    yield shell
    shell.leave()


def shows(words: str) -> Callable[[list[str]], bool]:
    return lambda rows: any(words in row for row in rows)


def prompts(rows: list[str]) -> bool:
    return rows[-1] == "$"


def test_a_jam_in_a_terminal(shell: Shell) -> None:
    shell.wait_for(prompts)
    shell.type(JAMD + "\n")
    shell.wait_for(shows("? all keys"))
    shell.wait_for(shows(" 2."))
    shell.type("e")
    shell.wait_for(shows("ending in"))

    shell.type("\x1a")  # Ctrl-Z
    shell.wait_for(shows("the band plays on"))
    shell.wait_for(prompts)
    assert not shows("ending in")(shell.glass.seen)
    shell.type("echo $((40 + 2))\n")
    shell.wait_for(lambda rows: "42" in rows and prompts(rows))
    shell.type("fg\n")
    shell.wait_for(shows("? all keys"))

    shell.type("\x03")  # Ctrl-C
    shell.wait_for(shows("jamd: the take is takes/"))
    shell.wait_for(prompts)
    assert not shows("? all keys")(shell.glass.seen)
    shell.type("stty -a\n")
    shell.wait_for(lambda rows: any(row.startswith("isig icanon ") or " icanon " in row for row in rows))
    assert not shows("-icanon")(shell.glass.seen)
    assert not shows("-echo ")(shell.glass.seen)
