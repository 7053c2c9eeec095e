"""The supervisor speaks, and waits for no listener."""

import os
import time
from collections.abc import Iterator

import pytest

from jamd.supervisor.voice import Voice


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    for end in ends:
        try:
            os.close(end)
        except OSError:
            continue  # the test closed it


def test_what_is_said_is_written_line_by_line(pipe: tuple[int, int]) -> None:
    listener, terminal = pipe
    voice = Voice(terminal)
    voice.say("band ended")
    voice.say("band is back")
    voice.close()
    assert os.read(listener, 1000) == b"jamd: band ended\njamd: band is back\n"


def test_a_terminal_that_nobody_reads_keeps_nobody_waiting(pipe: tuple[int, int]) -> None:
    listener, terminal = pipe
    voice = Voice(terminal)
    began = time.monotonic()
    for _ in range(1000):
        voice.say("x" * 4000)  # a pipe holds 64 kB
    assert time.monotonic() - began < 1
    voice.close()
    assert time.monotonic() - began < 2
    os.close(listener)  # the thread is let go


def test_a_reader_that_has_died_is_nothing_to_complain_of(pipe: tuple[int, int]) -> None:
    listener, terminal = pipe
    os.close(listener)
    voice = Voice(terminal)
    voice.say("anybody?")
    voice.close()


def test_where_standard_error_is_closed_nothing_is_said() -> None:
    ends = os.pipe()
    for end in ends:
        os.close(end)
    voice = Voice(ends[1])
    voice.say("anybody?")
    voice.close()
