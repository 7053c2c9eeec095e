"""What the stage is told of the terminal; with a real one: tests/stage/test_live_terminal.py."""

import contextlib
import os
import pty
import termios
import time
from collections.abc import Iterator

import pytest
from supervisor.fakes import FakeProcess, FakeTime

from jamd.ipc.typed import KEYS, SHOWN
from jamd.supervisor.controlling_terminal import ControllingTerminal


class Stage(FakeProcess):
    """Reads its standard input."""

    def __init__(self) -> None:
        super().__init__("stage", [], True, FakeTime())
        self._reader, writer = os.pipe()
        self.stdin = os.fdopen(writer, "wb")  # type: ignore[assignment]

    @property
    def heard(self) -> bytes:
        os.set_blocking(self._reader, False)
        try:
            return os.read(self._reader, 1000)
        except BlockingIOError:
            return b""


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Standard input, on which a test can write; it is a terminal, but does not control us."""
    monkeypatch.setattr(os, "isatty", lambda handle: True)
    monkeypatch.setattr("signal.signal", lambda number, act: None)
    reader, writer = os.pipe()
    monkeypatch.setattr("jamd.supervisor.controlling_terminal._INPUT", reader)
    yield writer
    os.close(reader)
    os.close(writer)


def test_a_new_stage_is_told_and_an_old_one_once() -> None:
    stages = [Stage()]
    terminal = ControllingTerminal(lambda: stages[-1], print)
    terminal.wait(0)
    terminal.wait(0)
    assert stages[0].heard == SHOWN
    stages.append(Stage())
    terminal.wait(0)
    assert (stages[0].heard, stages[1].heard) == (b"", SHOWN)


def test_no_stage_and_one_that_does_not_read_hold_nothing_up() -> None:
    ControllingTerminal(lambda: None, print).wait(0)
    stage = Stage()
    assert stage.stdin is not None
    os.set_blocking(stage.stdin.fileno(), False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(stage.stdin.fileno(), bytes(4096))
    ControllingTerminal(lambda: stage, print).wait(0)


def test_it_sleeps_as_long_as_it_is_asked_to() -> None:
    began = time.monotonic()
    ControllingTerminal(lambda: None, print).wait(0.1)
    assert time.monotonic() - began >= 0.1


def test_in_the_foreground_keys_are_passed_on_without_the_bytes_that_mean_something_else(
    terminal: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "tcgetpgrp", lambda handle: os.getpgrp())
    stage = Stage()
    ours = ControllingTerminal(lambda: stage, print)
    os.write(terminal, b"f\x0e\x10e")
    ours.wait(0)
    assert stage.heard == KEYS + b"fe"
    monkeypatch.setattr(os, "tcgetpgrp", lambda handle: os.getpgrp() + 1)
    os.write(terminal, b"for the shell")
    ours.wait(0)
    assert b"shell" not in stage.heard


@pytest.fixture
def real_terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """It takes lines, with an echo, and we are in its foreground."""
    outer, inner = pty.openpty()
    monkeypatch.setattr(os, "isatty", lambda handle: True)
    monkeypatch.setattr("signal.signal", lambda number, act: None)
    monkeypatch.setattr("jamd.supervisor.controlling_terminal._INPUT", inner)
    monkeypatch.setattr(os, "tcgetpgrp", lambda handle: os.getpgrp())
    yield inner
    os.close(inner)
    os.close(outer)


def takes_lines(terminal: int) -> bool:
    return termios.tcgetattr(terminal)[3] & (termios.ICANON | termios.ECHO) == termios.ICANON | termios.ECHO


def test_a_terminal_that_is_ours_takes_lines_again_and_is_left_alone_from_then_on(real_terminal: int) -> None:
    ours = ControllingTerminal(lambda: None, print)
    ours.wait(0)
    assert not takes_lines(real_terminal)
    ours.close()
    assert takes_lines(real_terminal)
    modes = termios.tcgetattr(real_terminal)
    modes[3] &= ~termios.ECHO
    termios.tcsetattr(real_terminal, termios.TCSANOW, modes)
    ours.close()
    assert not takes_lines(real_terminal)


def test_a_terminal_that_an_editor_has_by_now_stays_as_the_editor_set_it(
    real_terminal: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = ControllingTerminal(lambda: None, print)
    ours.wait(0)
    monkeypatch.setattr(os, "tcgetpgrp", lambda handle: os.getpgrp() + 1)
    ours.close()
    assert not takes_lines(real_terminal)
