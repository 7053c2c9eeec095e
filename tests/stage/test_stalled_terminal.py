"""A terminal that takes nothing any more (Ctrl-S, a stalled ssh, a pipe's reader that hangs) stops nothing else."""

import os
import pty
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import mido
import pytest
from stage.page_client import Daemon, Jam

from jamd.stage.screen import Screen

FAST = ("--bpm", "300", "--set", "clock.count_in=0")


class HeldTerminal(NamedTuple):
    person: int  # what is shown can be read here
    program: int  # the daemon's end
    daemon: Daemon


@pytest.fixture
def held(tmp_path: Path) -> Iterator[HeldTerminal]:
    """A daemon that plays, and whose terminal then takes nothing any more."""
    person, program = pty.openpty()
    daemon = Daemon(tmp_path, *FAST, terminal=program)
    read_until(person, b"plays")
    termios.tcflow(program, termios.TCOOFF)  # Ctrl-S
    yield HeldTerminal(person, program, daemon)
    termios.tcflow(program, termios.TCOON)
    os.close(person)
    os.close(program)
    daemon.stop()


def read_until(person: int, words: bytes) -> None:
    seen = b""
    while words not in seen:
        seen += os.read(person, 4096)


def test_page_and_tape_go_on_and_it_ends_in_time(held: HeldTerminal) -> None:
    jam = Jam(held.daemon.port)
    time.sleep(1)  # by now a status line is stuck
    jam.key(61)
    jam.next("heard")
    jam.do("new take")  # has something to say
    jam.key(62)
    jam.next("heard", when=lambda heard: heard["data"][1] == 62)
    jam.close()
    began = time.monotonic()
    assert held.daemon.stop() == 0
    assert time.monotonic() - began < 10
    takes = [mido.MidiFile(path) for path in sorted((held.daemon.folder / "takes").glob("*.mid"))]
    yours = [m.note for take in takes for t in take.tracks if t.name == "You" for m in t if m.type == "note_on"]
    assert yours == [61, 62]


def test_once_it_is_released_it_shows_what_happened_meanwhile(held: HeldTerminal) -> None:
    jam = Jam(held.daemon.port)
    time.sleep(1)
    jam.do("stop")
    jam.close()
    time.sleep(0.5)
    termios.tcflow(held.program, termios.TCOON)
    read_until(held.person, b"stopped")


# -- the screen alone


def test_what_is_too_much_for_a_pipe_that_nobody_reads_is_left_out_and_counted() -> None:
    reader, writer = os.pipe()
    screen = Screen(writer)
    for number in range(3000):
        screen.write(f"{number:099}\n")  # 300 kB; a pipe holds 64
    assert screen.is_behind
    with os.fdopen(reader, "rb") as pipe:
        shown = [pipe.readline() for _ in range(900)]
        screen.write("the last one\n")
        while (line := pipe.readline()) != b"the last one\n":
            shown.append(line)
    assert any(b"left out" in line for line in shown)
    number = 0
    for line in shown:
        if b"left out" in line:
            number += int(line.split()[1])
        else:
            assert int(line) == number
            number += 1
    assert number == 3000
    os.close(writer)


def test_at_the_end_a_reader_that_hangs_is_not_waited_for() -> None:
    reader, writer = os.pipe()
    screen = Screen(writer)
    screen.write("x" * 200_000)
    began = time.monotonic()
    screen.close()
    assert time.monotonic() - began < 5
    os.close(reader)  # the write fails now, and the thread ends


# -- the keys


@pytest.mark.parametrize("touched", [False, True])
def test_at_the_end_the_terminal_takes_lines_again_unless_a_shell_has_it(touched: bool) -> None:
    person, program = pty.openpty()
    mode = termios.tcgetattr(program)
    mode[3] &= ~(termios.ICANON | termios.ECHO)  # as the supervisor does, which is then killed
    termios.tcsetattr(program, termios.TCSANOW, mode)
    screen = Screen(program)
    screen.remember_mode()
    if touched:
        mode[0] &= ~termios.ICRNL
        termios.tcsetattr(program, termios.TCSANOW, mode)
    screen.close()
    assert bool(termios.tcgetattr(program)[3] & (termios.ICANON | termios.ECHO)) is not touched
    os.close(person)
    os.close(program)
